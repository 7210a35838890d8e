//! The programs that probe.

use k8s_openapi::api::core::v1::ResourceRequirements;
use kube::KubeSchema;
use serde::{Deserialize, Serialize};

use super::resources;

/// The programs that probe: a StatefulSet, one shard of the cameras a pod.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct Prober {
    /// Number of pods among which the cameras are divided; each camera is probed by exactly one.
    #[schemars(range(min = 1, max = 64))]
    #[serde(default = "default_shards")]
    pub shards: i32,

    /// Compute resources of a prober's container.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "resources::schema")]
    pub resources: Option<ResourceRequirements>,
}

impl Default for Prober {
    fn default() -> Self {
        Self {
            shards: default_shards(),
            resources: None,
        }
    }
}

const fn default_shards() -> i32 {
    1
}
