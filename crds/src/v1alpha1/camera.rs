//! A camera of a site.

use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CameraProbe, CameraTls, Coordinates, LocalReference, OsdMask, Simulated, rules};

/// A camera to watch.
//
// No field has a default in the schema: defaults below a long list would be stored a thousand times and would hide
// the site's own. What has parts is owned as a whole, for managedFields would otherwise name each part of each camera.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(
    validation = rules::camera::source(),
    validation = rules::camera::simulated_alone(),
    validation = rules::url::placeholders("url"),
    validation = rules::url::placeholders("snapshotUrl")
)]
pub struct Camera {
    /// Name, unique in the site; the key of the list.
    #[schemars(length(min = 1, max = 63))]
    #[x_kube(validation = rules::camera::name())]
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

    /// Where the camera is drawn: on a floor plan or on a map.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[x_kube(merge_strategy = MapMerge::Atomic)]
    pub coordinates: Option<Coordinates>,

    /// VLAN that the camera is in (IEEE 802.1Q), where it is not that of the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 4094))]
    pub vlan: Option<i32>,

    /// What the camera's keepers should know, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256))]
    pub notes: Option<String>,

    /// What is probed: `rtsp://host[:port]/path` or rtsps, http, https or onvif instead of rtsp, `tcp://host:port` or
    /// `icmp://host`. User name and password stand in the Secret of `credentialsSecretRef`; `{username}` and
    /// `{password}` in the path or query are filled from it. A camera has either this or simulated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256))]
    #[x_kube(
        validation = rules::url::probed_scheme("url"),
        validation = rules::url::userinfo("url"),
        validation = rules::url::password("url"),
        validation = rules::url::shape("url"),
        validation = rules::url::tcp("url"),
        validation = rules::url::icmp("url")
    )]
    pub url: Option<String>,

    /// The site's simulator plays this camera, instead of a real one at a url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[x_kube(merge_strategy = MapMerge::Atomic)]
    pub simulated: Option<Simulated>,

    /// Secret of type `kubernetes.io/basic-auth` in this namespace with the camera's user name and password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[x_kube(
        validation = rules::camera::secret_name("credentialsSecretRef"),
        merge_strategy = MapMerge::Atomic
    )]
    pub credentials_secret_ref: Option<LocalReference>,

    /// How far the certificate of a camera with rtsps, https or onvif is trusted; only the public authorities where it
    /// is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[x_kube(merge_strategy = MapMerge::Atomic)]
    pub tls: Option<CameraTls>,

    /// Where the camera answers with a JPEG picture (http or https), to tell whether the picture stands still and for
    /// previews. Rules and placeholders as in url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256))]
    #[x_kube(
        validation = rules::url::http_scheme("snapshotUrl"),
        validation = rules::url::userinfo("snapshotUrl"),
        validation = rules::url::password("snapshotUrl"),
        validation = rules::url::shape("snapshotUrl")
    )]
    pub snapshot_url: Option<String>,

    /// Parts of the picture that change although nothing moves, such as the camera's clock: they are left out when
    /// pictures are compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 4))]
    pub osd_mask: Vec<OsdMask>,

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
    #[x_kube(merge_strategy = MapMerge::Atomic)]
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
