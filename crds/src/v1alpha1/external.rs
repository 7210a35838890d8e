//! A database that somebody else runs.

use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{LocalReference, rules};

/// A PostgreSQL database that somebody else runs, one a site: the schema `camerasite` is made in it, and nothing else is
/// made, changed or deleted.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExternalDatabase {
    /// DNS name or IP address of the server. With TLS its certificate must be valid for exactly this.
    #[schemars(length(min = 1, max = 253))]
    #[x_kube(validation = rules::database::host())]
    pub host: String,

    /// TCP port of the server.
    #[schemars(range(min = 1, max = 65535))]
    #[serde(default = "default_port")]
    pub port: i32,

    /// Name of the database. It exists already, and no other site uses it.
    #[schemars(length(min = 1, max = 63))]
    pub database: String,

    /// Secret of type `kubernetes.io/basic-auth` in this namespace with the role that API and probers log in as. The
    /// role exists already. A changed Secret is followed without a restart.
    pub credentials_secret_ref: LocalReference,

    /// Secret of type `kubernetes.io/basic-auth` in this namespace with the role that owns the schema; migrations alone
    /// log in as it. The role of credentialsSecretRef where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_credentials_secret_ref: Option<LocalReference>,

    /// How connections are protected.
    #[serde(default)]
    pub tls: DatabaseTls,
}

const fn default_port() -> i32 {
    5432
}

/// How connections to the database are protected.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = rules::database::authority_of_tls())]
pub struct DatabaseTls {
    /// VerifyFull: always by TLS, and the server's certificate must be valid for the host. Disable: in clear.
    #[serde(default)]
    pub mode: DatabaseTlsMode,

    /// Secret in this namespace with the certificate of the authority that signed the server's, in PEM under the key
    /// `ca.crt`. Its type does not matter. Public authorities are always trusted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_secret_ref: Option<LocalReference>,
}

/// How connections to the database are protected.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, PartialEq, Eq, JsonSchema)]
pub enum DatabaseTlsMode {
    /// Always by TLS, and the server's certificate must be valid for the host.
    #[default]
    VerifyFull,
    /// In clear: whoever sits in between can read along.
    Disable,
}
