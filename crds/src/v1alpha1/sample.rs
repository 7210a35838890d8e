//! How a stream is played and judged.

use kube::KubeSchema;
use serde::{Deserialize, Serialize};

use super::rules;

/// How a stream is played and judged at depth Stream: the site's defaults.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = rules::probe::sample())]
pub struct Sample {
    /// Seconds between the starts of two samples of a camera.
    #[serde(default = "default_interval")]
    #[schemars(range(min = 30, max = 86400))]
    pub interval_seconds: i32,

    /// Seconds of the stream that are played; less than intervalSeconds.
    #[serde(default = "default_seconds")]
    #[schemars(range(min = 1, max = 30))]
    pub seconds: i32,

    /// Seconds within which a key frame must come; less than intervalSeconds. Cameras that save bandwidth send one only
    /// every 10 seconds and more.
    #[serde(default = "default_keyframe_timeout")]
    #[schemars(range(min = 1, max = 60))]
    pub keyframe_timeout_seconds: i32,
}

impl Default for Sample {
    fn default() -> Self {
        Self {
            interval_seconds: default_interval(),
            seconds: default_seconds(),
            keyframe_timeout_seconds: default_keyframe_timeout(),
        }
    }
}

const fn default_interval() -> i32 {
    300
}

const fn default_seconds() -> i32 {
    4
}

const fn default_keyframe_timeout() -> i32 {
    15
}

/// How the stream of one camera is played and judged; what is absent is taken from the site's [`Sample`].
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = rules::probe::sample())]
pub struct CameraSample {
    /// Seconds between the starts of two samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 30, max = 86400))]
    pub interval_seconds: Option<i32>,

    /// Seconds of the stream that are played; less than intervalSeconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 30))]
    pub seconds: Option<i32>,

    /// Seconds within which a key frame must come; less than intervalSeconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 60))]
    pub keyframe_timeout_seconds: Option<i32>,
}
