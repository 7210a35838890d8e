//! What a camera asks of those who log in.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The account of a camera and how it is asked for.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Login {
    /// The account.
    pub username: String,
    /// Its password. It is never shown again: answers and logs leave it out.
    #[serde(skip_serializing)]
    pub password: String,
    /// What the camera offers.
    pub scheme: Scheme,
    /// How long a nonce of Digest is good.
    pub nonces: Nonces,
    /// When wrong passwords lock the account.
    pub lockout: Option<Lockout>,
    /// The 401 carries a wrong `CSeq`.
    pub wrong_cseq: bool,
}

/// What a 401 offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum Scheme {
    /// Basic alone.
    Basic,
    /// Digest MD5 with `qop="auth"`.
    #[default]
    DigestMd5,
    /// Digest MD5 without `qop`, as RFC 2069 has it.
    DigestMd5NoQop,
    /// Digest SHA-256 alone.
    DigestSha256,
    /// Digest MD5 and Basic in one header.
    Both,
    /// Digest SHA-256, Digest MD5 and Basic, a header each.
    MultipleHeaders,
}

/// How long a nonce is good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum Nonces {
    /// Until the behaviour changes.
    #[default]
    Lasting,
    /// The nonce of a first challenge is out of date at once (`stale=true`), the next one lasts.
    StaleFirst,
    /// For one request.
    NewEachTime,
}

/// Locks an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Lockout {
    /// Wrong logins in a row that lock it, at least 1.
    pub failures: u32,
    /// How long even the right password is refused.
    pub seconds: u32,
}

impl Login {
    pub(super) fn problem(&self) -> Option<&'static str> {
        match self {
            Self { username, .. } if username.is_empty() || username.contains([':', '"']) => {
                Some("username must not be empty nor hold a colon or a quotation mark")
            }
            Self {
                lockout: Some(Lockout { failures: 0, .. }),
                ..
            } => Some("lockout.failures must be at least 1"),
            _ => None,
        }
    }
}

impl Default for Login {
    fn default() -> Self {
        Self {
            username: "camera".to_owned(),
            password: "simulated".to_owned(),
            scheme: Scheme::default(),
            nonces: Nonces::default(),
            lockout: None,
            wrong_cseq: false,
        }
    }
}

impl Default for Lockout {
    fn default() -> Self {
        Self {
            failures: 5,
            seconds: 600,
        }
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Login")
            .field("username", &self.username)
            .field("scheme", &self.scheme)
            .field("nonces", &self.nonces)
            .field("lockout", &self.lockout)
            .finish_non_exhaustive()
    }
}
