//! What is asked for, decoded and kept of watched objects: of a large cluster's lists, only what triggers need.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;

use crds::CameraSite;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, Time};
use kube::Resource;
use serde::Deserialize;

/// The metadata of an object of kind `K`, without managed fields and annotations: they are most of it, and may hold
/// passwords.
#[derive(Clone, Debug, Deserialize)]
#[serde(bound = "", from = "MetadataOnly")]
pub(super) struct Touched<K> {
    metadata: ObjectMeta,
    kind: PhantomData<fn() -> K>,
}

/// A CameraSite as far as it decides when there is a pass; the pass itself reads the whole.
///
/// Decoding it never fails on what a user writes, so that no site keeps others from being listed.
pub(super) type Watched = Touched<CameraSite>;

impl<K> Touched<K> {
    /// An object of which only the name is known.
    pub(super) fn named(namespace: Option<String>, name: String) -> Self {
        Self {
            metadata: ObjectMeta {
                namespace,
                name: Some(name),
                ..ObjectMeta::default()
            },
            kind: PhantomData,
        }
    }
}

#[derive(Deserialize)]
struct MetadataOnly {
    metadata: Metadata,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    name: Option<String>,
    namespace: Option<String>,
    uid: Option<String>,
    resource_version: Option<String>,
    generation: Option<i64>,
    labels: Option<BTreeMap<String, String>>,
    deletion_timestamp: Option<Time>,
}

impl From<Metadata> for ObjectMeta {
    fn from(metadata: Metadata) -> Self {
        Self {
            name: metadata.name,
            namespace: metadata.namespace,
            uid: metadata.uid,
            resource_version: metadata.resource_version,
            generation: metadata.generation,
            labels: metadata.labels,
            deletion_timestamp: metadata.deletion_timestamp,
            ..Self::default()
        }
    }
}

impl<K> From<MetadataOnly> for Touched<K> {
    fn from(object: MetadataOnly) -> Self {
        Self {
            metadata: object.metadata.into(),
            kind: PhantomData,
        }
    }
}

impl<K: Resource<DynamicType = ()>> Resource for Touched<K> {
    type DynamicType = ();
    type Scope = K::Scope;

    fn kind(&(): &()) -> Cow<'_, str> {
        K::kind(&())
    }

    fn group(&(): &()) -> Cow<'_, str> {
        K::group(&())
    }

    fn version(&(): &()) -> Cow<'_, str> {
        K::version(&())
    }

    fn plural(&(): &()) -> Cow<'_, str> {
        K::plural(&())
    }

    fn metadata_api() -> bool {
        true
    }

    fn meta(&self) -> &ObjectMeta {
        &self.metadata
    }

    fn meta_mut(&mut self) -> &mut ObjectMeta {
        &mut self.metadata
    }
}

#[cfg(test)]
mod tests {
    use k8s_openapi::api::core::v1::Secret;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_site_that_does_not_fit_its_definition_is_listed_like_others() {
        for spec in [
            json!(null),
            json!(7),
            json!({ "cameras": { "name": 1 }, "database": [] }),
        ] {
            let site = json!({ "metadata": { "name": "gare", "generation": 3 }, "spec": spec });
            let site: Watched = serde_json::from_value(site).unwrap();
            assert_eq!(site.meta().generation, Some(3));
        }
    }

    #[test]
    fn annotations_and_managed_fields_are_not_kept() {
        let secret: Touched<Secret> = serde_json::from_value(json!({
            "metadata": {
                "name": "quay", "resourceVersion": "7", "labels": { "a": "b" },
                "annotations": { "kubectl.kubernetes.io/last-applied-configuration": "{password}" },
                "managedFields": [{ "manager": "kubectl" }]
            }
        }))
        .unwrap();
        assert_eq!(secret.meta().resource_version.as_deref(), Some("7"));
        assert_eq!(secret.meta().annotations, None);
        assert_eq!(secret.meta().managed_fields, None);
        assert_eq!(
            Touched::<Secret>::url_path(&(), Some("paris")),
            "/api/v1/namespaces/paris/secrets"
        );
    }
}
