//! Names and keys of the Secrets that a site's components share.

/// Key of the user name in every Secret of type `kubernetes.io/basic-auth`.
pub const USERNAME: &str = "username";
/// Key of the password in every Secret of type `kubernetes.io/basic-auth`, and in the cache's Secret.
pub const PASSWORD: &str = "password";

/// Key in `<site>-api`: password of the first user, `admin`.
pub const ADMIN_PASSWORD: &str = "admin-password";
/// Key in `<site>-api`: token with which the operator reads the summary.
pub const OPERATOR_TOKEN: &str = "operator-token";
/// Key in `<site>-api`: token with which Alertmanager posts alerts.
pub const ALERTS_TOKEN: &str = "alerts-token";
/// Key in `<site>-api`: token with which api and prober talk to each other.
pub const INTERNAL_TOKEN: &str = "internal-token";

/// A database role that has a Secret of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DatabaseRole {
    /// The role that Postgres was initialised with; used by the migrate Job alone.
    Superuser,
    /// Owns the schema; used by the migrate Job alone.
    Owner,
    /// Reads and writes rows; used by api and prober.
    App,
    /// Reads statistics (`pg_monitor`).
    Exporter,
}

impl DatabaseRole {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Superuser, Self::Owner, Self::App, Self::Exporter];

    /// The suffix of the role's Secret: `<site>-postgres-<suffix>`.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Superuser => "superuser",
            Self::Owner => "owner",
            Self::App => "app",
            Self::Exporter => "exporter",
        }
    }

    /// The user name that is put in the role's Secret when it is made.
    #[must_use]
    pub const fn default_username(self) -> &'static str {
        match self {
            Self::Superuser => "postgres",
            Self::Owner => "camerasite_owner",
            Self::App => "camerasite_app",
            Self::Exporter => "camerasite_exporter",
        }
    }

    /// The role's Secret: `<site>-postgres-<suffix>`.
    #[must_use]
    pub fn secret_name(self, site: &str) -> String {
        format!("{site}-postgres-{}", self.suffix())
    }
}

/// The Secret with the cameras' credentials, key [`crate::files::CREDENTIALS_FILE`].
#[must_use]
pub fn camera_credentials_name(site: &str) -> String {
    format!("{site}-camera-credentials")
}

/// The ConfigMap with the inventory, key [`crate::files::CAMERAS_FILE`].
#[must_use]
pub fn cameras_config_map_name(site: &str) -> String {
    format!("{site}-cameras")
}
