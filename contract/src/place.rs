//! Where a site and its cameras are, as far as `cameras.json` tells.

use serde::{Deserialize, Serialize};

/// Where a site is, besides its city and time zone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Place {
    /// Postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Degrees north (WGS 84) as a decimal string; set exactly where `longitude` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latitude: Option<String>,
    /// Degrees east (WGS 84) as a decimal string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longitude: Option<String>,
    /// VLAN of the site's cameras (IEEE 802.1Q), from 1 to 4094.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vlan: Option<u16>,
}

/// Where a camera is drawn: at `x` and `y` of the floor plan `plan`, or at `latitude` and `longitude` of a map.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Coordinates {
    /// Name of a floor plan of the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// Part of the plan's width from its left edge, as a decimal string from `0` to `1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// Part of the plan's height from its upper edge, as a decimal string from `0` to `1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// Degrees north (WGS 84) as a decimal string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latitude: Option<String>,
    /// Degrees east (WGS 84) as a decimal string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longitude: Option<String>,
}
