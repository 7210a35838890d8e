//! The properties of the CRD's spec.

use serde_json::{Value, json};

/// Embedded core types count as one property.
const EMBEDDED: [&str; 4] = [
    ".networkPolicy.extraEgress",
    ".networkPolicy.monitoringNamespaceSelector",
    ".scheduling.affinity",
    ".scheduling.tolerations",
];

/// Paths of all properties that hold a value and no further properties.
pub(super) fn properties() -> Vec<String> {
    let definition = json!(crds::crd());
    let root = &definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"];
    let mut paths = Vec::new();
    walk("", &root["properties"]["spec"], &mut paths);
    assert!(paths.len() > 50, "the walk found only {paths:?}");
    paths
}

fn walk(path: &str, schema: &Value, paths: &mut Vec<String>) {
    let fields = schema["properties"]
        .as_object()
        .filter(|_| !EMBEDDED.contains(&path));
    if let Some(fields) = fields {
        for (name, field) in fields {
            walk(&format!("{path}.{name}"), field, paths);
        }
    } else if schema["items"]["properties"].is_object() && !EMBEDDED.contains(&path) {
        walk(&format!("{path}[]"), &schema["items"], paths);
    } else {
        paths.push(path.to_owned());
    }
}
