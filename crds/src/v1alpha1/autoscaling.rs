//! A number of pods that follows the load.

use kube::KubeSchema;
use serde::{Deserialize, Serialize};

use super::rules;

/// A number of pods that follows their use of CPU, between two limits: a HorizontalPodAutoscaler.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = rules::autoscaling_limits())]
pub struct Autoscaling {
    /// Fewest pods.
    #[schemars(range(min = 1, max = 100))]
    #[serde(default = "default_min")]
    pub min_replicas: i32,

    /// Most pods.
    #[schemars(range(min = 1, max = 100))]
    pub max_replicas: i32,

    /// Average use of CPU that is aimed at, in percent of what the container requests.
    #[schemars(range(min = 1, max = 1000))]
    #[serde(default = "default_target", rename = "targetCPUUtilization")]
    pub target_cpu_utilization: i32,
}

const fn default_min() -> i32 {
    2
}

const fn default_target() -> i32 {
    80
}
