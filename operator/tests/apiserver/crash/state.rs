//! What a namespace holds in the end, without what differs from run to run.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kube::ResourceExt as _;
use kube::core::DynamicObject;
use operator::resources::meta::MANAGED_BY_LABEL;
use regex::{Captures, Regex};
use serde_json::{Value, json};

/// Fingerprints, which depend on passwords and UIDs.
static FINGERPRINT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b[0-9a-f]{16}\b").unwrap());
static UID: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b").unwrap());
static JOB: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"-migrate-[0-9a-f]{10}\b").unwrap());
static PASSWORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"(^|")[A-Za-z0-9_-]{32}("|$)"#).unwrap());

/// Objects by kind and name, without UIDs, versions, times, addresses and generated passwords.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State(BTreeMap<String, Value>);

/// UIDs of claims and Secrets, and what Secrets hold: what must not change for data not to be lost.
pub(super) type Kept = BTreeMap<String, (String, Value)>;

/// The name of an object that is the same in each run.
pub(super) fn stable(name: &str) -> String {
    JOB.replace_all(name, "-migrate-HASH").into_owned()
}

pub(super) fn key(object: &DynamicObject) -> String {
    let kind = object.types.as_ref().map_or("", |types| types.kind.as_str());
    format!("{kind} {}", stable(&object.name_any()))
}

pub(super) fn kept(objects: &[DynamicObject]) -> Kept {
    let objects = objects.iter().map(|object| (key(object), object));
    objects
        .filter(|(key, _)| is_kept(key))
        .map(|(key, object)| {
            (
                key,
                (object.uid().unwrap_or_default(), object.data["data"].clone()),
            )
        })
        .collect()
}

/// Whether the operator made it.
pub(super) fn is_ours(object: &DynamicObject) -> bool {
    object.labels().contains_key(MANAGED_BY_LABEL)
}

/// Keys of the claims and Secrets that outlive their site.
pub(super) fn lasting(objects: &[DynamicObject]) -> BTreeSet<String> {
    let ownerless = objects
        .iter()
        .filter(|object| object.owner_references().is_empty());
    ownerless.map(key).filter(|key| is_kept(key)).collect()
}

/// An object of a key as the audit log calls it.
pub(super) fn logged(key: &str) -> String {
    match key.split_once(' ') {
        Some(("PersistentVolumeClaim", name)) => format!("persistentvolumeclaims {name}"),
        Some(("Secret", name)) => format!("secrets {name}"),
        _ => key.to_owned(),
    }
}

/// Whether data is lost with the object.
fn is_kept(key: &str) -> bool {
    key.starts_with("PersistentVolumeClaim ") || key.starts_with("Secret ")
}

impl State {
    pub(super) fn of(namespace: &str, objects: &[DynamicObject]) -> Self {
        let states: BTreeMap<String, Value> = objects
            .iter()
            .map(|object| {
                let mut value = json!(object);
                clean(&mut value);
                (key(object), value)
            })
            .collect();
        let names: HashMap<String, String> = objects
            .iter()
            .filter_map(|object| Some((object.uid()?, key(object))))
            .collect();
        let text = json!(states).to_string().replace(namespace, "NAMESPACE");
        let text = UID.replace_all(&text, |found: &Captures<'_>| match names.get(&found[0]) {
            Some(name) => format!("uid of {name}"),
            None => found[0].to_owned(),
        });
        let text = FINGERPRINT.replace_all(&text, "HASH");
        Self(serde_json::from_str(&stable(&text)).unwrap())
    }

    /// The same without how it came about: who wrote which field, and how often.
    pub(super) fn bare(&self) -> Self {
        let mut value = json!(self.0);
        forget_history(&mut value);
        Self(serde_json::from_value(value).unwrap())
    }

    /// What differs from `expected`, a line each; empty where nothing does.
    pub(super) fn differences(&self, expected: &Self) -> Vec<String> {
        let mut found = Vec::new();
        differ("", &json!(expected.0), &json!(self.0), &mut found);
        found
    }
}

fn forget_history(value: &mut Value) {
    const HISTORY: [&str; 3] = ["managedFields", "generation", "observedGeneration"];
    match value {
        Value::Object(fields) => {
            fields.retain(|key, _| !HISTORY.contains(&key.as_str()));
            fields.values_mut().for_each(forget_history);
        }
        Value::Array(list) => list.iter_mut().for_each(forget_history),
        _ => {}
    }
}

fn differ(path: &str, expected: &Value, got: &Value, found: &mut Vec<String>) {
    match (expected, got) {
        (Value::Object(left), Value::Object(right)) => {
            let keys: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
            for key in keys {
                let (left, right) = (left.get(key), right.get(key));
                let side = |value: Option<&Value>| value.cloned().unwrap_or(Value::Null);
                if left != right {
                    differ(&format!("{path}/{key}"), &side(left), &side(right), found);
                }
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (index, (left, right)) in left.iter().zip(right).enumerate() {
                differ(&format!("{path}/{index}"), left, right, found);
            }
        }
        (left, right) if left != right => {
            let short = |value: &Value| value.to_string().chars().take(160).collect::<String>();
            found.push(format!("{path}: {} instead of {}", short(right), short(left)));
        }
        _ => {}
    }
}

/// Takes out what differs from run to run.
fn clean(object: &mut Value) {
    let metadata = object["metadata"].as_object_mut().unwrap();
    metadata.retain(|key, _| !["uid", "resourceVersion", "creationTimestamp"].contains(&key.as_str()));
    if let Some(Value::Array(entries)) = metadata.get_mut("managedFields") {
        for entry in &mut *entries {
            entry.as_object_mut().unwrap().remove("time");
        }
        entries.sort_by_key(ToString::to_string);
    }
    for address in ["/spec/clusterIP", "/spec/clusterIPs/0"] {
        if let Some(Value::String(address)) = object.pointer_mut(address)
            && address != "None"
        {
            "ADDRESS".clone_into(address);
        }
    }
    if let Some(Value::Array(conditions)) = object.pointer_mut("/status/conditions") {
        for condition in conditions {
            condition.as_object_mut().unwrap().remove("lastTransitionTime");
        }
    }
    if object["kind"] == "Secret"
        && let Some(Value::Object(data)) = object.get_mut("data")
    {
        for value in data.values_mut() {
            let bytes = value.as_str().and_then(|text| STANDARD.decode(text).ok());
            if let Some(text) = bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
                *value = json!(PASSWORD.replace_all(&text, "${1}PASSWORD${2}"));
            }
        }
    }
}
