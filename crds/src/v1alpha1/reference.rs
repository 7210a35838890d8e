//! References to objects of the site's namespace.

use kube::KubeSchema;
use serde::{Deserialize, Serialize};

use super::rules;

/// A reference to an object of the site's own namespace.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord, KubeSchema)]
pub struct LocalReference {
    /// Name of the object.
    #[schemars(length(min = 1, max = 253))]
    #[x_kube(validation = rules::reference_name())]
    pub name: String,
}

/// A key of a Secret in the site's own namespace.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord, KubeSchema)]
pub struct SecretKey {
    /// Name of the Secret.
    #[schemars(length(min = 1, max = 253))]
    #[x_kube(validation = rules::reference_name())]
    pub name: String,

    /// Key in the Secret, such as client-secret.
    #[schemars(length(min = 1, max = 253))]
    #[x_kube(validation = rules::access::secret_key())]
    pub key: String,
}
