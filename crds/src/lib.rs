//! The CameraSite resource: types, schema and CEL rules, and the words its status uses. No logic.
//!
//! [`crd`] is the definition as it is installed; `crds/yaml/` holds the same, generated and committed.

mod definition;
pub mod v1alpha1;

pub use definition::{crd, crd_yaml};
pub use v1alpha1::*;

/// The API group.
pub const GROUP: &str = "camerasite.io";
/// The API version.
pub const VERSION: &str = "v1alpha1";
/// The kind.
pub const KIND: &str = "CameraSite";
/// Field manager of everything that the operator applies, and value of the label `app.kubernetes.io/managed-by`.
pub const FIELD_MANAGER: &str = "camerasite-operator";
/// Prefix of our own labels and annotations.
pub const PREFIX: &str = "camerasite.io/";
/// Annotation with a hash of the mounted configuration: changing it makes the kubelet refresh the volumes at once.
pub const CONFIG_HASH_ANNOTATION: &str = "camerasite.io/config-hash";
