//! Every property of the CRD's spec has an effect: set it, see it in a child; unset it, see it gone.

mod access;
mod cameras;
mod external;
mod location;
mod monitoring;
mod operation;
mod page;
mod schema;
mod site;

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crds::CameraSiteSpec;
use k8s_openapi::api::core::v1::ConfigMap;
use operator::inventory::listings;
use operator::resources::manifests;
use serde_json::{Value, json};

use crate::support;

/// A property, a value that is not its default, and where it is seen.
struct Row {
    /// Path of the property below `spec`, such as `.web.replicas`.
    field: &'static str,
    /// Merged into the spec (RFC 7386).
    patch: Value,
    /// Kind of the child.
    kind: &'static str,
    /// Name of the child without the site's.
    name: &'static str,
    /// JSON pointer into the child. JSON in a ConfigMap, a Secret or a variable is looked into.
    pointer: &'static str,
    /// What is there; `None` where something is there by default and now is not.
    expected: Option<Value>,
}

fn row(
    field: &'static str,
    patch: Value,
    (kind, name, pointer): (&'static str, &'static str, &'static str),
    expected: impl Into<Value>,
) -> Row {
    Row {
        field,
        patch,
        kind,
        name,
        pointer,
        expected: Some(expected.into()),
    }
}

/// Seen in what is written, not in a child: `apply` has tests of its own.
const SEEN_IN_WRITES: [&str; 1] = [".suspend"];

fn rows() -> Vec<Row> {
    [
        cameras::rows(),
        location::rows(),
        site::probing(),
        site::history(),
        site::database(),
        external::rows(),
        site::components(),
        operation::rows(),
        page::rows(),
        monitoring::rows(),
        access::rows(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A site with one camera and nothing that could be left out.
fn base() -> Value {
    json!({
        "location": { "city": "London" },
        "cameras": [{ "name": "quay", "url": "rtsp://10.20.1.11/live" }],
    })
}

/// Inventories that a row may name, by ConfigMap.
fn inventories() -> BTreeMap<String, ConfigMap> {
    let listing = |camera: &str| format!("name,url\n{camera},tcp://10.20.1.9:554\n");
    let data = [("first.csv", listing("attic")), ("second.csv", listing("bridge"))];
    let config_map = ConfigMap {
        data: Some(data.map(|(key, text)| (key.to_owned(), text)).into()),
        ..ConfigMap::default()
    };
    BTreeMap::from([("inventory".to_owned(), config_map)])
}

fn merge(target: &mut Value, patch: &Value) {
    let (Value::Object(target), Value::Object(patch)) = (&mut *target, patch) else {
        *target = patch.clone();
        return;
    };
    for (key, value) in patch {
        merge(target.entry(key).or_insert(Value::Null), value);
    }
}

/// The children of the base with the patch merged into it.
fn children(patch: &Value) -> Vec<Value> {
    let mut spec = base();
    merge(&mut spec, patch);
    let (mut object, mut observed) = support::observed("full");
    object.spec = serde_json::from_value::<CameraSiteSpec>(spec).unwrap();
    let logins = &mut observed.references.credentials;
    logins.insert("theirs-owner".into(), logins["platform-cameras"].clone());
    observed.references.listings = listings(&object.spec, &inventories());
    let mut children = manifests(&support::built(&object, &observed)).unwrap();
    let config_maps = children.iter_mut().filter(|child| child["kind"] == "ConfigMap");
    for file in config_maps
        .filter_map(|child| child["data"].as_object_mut())
        .flat_map(|data| data.values_mut())
    {
        if let Some(parsed) = file.as_str().and_then(|text| serde_json::from_str(text).ok()) {
            *file = parsed;
        }
    }
    for value in children
        .iter_mut()
        .filter(|child| child["kind"] == "Secret")
        .filter_map(|child| child["data"].as_object_mut())
        .flat_map(|data| data.values_mut())
    {
        let decoded = value.as_str().and_then(|text| STANDARD.decode(text).ok());
        if let Some(parsed) = decoded.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
            *value = parsed;
        }
    }
    for variable in children
        .iter_mut()
        .filter_map(|child| {
            child
                .pointer_mut("/spec/template/spec/containers/0/env")?
                .as_array_mut()
        })
        .flatten()
    {
        let parsed = variable["value"].as_str().filter(|text| text.starts_with('{'));
        if let Some(parsed) = parsed.and_then(|text| serde_json::from_str(text).ok()) {
            variable["value"] = parsed;
        }
    }
    children
}

fn seen<'a>(children: &'a [Value], row: &Row) -> Option<&'a Value> {
    let name = format!("st-pancras-{}", row.name);
    // The name of a Job ends with a fingerprint.
    let called = |child: &Value| {
        let found = child["metadata"]["name"].as_str().unwrap();
        found == name || (row.kind == "Job" && found.starts_with(&format!("{name}-")))
    };
    children
        .iter()
        .find(|child| child["kind"] == row.kind && called(child))?
        .pointer(row.pointer)
}

#[test]
fn every_property_has_a_row_and_every_row_a_property() {
    let rows = rows();
    let mut with_row: Vec<&str> = rows.iter().map(|row| row.field).collect();
    with_row.extend(SEEN_IN_WRITES);
    let properties = schema::properties();
    let without: Vec<_> = properties
        .iter()
        .filter(|property| !with_row.contains(&property.as_str()))
        .collect();
    assert!(without.is_empty(), "properties without a row: {without:?}");
    let gone: Vec<_> = with_row
        .iter()
        .filter(|field| !properties.iter().any(|property| property == *field))
        .collect();
    assert!(gone.is_empty(), "rows without a property: {gone:?}");
    for row in &rows {
        let pointer = row.field.replace("[]", "/0").replace('.', "/");
        assert!(
            row.patch.pointer(&pointer).is_some(),
            "{}: the patch does not set it",
            row.field
        );
    }
}

#[test]
fn what_is_set_is_seen_and_what_is_unset_is_gone() {
    let unset = children(&json!({}));
    for row in rows() {
        let set = children(&row.patch);
        let expected = row.expected.as_ref();
        let place = format!("{}: {} {} {}", row.field, row.kind, row.name, row.pointer);
        assert_eq!(seen(&set, &row), expected, "{place} when it is set");
        assert_ne!(seen(&unset, &row), expected, "{place} when it is not set");
    }
}
