//! Logins that cameras of the API may use.

use kube::KubeSchema;
use serde::{Deserialize, Serialize};

use super::{LocalReference, rules};

/// A login that cameras which are entered by the API may name. Nobody can enter a password there.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct NamedCredentials {
    /// Name by which such a camera asks for it; the key of the list.
    #[schemars(length(min = 1, max = 63))]
    #[x_kube(validation = rules::access::credentials_name())]
    pub name: String,

    /// Secret of type `kubernetes.io/basic-auth` in this namespace with user name and password.
    pub secret_ref: LocalReference,
}
