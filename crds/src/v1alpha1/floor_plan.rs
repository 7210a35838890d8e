//! Floor plans that cameras are drawn on.

use kube::KubeSchema;
use serde::{Deserialize, Serialize};

use super::{ConfigMapKey, rules};

/// A floor plan: a picture that the web page draws cameras on.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct FloorPlan {
    /// Name of the plan, which coordinates of cameras name.
    #[schemars(length(min = 1, max = 63))]
    #[x_kube(validation = rules::page::plan_name())]
    pub name: String,

    /// Where the picture is. The ending of the key tells its kind: .svg, .png, .jpg, .jpeg or .webp.
    #[x_kube(validation = rules::page::picture())]
    pub image_config_map_ref: ConfigMapKey,
}
