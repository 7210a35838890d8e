//! What is kept and decoded of watched objects: of a large cluster's lists, only what triggers need.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

use crds::CameraSite;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, Time};
use kube::Resource;
use serde::Deserialize;
use serde_json::Value;

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
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "NamesOnly")]
pub(super) struct Watched {
    metadata: ObjectMeta,
    config_maps: Box<[String]>,
    secrets: Box<[String]>,
    /// An inventory may name any Secret.
    any_secret: bool,
}

impl Watched {
    /// A site of which only the name is known.
    pub(super) fn named(namespace: Option<String>, name: String) -> Self {
        Self {
            metadata: ObjectMeta {
                namespace,
                name: Some(name),
                ..ObjectMeta::default()
            },
            config_maps: Box::default(),
            secrets: Box::default(),
            any_secret: false,
        }
    }

    /// Whether its spec names a ConfigMap of this name: with scripts or with an inventory.
    pub(super) fn names_config_map(&self, name: &str) -> bool {
        self.config_maps.iter().any(|it| it == name)
    }

    /// Whether a camera, an external database or a mail server may be opened with the Secret of this name. What an inventory names is known to passes only: a site
    /// with one looks at each Secret that could be meant.
    pub(super) fn names_secret(&self, name: &str) -> bool {
        self.any_secret || self.secrets.iter().any(|it| it == name)
    }
}

#[derive(Deserialize)]
struct MetadataOnly {
    metadata: Metadata,
}

#[derive(Deserialize)]
struct NamesOnly {
    metadata: Metadata,
    #[serde(default)]
    spec: Value,
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

impl From<NamesOnly> for Watched {
    fn from(site: NamesOnly) -> Self {
        let scripts = names(&site.spec["database"]["initScripts"], "configMapRef");
        let inventories = names(&site.spec["camerasFrom"], "configMapRef");
        let plans = names(&site.spec["web"]["floorPlans"], "imageConfigMapRef");
        Self {
            metadata: site.metadata.into(),
            config_maps: scripts.chain(inventories).chain(plans).collect(),
            secrets: names(&site.spec["cameras"], "credentialsSecretRef")
                .chain(names(&site.spec["credentials"], "secretRef"))
                .chain(database_logins(&site.spec))
                .chain(mail_logins(&site.spec))
                .collect::<BTreeSet<String>>()
                .into_iter()
                .collect(),
            any_secret: site.spec["camerasFrom"]
                .as_array()
                .is_some_and(|from| !from.is_empty()),
        }
    }
}

/// The names of the Secrets with which an external database is opened.
fn database_logins(spec: &Value) -> impl Iterator<Item = String> + '_ {
    let external = &spec["database"]["external"];
    let references = ["credentialsSecretRef", "ownerCredentialsSecretRef"];
    references
        .into_iter()
        .filter_map(|field| Some(external[field]["name"].as_str()?.to_owned()))
}

/// The names of the Secrets with which mail servers are logged in to.
fn mail_logins(spec: &Value) -> impl Iterator<Item = String> + '_ {
    let receivers = spec["monitoring"]["alerting"]["receivers"].as_array();
    let receivers = receivers.into_iter().flatten();
    receivers.filter_map(|it| Some(it["email"]["credentialsSecretRef"]["name"].as_str()?.to_owned()))
}

/// The names of the objects that the elements of a list refer to by a field.
fn names<'a>(list: &'a Value, field: &'static str) -> impl Iterator<Item = String> + 'a {
    let elements = list.as_array().into_iter().flatten();
    elements.filter_map(move |element| Some(element[field]["name"].as_str()?.to_owned()))
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

impl Resource for Watched {
    type DynamicType = ();
    type Scope = <CameraSite as Resource>::Scope;

    fn kind(&(): &()) -> Cow<'_, str> {
        CameraSite::kind(&())
    }

    fn group(&(): &()) -> Cow<'_, str> {
        CameraSite::group(&())
    }

    fn version(&(): &()) -> Cow<'_, str> {
        CameraSite::version(&())
    }

    fn plural(&(): &()) -> Cow<'_, str> {
        CameraSite::plural(&())
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
    use crate::test_support::{CSV, EXTERNAL, FULL, MINIMAL, observed};

    #[test]
    fn a_site_looks_at_the_objects_that_it_may_name() {
        let site = |fixture| -> Watched { serde_json::from_value(json!(observed(fixture).0)).unwrap() };
        let config_maps = [
            (FULL, "seed", true),
            (FULL, "plans", true),
            (FULL, "halls", false),
            (CSV, "halls", true),
            (CSV, "seed", false),
        ];
        for (fixture, name, named) in config_maps {
            assert_eq!(site(fixture).names_config_map(name), named, "{name}");
        }
        let secrets = [
            (FULL, "platform-cameras", true),
            (FULL, "hall-login", true),
            (FULL, "mail", true),
            (FULL, "quay-cameras", false),
            (MINIMAL, "quay-cameras", false),
            (CSV, "quay-cameras", true),
            (EXTERNAL, "piers-db", true),
            (EXTERNAL, "piers-db-owner", true),
            (EXTERNAL, "quay-cameras", false),
        ];
        for (fixture, name, named) in secrets {
            assert_eq!(site(fixture).names_secret(name), named, "{name}");
        }
    }

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
            assert!(!site.names_secret("quay-cameras"));
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
