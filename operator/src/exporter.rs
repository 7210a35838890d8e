//! The exporters of a site, resolved.

use std::fmt;

/// The exporter of the database's metrics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostgresExporter {
    /// Image.
    pub image: String,
    /// Fingerprint of its login, which it reads when it starts; `None` while the Secret is missing or not ours.
    pub login: Option<String>,
}

/// The exporter of the cache's metrics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedisExporter {
    /// Image.
    pub image: String,
    /// The cache's password; `None` while the Secret is missing, not ours, or no text.
    pub password: Option<Password>,
}

/// A password, without a `Debug` that could show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(pub String);

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(redacted)")
    }
}
