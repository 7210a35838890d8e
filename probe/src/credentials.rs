//! What we log in to a camera with, kept from every log.

use std::fmt;

use contract::credentials::BasicAuth;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::text;

/// Rounds of the fingerprint's hash: about a millisecond, so that a stolen fingerprint is worth little.
const ROUNDS: u32 = 10_000;

/// A user name and a password. Neither is ever shown: there is no `Display`, no `Serialize`, and `Debug` is empty.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    username: String,
    password: String,
}

impl Credentials {
    /// Credentials from their two parts.
    #[must_use]
    pub fn new(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            username: username.into(),
            password: password.into(),
        }
    }

    /// Tells these credentials from others without telling them: a slow hash over `salt` and both parts.
    #[must_use]
    pub fn fingerprint(&self, salt: &str) -> Fingerprint {
        let mut hash = Sha256::new();
        for part in [salt, &self.username, &self.password] {
            // The length in front keeps ("ab", "c") and ("a", "bc") apart.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let mut digest = hash.finalize();
        for _ in 0..ROUNDS {
            digest = Sha256::new()
                .chain_update(digest)
                .chain_update(salt.as_bytes())
                .finalize();
        }
        Fingerprint {
            salt: salt.to_owned(),
            hash: text::hex(&digest),
        }
    }

    pub(crate) fn username(&self) -> &str {
        &self.username
    }

    pub(crate) fn password(&self) -> &str {
        &self.password
    }

    /// Whether `text`, which a stranger sent, repeats the password.
    pub(crate) fn appear_in(&self, text: &str) -> bool {
        !self.password.is_empty() && text.contains(&self.password)
    }
}

impl From<&BasicAuth> for Credentials {
    fn from(entry: &BasicAuth) -> Self {
        Self::new(&entry.username, &entry.password)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Credentials(redacted)")
    }
}

/// A salted hash of [`Credentials`], fit to be stored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Fingerprint {
    salt: String,
    hash: String,
}

impl Fingerprint {
    /// Whether `credentials` are those that the fingerprint was taken of.
    #[must_use]
    pub fn matches(&self, credentials: &Credentials) -> bool {
        credentials.fingerprint(&self.salt) == *self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_knows_its_credentials_and_no_others() {
        let fingerprint = Credentials::new("viewer", "hunter2").fingerprint("salt");
        assert!(fingerprint.matches(&Credentials::new("viewer", "hunter2")));
        assert!(!fingerprint.matches(&Credentials::new("viewer", "hunter3")));
        assert!(!fingerprint.matches(&Credentials::new("viewerh", "unter2")));
        assert_ne!(
            fingerprint,
            Credentials::new("viewer", "hunter2").fingerprint("pepper")
        );
    }

    #[test]
    fn a_stored_fingerprint_still_matches_after_a_restart() {
        let credentials = Credentials::new("viewer", "hunter2");
        let stored = serde_json::to_string(&credentials.fingerprint("salt")).unwrap();
        assert!(
            !stored.contains("hunter2") && !stored.contains("viewer"),
            "{stored}"
        );
        assert!(
            serde_json::from_str::<Fingerprint>(&stored)
                .unwrap()
                .matches(&credentials)
        );
    }

    #[test]
    fn debug_shows_neither_part() {
        let shown = format!("{:?}", Credentials::new("viewer", "hunter2"));
        assert!(!shown.contains("viewer") && !shown.contains("hunter2"), "{shown}");
    }
}
