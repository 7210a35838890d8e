//! The web page.

use k8s_openapi::api::core::v1::ResourceRequirements;
use kube::KubeSchema;
use serde::{Deserialize, Serialize};

use super::{Ingress, resources, rules};

/// The web page: a Deployment of nginx.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct Web {
    /// Number of pods.
    #[schemars(range(min = 0, max = 100))]
    #[serde(default = "default_replicas")]
    pub replicas: i32,

    /// Container image. The operator's default where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256))]
    #[x_kube(validation = rules::image())]
    pub image: Option<String>,

    /// Compute resources of the web page's container.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "resources::schema")]
    pub resources: Option<ResourceRequirements>,

    /// The page's way to the outside; without it only the cluster reaches it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ingress: Option<Ingress>,
}

impl Default for Web {
    fn default() -> Self {
        Self {
            replicas: default_replicas(),
            image: None,
            resources: None,
            ingress: None,
        }
    }
}

const fn default_replicas() -> i32 {
    1
}
