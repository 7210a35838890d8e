//! Schema of compute resources.

use schemars::{Schema, SchemaGenerator, json_schema};

/// How many resources a container may name; keeps the rule below within its budget.
const MAX_RESOURCES: u32 = 8;

/// Requests and limits of a container: the core type without `claims`, which need a field of the pod that sites do
/// not have, and with quantities checked here, where the message reaches the user, rather than in a child.
pub(super) fn schema(_: &mut SchemaGenerator) -> Schema {
    let map = |what: &str| {
        json_schema!({
            "description": what,
            "type": "object",
            "maxProperties": MAX_RESOURCES,
            "additionalProperties": {
                "x-kubernetes-int-or-string": true,
                "maxLength": 32,
                "x-kubernetes-validations": [{
                    "rule": "isQuantity(string(self))",
                    "message": "resources must be quantities such as 100m (CPU) or 128Mi (memory); correct the number or its unit",
                }],
            },
        })
    };
    json_schema!({
        "type": "object",
        "properties": {
            "requests": map("What the container is guaranteed, by resource name, such as cpu: 100m."),
            "limits": map("What the container may use at most, by resource name, such as memory: 256Mi."),
        },
    })
}
