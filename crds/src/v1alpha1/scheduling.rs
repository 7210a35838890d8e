//! Where pods run.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Affinity, Toleration};
use kube::KubeSchema;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::rules;

/// Where the pods of all components run, the database's and the cache's included: a change restarts them.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct Scheduling {
    /// Labels that a node must have, such as `kubernetes.io/arch: amd64`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(schema_with = "node_selector")]
    pub node_selector: BTreeMap<String, String>,

    /// Taints of nodes that do not keep the pods away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 32))]
    pub tolerations: Vec<Toleration>,

    /// Nodes and neighbours that the pods must have, prefer or avoid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affinity: Option<Affinity>,

    /// Name of the PriorityClass of the pods; the cluster's default where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253))]
    #[x_kube(validation = rules::priority_class_name())]
    pub priority_class_name: Option<String>,

    /// How pods of one component are spread over nodes, where it has more than one. None: as the cluster does by
    /// default. Preferred: evenly where nodes allow it. Required: evenly, or a pod waits.
    #[serde(default)]
    pub topology_spread: TopologySpread,
}

/// How pods of one component are spread over nodes.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, PartialEq, Eq, JsonSchema)]
pub enum TopologySpread {
    /// As the cluster does by default.
    #[default]
    None,
    /// Evenly where nodes allow it.
    Preferred,
    /// Evenly, or a pod waits.
    Required,
}

fn node_selector(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "maxProperties": 32,
        "additionalProperties": { "type": "string", "maxLength": 63 },
    })
}
