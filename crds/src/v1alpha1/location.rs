//! Where a site is.

use kube::KubeSchema;
use serde::{Deserialize, Serialize};

use super::rules;

/// Where the site is.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = rules::coordinates_together())]
pub struct Location {
    /// City, shown on the page and as a label of metrics.
    #[schemars(length(min = 1, max = 64))]
    pub city: String,

    /// Postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 128))]
    pub address: Option<String>,

    /// Latitude in degrees north (WGS 84) as a decimal string, such as "48.8443".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 16))]
    #[x_kube(validation = rules::latitude())]
    pub latitude: Option<String>,

    /// Longitude in degrees east (WGS 84) as a decimal string, such as "2.3744".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 16))]
    #[x_kube(validation = rules::longitude())]
    pub longitude: Option<String>,

    /// VLAN of the site's cameras (IEEE 802.1Q).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 4094))]
    pub vlan: Option<i32>,

    /// IANA name of the site's time zone, such as Europe/Paris.
    #[serde(default = "utc")]
    #[schemars(length(max = 64))]
    #[x_kube(validation = rules::time_zone())]
    pub time_zone: String,
}

fn utc() -> String {
    "UTC".to_owned()
}
