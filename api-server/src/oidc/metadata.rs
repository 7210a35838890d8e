//! What the provider says of itself (OpenID Connect Discovery 1.0).

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use serde::Deserialize;
use url::Url;

use super::{Error, Provider};

/// How long it is believed without asking again.
const BELIEVED: Duration = Duration::from_mins(5);

/// What is needed of the provider's metadata (§3).
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Metadata {
    pub(super) issuer: String,
    pub(super) authorization_endpoint: Endpoint,
    pub(super) token_endpoint: Endpoint,
    pub(super) jwks_uri: Endpoint,
    pub(super) userinfo_endpoint: Option<Endpoint>,
    #[serde(default)]
    pub(super) scopes_supported: Vec<String>,
    #[serde(default = "basic")]
    pub(super) token_endpoint_auth_methods_supported: Vec<String>,
}

/// An address of the provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Endpoint(pub(super) Url);

impl TryFrom<String> for Endpoint {
    type Error = url::ParseError;

    fn try_from(text: String) -> Result<Self, url::ParseError> {
        Url::parse(&text).map(Self)
    }
}

/// The default of the standard.
fn basic() -> Vec<String> {
    vec!["client_secret_basic".to_owned()]
}

impl Provider {
    /// The provider's metadata, asked for at most every five minutes.
    pub(super) async fn metadata(&self) -> Result<Metadata, Error> {
        if let Some((at, metadata)) = self.known.lock().unwrap_or_else(PoisonError::into_inner).as_ref()
            && at.elapsed() < BELIEVED
        {
            return Ok(metadata.clone());
        }
        let place = format!(
            "{}/.well-known/openid-configuration",
            self.config.issuer.trim_end_matches('/')
        );
        let place = Url::parse(&place).map_err(|error| Error::Provider(error.to_string()))?;
        let metadata: Metadata = self.client.get(&place, None).await?;
        self.check(&metadata)?;
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), metadata.clone()));
        Ok(metadata)
    }

    /// The issuer must be the one that was asked (§4.3), and no part of it less safe than itself.
    fn check(&self, metadata: &Metadata) -> Result<(), Error> {
        if metadata.issuer != self.config.issuer {
            return Err(Error::Provider(format!(
                "it calls itself {:?}: write spec.api.auth.oidc.issuer the same way",
                metadata.issuer
            )));
        }
        let endpoints = [
            Some(&metadata.authorization_endpoint),
            Some(&metadata.token_endpoint),
            Some(&metadata.jwks_uri),
            metadata.userinfo_endpoint.as_ref(),
        ];
        let is_safe =
            |Endpoint(url): &Endpoint| url.scheme() == "https" || url.scheme() == self.issuer.scheme();
        if endpoints.into_iter().flatten().all(is_safe) {
            Ok(())
        } else {
            Err(Error::Provider("it names an address without TLS".to_owned()))
        }
    }
}
