//! Where a camera is drawn.

use kube::KubeSchema;
use serde::{Deserialize, Serialize};

use super::rules;

/// A point of a floor plan (plan, x, y) or of the earth (latitude, longitude).
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[x_kube(validation = rules::camera::coordinates(), validation = rules::camera::point())]
pub struct Coordinates {
    /// Name of a floor plan of the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 63))]
    pub plan: Option<String>,

    /// Distance from the plan's left edge in parts of its width, from 0 to 1 as a decimal string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 8))]
    pub x: Option<String>,

    /// Distance from the plan's upper edge in parts of its height, from 0 to 1 as a decimal string. Quote the key in
    /// YAML; kubectl takes a bare y for true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 8))]
    pub y: Option<String>,

    /// Degrees north (WGS 84) as a decimal string, such as "48.8443".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 16))]
    #[x_kube(validation = rules::latitude())]
    pub latitude: Option<String>,

    /// Degrees east (WGS 84) as a decimal string, such as "2.3744".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 16))]
    #[x_kube(validation = rules::longitude())]
    pub longitude: Option<String>,
}
