//! The database of a site, resolved: its own, or one that somebody else runs.

use k8s_openapi::api::core::v1::ResourceRequirements;

use crate::site::Storage;

/// The database.
#[derive(Clone, Debug, PartialEq)]
pub enum Database {
    /// The site has one of its own.
    Managed(ManagedDatabase),
    /// Somebody else runs it.
    External(ExternalDatabase),
}

impl Database {
    /// The site's own database.
    #[must_use]
    pub const fn managed(&self) -> Option<&ManagedDatabase> {
        match self {
            Self::Managed(database) => Some(database),
            Self::External(_) => None,
        }
    }

    /// The database that somebody else runs.
    #[must_use]
    pub const fn external(&self) -> Option<&ExternalDatabase> {
        match self {
            Self::Managed(_) => None,
            Self::External(database) => Some(database),
        }
    }

    /// Fingerprint of what a migration depends on besides its image: the logins, and where the database is. `None` while
    /// it cannot be opened.
    #[must_use]
    pub fn roles(&self) -> Option<&str> {
        match self {
            Self::Managed(database) => database.roles.as_deref(),
            Self::External(database) => database.roles.as_deref(),
        }
    }
}

/// A database of the site's own.
#[derive(Clone, Debug, PartialEq)]
pub struct ManagedDatabase {
    /// Image that is used: the spec's, else that of the live StatefulSet, else the default.
    pub image: String,
    /// User and group id of the database.
    pub run_as_user: i64,
    /// Its volume.
    pub storage: Storage,
    /// Compute resources.
    pub resources: ResourceRequirements,
    /// `ConfigMap`s with scripts for the first start, in order.
    pub init_scripts: Vec<String>,
    /// Set while the StatefulSet must be left as it is: something that it mounts is missing or not ours.
    pub held: bool,
    /// Fingerprint of the role Secrets' data; `None` while one of them is missing.
    pub roles: Option<String>,
}

/// A database that somebody else runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalDatabase {
    /// DNS name or IP address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Name of the database.
    pub name: String,
    /// Secret with the login of API and probers.
    pub app: String,
    /// Secret with the login of migrations.
    pub owner: String,
    /// How connections are protected.
    pub tls: DatabaseTls,
    /// Fingerprint of all of it, the Secrets' data included; `None` while a Secret is missing or cannot be used.
    pub roles: Option<String>,
}

/// How connections to a database that somebody else runs are protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseTls {
    /// Not at all.
    Off,
    /// By TLS; the server's certificate must be valid for the host.
    VerifyFull {
        /// Secret with the authority's certificates; public ones alone are trusted where it is absent.
        authority: Option<String>,
    },
}
