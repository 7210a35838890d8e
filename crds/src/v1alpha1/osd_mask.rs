//! Parts of a picture that are not compared.

use kube::KubeSchema;
use serde::{Deserialize, Serialize};

use super::rules;

/// A rectangle of the picture, in parts of its width and height, measured from the upper left corner.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[x_kube(validation = rules::camera::mask())]
pub struct OsdMask {
    /// Left edge, from 0 to 1 as a decimal string.
    #[schemars(length(min = 1, max = 5))]
    pub x: String,

    /// Upper edge, from 0 to 1 as a decimal string. Quote the key in YAML; kubectl takes a bare y for true.
    #[schemars(length(min = 1, max = 5))]
    pub y: String,

    /// Width, from 0 to 1 as a decimal string; what reaches beyond the picture is cut off.
    #[schemars(length(min = 1, max = 5))]
    pub width: String,

    /// Height, from 0 to 1 as a decimal string; what reaches beyond the picture is cut off.
    #[schemars(length(min = 1, max = 5))]
    pub height: String,
}
