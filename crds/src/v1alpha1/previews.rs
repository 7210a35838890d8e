//! Pictures for people to look at.

use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether pictures of the cameras may be fetched for people to look at.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct Previews {
    /// Off: no pictures are fetched for people, for they are personal data. OnDemand: while somebody looks; a picture is
    /// held in memory only and every look is recorded in the audit log.
    #[serde(default)]
    pub mode: PreviewMode,
}

/// Whether pictures may be fetched for people to look at.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, PartialEq, Eq, JsonSchema)]
pub enum PreviewMode {
    /// Never.
    #[default]
    Off,
    /// While somebody looks.
    OnDemand,
}
