//! Fields that we own by a POST are handed to our applies.
//!
//! The API server keeps what was set by a create apart from what was set by an apply, even of one manager. A field that
//! is no longer wanted would stay, since the create still owns it. So before the first apply over an object that we
//! made by a POST, the entry of the create is renamed: the first apply that follows then removes what it does not name.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ManagedFieldsEntry, ObjectMeta};
use serde_json::{Value, json};

/// The merge patch that hands over, or `None` where there is nothing to hand.
pub(super) fn handover(metadata: &ObjectMeta) -> Option<Value> {
    let entries = metadata.managed_fields.as_ref()?;
    let created = |entry: &ManagedFieldsEntry| {
        entry.manager.as_deref() == Some(crds::FIELD_MANAGER)
            && entry.operation.as_deref() == Some("Update")
            && entry.subresource.as_deref().unwrap_or_default().is_empty()
    };
    let applied = |entry: &ManagedFieldsEntry| {
        entry.manager.as_deref() == Some(crds::FIELD_MANAGER) && entry.operation.as_deref() == Some("Apply")
    };
    if !entries.iter().any(created) {
        return None;
    }
    let has_applied = entries.iter().any(applied);
    let renamed: Vec<ManagedFieldsEntry> = entries
        .iter()
        // Where an apply has its own entry already, that of the create is only in the way.
        .filter(|entry| !(has_applied && created(entry)))
        .cloned()
        .map(|mut entry| {
            if created(&entry) {
                entry.operation = Some("Apply".to_owned());
            }
            entry
        })
        .collect();
    Some(json!({
        "metadata": {
            "uid": metadata.uid,
            "resourceVersion": metadata.resource_version,
            "managedFields": renamed,
        }
    }))
}

/// Whether an apply of `wanted` would give up a number of pods that is ours so far.
pub(super) fn leaves_replicas(live: &ObjectMeta, wanted: &Value) -> bool {
    let ours = |entry: &ManagedFieldsEntry| {
        entry.manager.as_deref() == Some(crds::FIELD_MANAGER)
            && entry
                .fields_v1
                .as_ref()
                .is_some_and(|fields| fields.0.pointer("/f:spec/f:replicas").is_some())
    };
    wanted.pointer("/spec/replicas").is_none() && live.managed_fields.iter().flatten().any(ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(manager: &str, operation: &str) -> ManagedFieldsEntry {
        ManagedFieldsEntry {
            manager: Some(manager.into()),
            operation: Some(operation.into()),
            ..ManagedFieldsEntry::default()
        }
    }

    fn operations(entries: Vec<ManagedFieldsEntry>) -> Option<Vec<String>> {
        let metadata = ObjectMeta {
            managed_fields: Some(entries),
            ..ObjectMeta::default()
        };
        let patch = handover(&metadata)?;
        let entries = patch["metadata"]["managedFields"].as_array()?;
        Some(
            entries
                .iter()
                .map(|entry| {
                    format!(
                        "{} {}",
                        entry["manager"].as_str().unwrap(),
                        entry["operation"].as_str().unwrap()
                    )
                })
                .collect(),
        )
    }

    #[test]
    fn a_number_of_pods_is_left_only_where_it_was_ours() {
        use k8s_openapi::apimachinery::pkg::apis::meta::v1::FieldsV1;
        let owned_by = |manager: &str, fields: Value| ObjectMeta {
            managed_fields: Some(vec![ManagedFieldsEntry {
                fields_v1: Some(FieldsV1(fields)),
                ..entry(manager, "Apply")
            }]),
            ..ObjectMeta::default()
        };
        let replicas = || json!({ "f:spec": { "f:replicas": {} } });
        let (with, without) = (json!({ "spec": { "replicas": 2 } }), json!({ "spec": {} }));
        assert!(leaves_replicas(
            &owned_by(crds::FIELD_MANAGER, replicas()),
            &without
        ));
        assert!(!leaves_replicas(
            &owned_by(crds::FIELD_MANAGER, replicas()),
            &with
        ));
        assert!(!leaves_replicas(
            &owned_by("kube-controller-manager", replicas()),
            &without
        ));
        assert!(!leaves_replicas(
            &owned_by(crds::FIELD_MANAGER, json!({})),
            &without
        ));
    }

    #[test]
    fn only_our_own_create_is_handed_over() {
        let ours = crds::FIELD_MANAGER;
        assert_eq!(
            operations(vec![entry(ours, "Apply"), entry("kubectl", "Update")]),
            None
        );
        assert_eq!(
            operations(vec![entry(ours, "Update"), entry("kubectl", "Update")]).unwrap(),
            ["camerasite-operator Apply", "kubectl Update"]
        );
        assert_eq!(
            operations(vec![entry(ours, "Apply"), entry(ours, "Update")]).unwrap(),
            ["camerasite-operator Apply"]
        );
    }
}
