//! The database.

use k8s_openapi::api::core::v1::ResourceRequirements;
use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{DatabaseStorage, ExternalDatabase, LocalReference, resources, rules};

/// The PostgreSQL database: a StatefulSet with one pod, or one that somebody else runs.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = rules::init_scripts_immutable(), validation = rules::database::external_when_external(),
    validation = rules::database::managed_only())]
pub struct Database {
    /// Managed: the site has a database of its own. External: somebody else runs it, and storage and runAsUser have no
    /// effect. It cannot be changed.
    #[serde(default)]
    #[x_kube(validation = rules::database::mode_immutable())]
    pub mode: DatabaseMode,

    /// The database that somebody else runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external: Option<ExternalDatabase>,

    /// Container image, PostgreSQL of the official kind. Where it is absent the operator's default is taken once, at
    /// the first start, and kept when the operator is upgraded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256))]
    #[x_kube(validation = rules::image())]
    pub image: Option<String>,

    /// User and group id that the database runs as and that owns its files: 999 in Debian's official images, 70 in
    /// Alpine's. It cannot be changed.
    #[schemars(range(min = 1, max = i32::MAX))]
    #[x_kube(validation = rules::run_as_user_immutable())]
    #[serde(default = "default_user")]
    pub run_as_user: i32,

    /// The volume that holds the data.
    #[serde(default)]
    pub storage: DatabaseStorage,

    /// Compute resources of the database's container.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "resources::schema")]
    pub resources: Option<ResourceRequirements>,

    /// Scripts that are all run once, at the first start on an empty volume, in this order. They cannot be changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 16))]
    #[x_kube(validation = rules::init_scripts_unique())]
    pub init_scripts: Vec<InitScript>,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            mode: DatabaseMode::default(),
            external: None,
            image: None,
            run_as_user: default_user(),
            storage: DatabaseStorage::default(),
            resources: None,
            init_scripts: Vec::new(),
        }
    }
}

const fn default_user() -> i32 {
    999
}

/// Whose the database is.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, PartialEq, Eq, JsonSchema)]
pub enum DatabaseMode {
    /// The site has a database of its own.
    #[default]
    Managed,
    /// Somebody else runs it.
    External,
}

/// A source of scripts for the first start.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct InitScript {
    /// ConfigMap in this namespace whose keys are file names (`*.sql`, `*.sql.gz`, `*.sh`), run in the order of their
    /// names.
    pub config_map_ref: LocalReference,
}
