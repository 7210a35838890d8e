//! How cameras are probed.

use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CameraSample, Sample, rules};

/// How cameras are probed: the site's defaults.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = rules::probe::site_timeout())]
pub struct Probe {
    /// How far a probe goes: Connect opens a TCP connection, Describe also asks the camera for its streams, Stream also
    /// plays one now and then.
    #[serde(default)]
    pub depth: Depth,

    /// Seconds between the starts of two probes of a camera.
    #[serde(default = "default_interval")]
    #[schemars(range(min = 2, max = 3600))]
    pub interval_seconds: i32,

    /// Seconds that one probe may take; less than intervalSeconds.
    #[serde(default = "default_timeout")]
    #[schemars(range(min = 1, max = 300))]
    pub timeout_seconds: i32,

    /// Consecutive failures until a camera is Down.
    #[serde(default = "default_failures")]
    #[schemars(range(min = 1, max = 100))]
    pub failure_threshold: i32,

    /// Consecutive good results until a camera that was Down is Up again.
    #[serde(default = "default_successes")]
    #[schemars(range(min = 1, max = 100))]
    pub success_threshold: i32,

    /// How a stream is played and judged at depth Stream.
    #[serde(default)]
    pub sample: Sample,

    /// Address that is probed before the cameras are blamed, such as icmp://10.0.0.254: while it does not answer, the
    /// site's cameras are Unknown (GatewayDown), not Down. Schemes as in a camera's url; no login.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256))]
    #[x_kube(
        validation = rules::url::probed_scheme("gateway"),
        validation = rules::url::no_login("gateway"),
        validation = rules::url::shape("gateway"),
        validation = rules::url::tcp("gateway"),
        validation = rules::url::icmp("gateway")
    )]
    pub gateway: Option<String>,
}

impl Default for Probe {
    fn default() -> Self {
        Self {
            depth: Depth::default(),
            interval_seconds: default_interval(),
            timeout_seconds: default_timeout(),
            failure_threshold: default_failures(),
            success_threshold: default_successes(),
            sample: Sample::default(),
            gateway: None,
        }
    }
}

const fn default_interval() -> i32 {
    10
}

const fn default_timeout() -> i32 {
    5
}

const fn default_failures() -> i32 {
    3
}

const fn default_successes() -> i32 {
    1
}

/// How one camera is probed; what is absent is taken from the site's [`Probe`].
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = rules::probe::camera_timeout())]
pub struct CameraProbe {
    /// How far a probe goes: Connect opens a TCP connection, Describe also asks the camera for its streams, Stream also
    /// plays one now and then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth: Option<Depth>,

    /// Seconds between the starts of two probes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 2, max = 3600))]
    pub interval_seconds: Option<i32>,

    /// Seconds that one probe may take; less than intervalSeconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 300))]
    pub timeout_seconds: Option<i32>,

    /// Consecutive failures until the camera is Down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub failure_threshold: Option<i32>,

    /// Consecutive good results until the camera is Up again after it was Down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub success_threshold: Option<i32>,

    /// How the camera's stream is played and judged at depth Stream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<CameraSample>,
}

/// How far a probe goes: Connect opens a TCP connection, Describe also asks the camera for its streams, Stream also plays
/// one now and then.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, PartialEq, Eq, JsonSchema)]
pub enum Depth {
    /// A TCP connection is enough.
    Connect,
    /// RTSP OPTIONS and DESCRIBE must succeed, or the HTTP or ONVIF request.
    #[default]
    Describe,
    /// Now and then a few seconds of the stream are played and judged, too.
    Stream,
}
