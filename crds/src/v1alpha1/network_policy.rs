//! Who may talk to whom.

use k8s_openapi::api::networking::v1::NetworkPolicyPeer;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use kube::KubeSchema;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::rules;

/// Who may talk to whom: one NetworkPolicy a component, enforced where the cluster's network does so.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct NetworkPolicy {
    /// False: the site has no NetworkPolicies.
    #[serde(default = "default_enabled")]
    pub enabled: bool,

    /// Networks in which the cameras and the gateway are, such as 10.20.0.0/16: the probers reach no others. Where it
    /// is empty they reach everything except link-local and cloud metadata addresses.
    #[serde(default, rename = "cameraCIDRs", skip_serializing_if = "Vec::is_empty")]
    #[schemars(schema_with = "networks")]
    pub camera_cidrs: Vec<String>,

    /// Namespaces whose pods may read the metrics of API, probers and exporters. None where it is absent, all where it is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monitoring_namespace_selector: Option<LabelSelector>,

    /// What API, probers and migrations may reach besides, on any port, such as a name server on a port of its own or
    /// cameras that run as pods.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 32))]
    #[x_kube(validation = rules::network::peers())]
    pub extra_egress: Vec<NetworkPolicyPeer>,
}

impl Default for NetworkPolicy {
    fn default() -> Self {
        Self {
            enabled: default_enabled(),
            camera_cidrs: Vec::new(),
            monitoring_namespace_selector: None,
            extra_egress: Vec::new(),
        }
    }
}

const fn default_enabled() -> bool {
    true
}

fn networks(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "array",
        "maxItems": 64,
        "x-kubernetes-list-type": "set",
        "items": {
            "type": "string",
            "maxLength": 43,
            "x-kubernetes-validations": [{
                "rule": "isCIDR(self) && string(cidr(self).masked()) == self",
                "message": "cameraCIDRs must hold networks with their first address, such as 10.20.0.0/16; correct the address or the length",
            }],
        },
    })
}
