//! Volumes of the database and of the cache.

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use kube::KubeSchema;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::rules;

/// The database's volume.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = rules::storage_class_immutable())]
pub struct DatabaseStorage {
    /// Size of the volume, such as 10Gi. It can grow where the storage class allows it, and never shrinks.
    #[schemars(schema_with = "size_schema")]
    #[x_kube(validation = rules::storage_size(), validation = rules::storage_never_shrinks())]
    #[serde(default = "database_size")]
    pub size: Quantity,

    /// Storage class of the volume; the cluster's default where it is absent. It cannot be changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253))]
    #[x_kube(validation = rules::storage_class_name())]
    pub storage_class_name: Option<String>,

    /// What happens to the volume, and to the Secret that opens it, when the site is deleted: Retain keeps both for a
    /// site of the same name, Delete removes them.
    #[serde(default = "database_retention")]
    pub retention_policy: RetentionPolicy,
}

impl Default for DatabaseStorage {
    fn default() -> Self {
        Self {
            size: database_size(),
            storage_class_name: None,
            retention_policy: database_retention(),
        }
    }
}

fn database_size() -> Quantity {
    Quantity("10Gi".to_owned())
}

const fn database_retention() -> RetentionPolicy {
    RetentionPolicy::Retain
}

/// The cache's volume.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = rules::storage_class_immutable())]
pub struct CacheStorage {
    /// Size of the volume, such as 1Gi. It can grow where the storage class allows it, and never shrinks.
    #[schemars(schema_with = "size_schema")]
    #[x_kube(validation = rules::storage_size(), validation = rules::storage_never_shrinks())]
    #[serde(default = "cache_size")]
    pub size: Quantity,

    /// Storage class of the volume; the cluster's default where it is absent. It cannot be changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253))]
    #[x_kube(validation = rules::storage_class_name())]
    pub storage_class_name: Option<String>,

    /// What happens to the volume when the site is deleted: Retain keeps it for a site of the same name, Delete
    /// removes it.
    #[serde(default = "cache_retention")]
    pub retention_policy: RetentionPolicy,
}

impl Default for CacheStorage {
    fn default() -> Self {
        Self {
            size: cache_size(),
            storage_class_name: None,
            retention_policy: cache_retention(),
        }
    }
}

fn cache_size() -> Quantity {
    Quantity("1Gi".to_owned())
}

const fn cache_retention() -> RetentionPolicy {
    RetentionPolicy::Delete
}

/// What happens to a volume when its site is deleted.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq, JsonSchema)]
pub enum RetentionPolicy {
    /// It is kept for a site of the same name.
    Retain,
    /// It is deleted with the site.
    Delete,
}

/// A quantity as Kubernetes writes it: a string or a whole number.
fn size_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "x-kubernetes-int-or-string": true,
        "maxLength": 32,
    })
}
