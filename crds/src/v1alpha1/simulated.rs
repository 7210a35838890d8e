//! A camera that the site's simulator plays.

use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A camera that the site's simulator plays, for sites and rehearsals without a real one.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct Simulated {
    /// How the camera behaves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behaviour: Option<Behaviour>,
}

/// How the camera behaves. Healthy (where it is absent): a good stream. Offline: the connection is closed without an
/// answer. Slow: answers come late. Frozen: the picture stands still. AuthRequired: it asks for a login. Busy: no session
/// is free. Flapping: good and offline in turn.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, PartialEq, Eq, JsonSchema)]
pub enum Behaviour {
    /// A good H.264 stream with a moving picture.
    #[default]
    Healthy,
    /// The connection is closed before any answer.
    Offline,
    /// Every answer is late.
    Slow,
    /// The stream runs and its picture stands still.
    Frozen,
    /// A login is asked for.
    AuthRequired,
    /// No session is free.
    Busy,
    /// Good and offline in turn.
    Flapping,
}
