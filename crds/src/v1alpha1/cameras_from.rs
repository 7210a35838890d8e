//! Cameras that are listed outside of the CameraSite.

use kube::KubeSchema;
use serde::{Deserialize, Serialize};

use super::rules;

/// An inventory: a list of cameras outside of the CameraSite.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct CamerasFrom {
    /// Where the inventory is: CSV with a header, of whose columns name and url are needed and displayName, zone,
    /// location, latitude, longitude, credentials, priority, tags and enabled are known.
    pub config_map_ref: ConfigMapKey,
}

/// A key of a ConfigMap in this namespace.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord, KubeSchema)]
pub struct ConfigMapKey {
    /// Name of the ConfigMap.
    #[schemars(length(min = 1, max = 253))]
    #[x_kube(validation = rules::reference_name())]
    pub name: String,

    /// Key in the ConfigMap, such as cameras.csv or level-0.svg.
    #[schemars(length(min = 1, max = 253))]
    #[x_kube(validation = rules::inventory::key())]
    pub key: String,
}
