//! The cache.

use k8s_openapi::api::core::v1::ResourceRequirements;
use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CacheStorage, resources, rules};

/// The Redis cache: a StatefulSet with one pod.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cache {
    /// Managed: the site has a cache of its own. Disabled: it has none, and views are not counted.
    #[serde(default)]
    pub mode: CacheMode,

    /// Container image, Redis of the official kind. Where it is absent the operator's default is taken once, at the
    /// first start, and kept when the operator is upgraded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256))]
    #[x_kube(validation = rules::image())]
    pub image: Option<String>,

    /// The volume that holds the counters.
    #[serde(default)]
    pub storage: CacheStorage,

    /// Compute resources of the cache's container.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "resources::schema")]
    pub resources: Option<ResourceRequirements>,
}

/// Whether the site has a cache.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, PartialEq, Eq, JsonSchema)]
pub enum CacheMode {
    /// The site has a cache of its own.
    #[default]
    Managed,
    /// The site has none; views are not counted.
    Disabled,
}
