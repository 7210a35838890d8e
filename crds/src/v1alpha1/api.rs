//! The HTTP API.

use k8s_openapi::api::core::v1::ResourceRequirements;
use kube::KubeSchema;
use serde::{Deserialize, Serialize};

use super::{Auth, Autoscaling, Cors, resources, rules};

/// The HTTP API: a Deployment.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = rules::autoscaling_needs_request())]
pub struct Api {
    /// Number of pods; without effect while `autoscaling` is given.
    #[schemars(range(min = 0, max = 100))]
    #[serde(default = "default_replicas")]
    pub replicas: i32,

    /// Lets the number of pods follow the load. When it is taken away again, `replicas` pods are left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autoscaling: Option<Autoscaling>,

    /// Container image of the API server, also used by the probers and by the migrations. The operator's default
    /// where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256))]
    #[x_kube(validation = rules::image())]
    pub image: Option<String>,

    /// Compute resources of the API's container.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "resources::schema")]
    pub resources: Option<ResourceRequirements>,

    /// Who may use the API, and how people sign in.
    #[serde(default)]
    pub auth: Auth,

    /// What pages of other origins may do with the API.
    #[serde(default)]
    pub cors: Cors,

    /// True: administrators can make the API fail and be slow on demand, to see their alerts fire, by
    /// /api/v1/fault/error?rate=0.5 and /api/v1/fault/slow?ms=2000. False: there are no such paths.
    #[serde(default)]
    pub fault_injection: bool,
}

impl Default for Api {
    fn default() -> Self {
        Self {
            replicas: default_replicas(),
            autoscaling: None,
            image: None,
            resources: None,
            auth: Auth::default(),
            cors: Cors::default(),
            fault_injection: false,
        }
    }
}

const fn default_replicas() -> i32 {
    2
}
