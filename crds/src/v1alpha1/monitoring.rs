//! Metrics of the database and of the cache.

use kube::KubeSchema;
use serde::{Deserialize, Serialize};

/// How the site is monitored.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct Monitoring {
    /// False: the metrics of the site's own database and of its cache are not exported. Those of API and probers are
    /// always there.
    #[serde(default = "default_enabled")]
    pub enabled: bool,
}

impl Default for Monitoring {
    fn default() -> Self {
        Self {
            enabled: default_enabled(),
        }
    }
}

const fn default_enabled() -> bool {
    true
}
