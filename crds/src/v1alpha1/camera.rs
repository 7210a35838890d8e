//! A camera of a site.

use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CameraProbe, LocalReference, rules};

/// A camera to watch.
//
// No field has a default in the schema: defaults below a long list would be stored a thousand times and would hide
// the site's own.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(
    validation = rules::url_scheme(),
    validation = rules::url_userinfo(),
    validation = rules::url_password(),
    validation = rules::url_shape(),
    validation = rules::url_tcp(),
    validation = rules::url_placeholders()
)]
pub struct Camera {
    /// Name, unique in the site; the key of the list.
    #[schemars(length(min = 1, max = 63))]
    #[x_kube(validation = rules::camera_name())]
    pub name: String,

    /// Name of the camera for people. Its name where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 64))]
    pub display_name: Option<String>,

    /// Part of the site that the camera belongs to, such as platforms; a label of metrics.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 64))]
    pub zone: Option<String>,

    /// Where the camera hangs, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 128))]
    pub location: Option<String>,

    /// What is probed: `rtsp://host[:port]/path` or `tcp://host:port`. User name and password stand in the Secret of
    /// `credentialsSecretRef`; `{username}` and `{password}` in the path or query are filled from it.
    #[schemars(length(min = 1, max = 256))]
    pub url: String,

    /// Secret of type `kubernetes.io/basic-auth` in this namespace with the camera's user name and password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[x_kube(validation = rules::credentials_name())]
    pub credentials_secret_ref: Option<LocalReference>,

    /// How urgent the loss of the camera is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,

    /// Free labels by which the camera can be found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 8), inner(length(min = 1, max = 16)))]
    pub tags: Vec<String>,

    /// Whether the camera is probed: true where it is absent. A camera that is not is still listed, as disabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,

    /// How this camera is probed; what is absent is taken from `spec.probe`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<CameraProbe>,
}

/// How urgent the loss of a camera is: Normal (where it is absent) makes it a warning, Critical makes it critical.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, PartialEq, Eq, JsonSchema)]
pub enum Priority {
    /// Its loss is a warning.
    #[default]
    Normal,
    /// Its loss is critical.
    Critical,
}
