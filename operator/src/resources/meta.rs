//! Names, labels, selectors and owner references: the only place where they are made.

use std::collections::BTreeMap;

use contract::Component;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta, OwnerReference};

use crate::site::Identity;

/// Label with the product's name.
pub const NAME_LABEL: &str = "app.kubernetes.io/name";
/// Label with the site's name.
pub const INSTANCE_LABEL: &str = "app.kubernetes.io/instance";
/// Label with the component's name.
pub const COMPONENT_LABEL: &str = "app.kubernetes.io/component";
/// Label with the name of what the object is a part of.
pub const PART_OF_LABEL: &str = "app.kubernetes.io/part-of";
/// Label with the name of who manages the object.
pub const MANAGED_BY_LABEL: &str = "app.kubernetes.io/managed-by";
/// Value of [`NAME_LABEL`] and [`PART_OF_LABEL`].
pub const PRODUCT: &str = "camerasite";
/// Annotation of a pod template with a fingerprint of what a container reads only when it starts.
pub const RESTART_ANNOTATION: &str = "camerasite.io/restart-hash";

/// Whether a child outlives its site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// It goes with the site: it has an owner reference.
    No,
    /// It stays: it has none.
    Yes,
}

impl Keep {
    /// Kept when `retain` is set.
    #[must_use]
    pub const fn when(retain: bool) -> Self {
        if retain { Self::Yes } else { Self::No }
    }
}

/// The labels that select a component's pods: exactly name, instance, component.
#[must_use]
pub fn selector_labels(id: &Identity, component: Component) -> BTreeMap<String, String> {
    BTreeMap::from(
        [
            (NAME_LABEL, PRODUCT),
            (INSTANCE_LABEL, &id.name),
            (COMPONENT_LABEL, component.as_str()),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned())),
    )
}

/// The labels of every child and of its pods.
#[must_use]
pub fn labels(id: &Identity, component: Component) -> BTreeMap<String, String> {
    let mut labels = selector_labels(id, component);
    labels.insert(PART_OF_LABEL.to_owned(), PRODUCT.to_owned());
    labels.insert(MANAGED_BY_LABEL.to_owned(), crds::FIELD_MANAGER.to_owned());
    labels
}

/// The selector of a component's pods.
#[must_use]
pub fn selector(id: &Identity, component: Component) -> LabelSelector {
    LabelSelector {
        match_labels: Some(selector_labels(id, component)),
        ..LabelSelector::default()
    }
}

/// The metadata of a child called `name`.
#[must_use]
pub fn object_meta(id: &Identity, name: String, component: Component, keep: Keep) -> ObjectMeta {
    ObjectMeta {
        name: Some(name),
        namespace: Some(id.namespace.clone()),
        labels: Some(labels(id, component)),
        owner_references: match keep {
            Keep::No => owner_reference(id).map(|owner| vec![owner]),
            Keep::Yes => None,
        },
        ..ObjectMeta::default()
    }
}

/// The metadata of the child that is called after its component and goes with the site.
#[must_use]
pub fn component_meta(id: &Identity, component: Component) -> ObjectMeta {
    object_meta(id, id.child(component), component, Keep::No)
}

fn owner_reference(id: &Identity) -> Option<OwnerReference> {
    Some(OwnerReference {
        api_version: format!("{}/{}", crds::GROUP, crds::VERSION),
        kind: crds::KIND.to_owned(),
        name: id.name.clone(),
        uid: id.uid.clone()?,
        controller: Some(true),
        block_owner_deletion: Some(true),
    })
}

/// A label selector for the children of the site, in the syntax of list requests.
#[must_use]
pub fn list_selector(id: &Identity) -> String {
    format!(
        "{INSTANCE_LABEL}={},{MANAGED_BY_LABEL}={}",
        id.name,
        crds::FIELD_MANAGER
    )
}
