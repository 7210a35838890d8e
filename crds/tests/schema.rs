//! The schema keeps the conventions of the Kubernetes API: everything described, bounded, defaulted where allowed.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// Core types are embedded as they are.
const EMBEDDED: &[&str] = &[
    ".spec.networkPolicy.extraEgress[].",
    ".spec.networkPolicy.monitoringNamespaceSelector.",
    ".spec.scheduling.affinity.",
    ".spec.scheduling.tolerations[].",
    ".status.conditions[]",
];

/// The definition as it is installed.
fn definition() -> Value {
    json!(crds::crd())
}

/// The root of its schema.
fn root() -> Value {
    definition()["spec"]["versions"][0]["schema"]["openAPIV3Schema"].clone()
}

/// Calls `visit` with path and schema of every property, item and map value.
fn walk(path: &str, schema: &Value, visit: &mut impl FnMut(&str, &Value)) {
    let children = schema["properties"].as_object().into_iter().flatten();
    let children = children.map(|(name, child)| (format!("{path}.{name}"), child));
    let items = schema.get("items").map(|child| (format!("{path}[]"), child));
    let values = schema
        .get("additionalProperties")
        .map(|child| (format!("{path}{{}}"), child));
    for (path, child) in children.chain(items).chain(values) {
        visit(&path, child);
        walk(&path, child, visit);
    }
}

/// Paths of what is ours and fails `holds`.
fn failing(holds: impl Fn(&str, &Value) -> bool) -> Vec<String> {
    let mut paths = Vec::new();
    walk("", &root(), &mut |path, schema| {
        let embedded = EMBEDDED.iter().any(|prefix| path.starts_with(prefix));
        if !embedded && !holds(path, schema) {
            paths.push(path.to_owned());
        }
    });
    paths
}

#[test]
fn every_property_is_described() {
    let is_property = |path: &str| !path.ends_with("[]") && !path.ends_with("{}");
    let undescribed = failing(|path, schema| !is_property(path) || schema["description"].is_string());
    assert!(undescribed.is_empty(), "{undescribed:?}");
}

#[test]
fn every_string_and_quantity_is_bounded() {
    let unbounded = failing(|_, schema| {
        let text = schema["type"] == "string" || schema["x-kubernetes-int-or-string"] == json!(true);
        !text
            || ["maxLength", "enum", "pattern", "format"]
                .iter()
                .any(|bound| schema.get(bound).is_some())
    });
    assert!(unbounded.is_empty(), "{unbounded:?}");
}

#[test]
fn every_list_and_map_is_bounded() {
    let unbounded = failing(|_, schema| {
        let list = schema["type"] != "array" || schema.get("maxItems").is_some();
        let map = schema.get("additionalProperties").is_none() || schema.get("maxProperties").is_some();
        list && map
    });
    assert!(unbounded.is_empty(), "{unbounded:?}");
}

/// A generation only grows; it has no largest value.
#[test]
fn every_integer_is_bounded() {
    let unbounded = failing(|path, schema| {
        schema["type"] != "integer"
            || path == ".status.observedGeneration"
            || (schema.get("minimum").is_some() && schema.get("maximum").is_some())
    });
    assert!(unbounded.is_empty(), "{unbounded:?}");
}

