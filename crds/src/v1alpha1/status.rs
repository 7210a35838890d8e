//! What the operator reports.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::KubeSchema;
use serde::{Deserialize, Serialize};

/// What the operator found and did, written at the end of a pass and only when it differs.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct CameraSiteStatus {
    /// The `metadata.generation` that this status is about; -1 before the operator has seen the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = -1))]
    pub observed_generation: Option<i64>,

    /// The state of the site by aspect; `Ready` sums up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 32))]
    #[x_kube(merge_strategy = ListMerge::Map(vec!["type".into()]))]
    pub conditions: Vec<Condition>,

    /// Cameras by state, as the site's API counted them lately.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cameras: Option<CamerasStatus>,

    /// Addresses of the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoints: Option<Endpoints>,

    /// Images of the database and of the cache that run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub images: Option<Images>,

    /// Version of the operator that manages the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub version: Option<String>,
}

/// Cameras by shown state; `total` is the sum of the seven others.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct CamerasStatus {
    /// Cameras that work, of those that are watched, such as 22/24.
    #[schemars(length(max = 32))]
    pub summary: String,
    /// All cameras.
    #[schemars(range(min = 0, max = i32::MAX))]
    pub total: i32,
    /// Working.
    #[schemars(range(min = 0, max = i32::MAX))]
    pub up: i32,
    /// Working with a flaw.
    #[schemars(range(min = 0, max = i32::MAX))]
    pub degraded: i32,
    /// Not working.
    #[schemars(range(min = 0, max = i32::MAX))]
    pub down: i32,
    /// Going up and down.
    #[schemars(range(min = 0, max = i32::MAX))]
    pub flapping: i32,
    /// Not known.
    #[schemars(range(min = 0, max = i32::MAX))]
    pub unknown: i32,
    /// In a maintenance window.
    #[schemars(range(min = 0, max = i32::MAX))]
    pub maintenance: i32,
    /// Declared with `enabled: false`.
    #[schemars(range(min = 0, max = i32::MAX))]
    pub disabled: i32,
}

/// Addresses of a site.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct Endpoints {
    /// The web page: at its ingress, or inside the cluster where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 512))]
    pub web: Option<String>,
    /// The HTTP API, inside the cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 512))]
    pub api: Option<String>,
}

/// Images that run.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct Images {
    /// Of the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 256))]
    pub postgres: Option<String>,
    /// Of the cache.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 256))]
    pub redis: Option<String>,
}
