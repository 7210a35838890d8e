//! Signing in at an OpenID Connect provider: the authorization code flow (OpenID Connect Core 1.0 §3.1) with PKCE (RFC 7636).
//!
//! What is asked of the provider is small and fixed, and signatures are checked by `ring`, which is here anyway; a general
//! client library would bring sixty crates, a second and third generation of the same ciphers among them.

mod claims;
mod client;
mod flow;
mod keys;
mod metadata;
mod token;

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Instant;

use contract::access::Oidc;
use url::Url;

pub use claims::Person;
use client::Client;
pub use flow::Departure;
pub(crate) use flow::is_code;
use metadata::Metadata;

/// Why nobody could be signed in.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The provider does not answer, or not with what the standard says.
    #[error("the OpenID Connect provider cannot be asked: {0}")]
    Provider(String),
    /// The secret for the provider cannot be read.
    #[error("the client secret cannot be read in {path}: check spec.api.auth.oidc.clientSecretRef")]
    Secret {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The provider refuses the code.
    #[error("the OpenID Connect provider refuses the sign-in: {0}")]
    Refused(String),
    /// What the provider says of the person cannot be trusted.
    #[error("the ID token cannot be trusted: {0}")]
    Untrusted(&'static str),
    /// The person is known and has no role here.
    #[error("no group of {0} has a role at this site")]
    NoRole(String),
}

/// A provider.
#[derive(Debug)]
pub struct Provider {
    config: Oidc,
    issuer: Url,
    secret_file: PathBuf,
    client: Client,
    known: Mutex<Option<(Instant, Metadata)>>,
}

impl Provider {
    /// The provider of `config`, to which we prove ourselves with what is in `secret_file`.
    ///
    /// # Errors
    /// When the issuer is no URL.
    pub fn new(config: Oidc, secret_file: PathBuf) -> anyhow::Result<Self> {
        Ok(Self {
            issuer: Url::parse(&config.issuer)?,
            config,
            secret_file,
            client: Client::new()?,
            known: Mutex::default(),
        })
    }
}