#[test]
fn nothing_is_a_float_or_unsigned_or_nullable() {
    let wrong = failing(|_, schema| {
        let unsigned = schema["format"]
            .as_str()
            .is_some_and(|format| format.starts_with("uint"));
        schema["type"] != "number" && !unsigned && schema.get("nullable").is_none()
    });
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn no_field_below_the_cameras_has_a_default() {
    let defaulted =
        failing(|path, schema| !path.starts_with(".spec.cameras[]") || schema.get("default").is_none());
    assert!(defaulted.is_empty(), "{defaulted:?}");
}

#[test]
fn the_guide_names_every_field_of_a_camera() {
    let guide = include_str!("../../docs/cameras.md");
    let unnamed = failing(|path, _| {
        let field = path.strip_prefix(".spec.cameras[].").unwrap_or_default();
        field.is_empty() || field.contains(['.', '[']) || guide.contains(&format!("`{field}`"))
    });
    assert!(unnamed.is_empty(), "docs/cameras.md says nothing of {unnamed:?}");
}

/// The rule on all cameras together does not add up few of them.
#[test]
fn few_cameras_fit_however_large_they_are() {
    let root = root();
    let spec = &root["properties"]["spec"];
    let rules = spec["x-kubernetes-validations"].as_array().unwrap();
    let rule = rules
        .iter()
        .find_map(|rule| rule["rule"].as_str()?.split_once("self.cameras.size() <= "));
    let (few, sum) = rule.unwrap().1.split_once(' ').unwrap();
    let few: u64 = few.parse().unwrap();
    // What is added up, and how often it counts; names of Secrets have a rule of their own on their length.
    let parts = [
        ("name", 1),
        ("displayName", 1),
        ("zone", 1),
        ("location", 1),
        ("url", 1),
        ("snapshotUrl", 1),
        ("credentialsSecretRef.name", 1),
        ("tls.caSecretRef.name", 1),
        ("tls.fingerprint", 1),
        ("tags", 19),
        ("osdMask", 64),
        ("coordinates.plan", 1),
        ("notes", 1),
    ];
    let counted: BTreeSet<&str> = parts.iter().map(|(path, _)| *path).collect();
    let sizes = sum
        .split("c.")
        .filter_map(|text| Some(text.split_once(".size()")?.0));
    let named: BTreeSet<&str> = sizes.filter(|path| !path.contains(' ')).collect();
    assert_eq!(named, counted);
    let camera = &spec["properties"]["cameras"]["items"]["properties"];
    let most = |path: &str| {
        let part = camera.pointer(&format!("/{}", path.replace('.', "/properties/")));
        let bound = |key: &str| part?[key].as_u64();
        match path {
            "credentialsSecretRef.name" | "tls.caSecretRef.name" => 63,
            _ => bound("maxLength").or_else(|| bound("maxItems")).unwrap(),
        }
    };
    let texts: u64 = parts.iter().map(|(path, times)| times * most(path)).sum();
    // With what each camera, coordinates, a VLAN and notes count beside their texts.
    let largest = texts + 400 + 80 + 12 + 11;
    assert!(few * largest <= 1_040_000, "{few} of {largest} each");
    assert!(few > 100, "most sites are added up");
}

/// A rule on `oldSelf` is not evaluated where an ancestor may be absent, so each has a default.
#[test]
fn every_ancestor_of_a_transition_rule_is_always_there() {
    let schema = root();
    let mut absent = Vec::new();
    walk("", &schema, &mut |path, child| {
        let rules = child["x-kubernetes-validations"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let transition = rules
            .iter()
            .any(|rule| rule["rule"].as_str().is_some_and(|text| text.contains("oldSelf")));
        if !transition {
            return;
        }
        let mut parent = &schema;
        for name in path.trim_start_matches('.').split('.') {
            let required = parent["required"]
                .as_array()
                .is_some_and(|names| names.contains(&json!(name)));
            parent = &parent["properties"][name];
            if !required && parent.get("default").is_none() {
                absent.push(format!("{path}: {name}"));
            }
        }
    });
    assert!(absent.is_empty(), "{absent:?}");
}

#[test]
fn every_rule_has_a_message() {
    let mut rules = 0;
    let silent = failing(|_, schema| {
        let here = schema["x-kubernetes-validations"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        here.iter().all(|rule| {
            rule["message"]
                .as_str()
                .is_some_and(|message| message.contains(';'))
        })
    });
    walk("", &root(), &mut |_, schema| {
        rules += schema["x-kubernetes-validations"].as_array().map_or(0, Vec::len);
    });
    assert!(silent.is_empty(), "{silent:?}");
    assert!(rules > 20, "only {rules} rules reached the schema");
}

#[test]
fn the_status_of_a_new_site_says_that_nobody_has_seen_it() {
    assert_eq!(
        root()["properties"]["status"]["default"],
        json!({ "observedGeneration": -1 })
    );
}

#[test]
fn the_columns_are_those_that_people_look_for() {
    let definition = definition();
    let columns = definition["spec"]["versions"][0]["additionalPrinterColumns"]
        .as_array()
        .cloned();
    let columns = columns.unwrap_or_default();
    let names = |wide: bool| -> Vec<String> {
        let chosen = columns
            .iter()
            .filter(|column| (column["priority"] == json!(1)) == wide);
        chosen
            .filter_map(|column| column["name"].as_str().map(str::to_owned))
            .collect()
    };
    assert_eq!(names(false), ["City", "Cameras", "Ready", "Reason", "Age"]);
    assert_eq!(names(true), ["Version", "Web"]);
    assert_eq!(definition["spec"]["names"]["shortNames"], json!(["csite"]));
    assert_eq!(definition["spec"]["names"]["categories"], json!(["camerasites"]));
}
