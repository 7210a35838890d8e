//! `credentials.json`: what the prober logs in to cameras with.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Content of `credentials.json`: credential name → user name and password. The name is that of a Secret, or of
/// [`shared`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct CredentialsFile(pub BTreeMap<String, BasicAuth>);

/// Content of `authorities.json`: name of an authority → its certificates in PEM.
///
/// Certificates are no secret; the file lies beside the credentials because it is made from Secrets like them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct AuthoritiesFile(pub BTreeMap<String, String>);

/// Key in `credentials.json` of an entry of `spec.credentials`. No Secret's name has a slash, so that what cameras of the
/// CameraSite log in with cannot be had by that name.
#[must_use]
pub fn shared(name: &str) -> String {
    format!("shared/{name}")
}

/// A user name and its password. `Debug` shows neither: a user name is often the half of a guess.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct BasicAuth {
    /// The user name.
    pub username: String,
    /// The password, in clear: this type is the file's format and goes nowhere else.
    pub password: String,
}

impl fmt::Debug for BasicAuth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BasicAuth(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_holds_no_secret() {
        let entry = BasicAuth {
            username: "viewer".into(),
            password: "hunter2".into(),
        };
        let file = CredentialsFile(BTreeMap::from([("hall".into(), entry)]));
        let shown = format!("{file:?}");
        assert!(shown.contains("hall"), "{shown}");
        assert!(!shown.contains("hunter2") && !shown.contains("viewer"), "{shown}");
    }
}
