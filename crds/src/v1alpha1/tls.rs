//! How far a camera's certificate is trusted.

use kube::KubeSchema;
use serde::{Deserialize, Serialize};

use super::{LocalReference, rules};

/// How far the camera's certificate is trusted: exactly one of the three. Without it only the public authorities are.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = rules::camera::tls_one())]
pub struct CameraTls {
    /// Secret in this namespace with the certificate of the authority that signed the camera's, in PEM under the key
    /// `ca.crt`. Its type does not matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[x_kube(validation = rules::camera::secret_name("caSecretRef"))]
    pub ca_secret_ref: Option<LocalReference>,

    /// SHA-256 of the camera's own certificate, such as `sha256:` and 64 hexadecimal digits; colons between bytes are
    /// allowed. For self-signed certificates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 102))]
    #[x_kube(validation = rules::camera::fingerprint())]
    pub fingerprint: Option<String>,

    /// True: any certificate will do. Whoever sits between prober and camera can then read along and answer for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insecure: Option<bool>,
}
