//! The cache: a StatefulSet with one pod on a claim that the operator applies itself.

mod claim;
mod config_map;
mod statefulset;

pub use claim::claim;
pub use config_map::config_map;
pub use statefulset::statefulset;

/// Key of the configuration in its ConfigMap.
const CONFIG_FILE: &str = "redis.conf";
