//! The web page's way to the outside.

use std::collections::BTreeMap;

use kube::KubeSchema;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::rules;

/// The web page's way to the outside: an Ingress.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ingress {
    /// DNS name under which the page is reached, such as cameras.example.net.
    #[schemars(length(min = 1, max = 253))]
    #[x_kube(validation = rules::network::host())]
    pub host: String,

    /// Name of the IngressClass; the cluster's default where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253))]
    #[x_kube(validation = rules::network::class_name())]
    pub class_name: Option<String>,

    /// Secret of type `kubernetes.io/tls` in this namespace with the host's certificate and key. Plain HTTP where it is
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253))]
    #[x_kube(validation = rules::network::tls_secret_name())]
    pub tls_secret_name: Option<String>,

    /// Annotations of the Ingress, for the controller that serves it and for cert-manager.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(schema_with = "annotations")]
    pub annotations: BTreeMap<String, String>,
}

fn annotations(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "maxProperties": 32,
        "additionalProperties": { "type": "string", "maxLength": 4096 },
        "x-kubernetes-validations": [{
            "rule": "self.all(key, !key.startsWith('camerasite.io/') && key.matches('^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$'))",
            "message": "annotations must have names such as nginx.ingress.kubernetes.io/proxy-body-size, and camerasite.io/ is the operator's own prefix; correct or drop the name",
        }],
    })
}
