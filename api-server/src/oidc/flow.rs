//! Leaving for the provider and coming back.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::HeaderValue;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use url::{Url, form_urlencoded};

use super::keys::KeySet;
use super::metadata::{Endpoint, Metadata};
use super::{Error, Person, Provider, claims, token};
use crate::access::Key;
use crate::db::oidc_flows::Flow;

/// Where to send a browser, and what must be the same when it comes back.
pub struct Departure {
    /// The provider's page.
    pub url: Url,
    /// What must be the same.
    pub flow: Flow,
}

/// What the token endpoint answers (RFC 6749 §5).
#[derive(Deserialize)]
struct Tokens {
    id_token: Option<String>,
    access_token: Option<String>,
    error: Option<String>,
}

impl Provider {
    /// The way to the provider's page; it sends the browser back to `redirect_uri`.
    ///
    /// # Errors
    /// When the provider does not answer.
    pub async fn departure(&self, redirect_uri: &str, return_to: String) -> Result<Departure, Error> {
        let metadata = self.metadata().await?;
        let random = || Key::random("").reveal().to_owned();
        let flow = Flow {
            state: random(),
            nonce: random(),
            verifier: random(),
            return_to,
        };
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(flow.verifier.as_bytes()));
        let mut url = metadata.authorization_endpoint.0.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.config.client_id)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("scope", &self.scope(&metadata))
            .append_pair("state", &flow.state)
            .append_pair("nonce", &flow.nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        Ok(Departure { url, flow })
    }

    /// Some providers tell groups only to who asks for a scope of that name.
    fn scope(&self, metadata: &Metadata) -> String {
        let claim = &self.config.groups_claim;
        let groups = metadata.scopes_supported.iter().find(|scope| *scope == claim);
        let scopes = ["openid", "profile", "email"].into_iter();
        let scopes: Vec<&str> = scopes.chain(groups.map(String::as_str)).collect();
        scopes.join(" ")
    }

    /// Who came back with this code.
    ///
    /// # Errors
    /// When the provider does not answer, refuses, or says what cannot be trusted, and when the person has no role.
    pub async fn arrival(&self, redirect_uri: &str, code: &str, flow: &Flow) -> Result<Person, Error> {
        let metadata = self.metadata().await?;
        let tokens = self.exchange(&metadata, redirect_uri, code, flow).await?;
        let id_token = tokens.id_token.ok_or(Error::Untrusted("there is none"))?;
        let keys: KeySet = self.client.get(&metadata.jwks_uri.0, None).await?;
        let mut told = token::verified(&id_token, &keys)?;
        claims::check(&told, &self.config, &flow.nonce, Timestamp::now())?;
        if let (None, Some(Endpoint(url)), Some(access)) = (
            told.get(&self.config.groups_claim),
            &metadata.userinfo_endpoint,
            &tokens.access_token,
        ) {
            let more = self.user_info(url, access).await?;
            if more.get("sub") != told.get("sub") {
                return Err(Error::Untrusted("the user info is somebody else's"));
            }
            for (name, value) in more {
                told.entry(name).or_insert(value);
            }
        }
        claims::person(&told, &self.config)
    }

    async fn exchange(
        &self,
        metadata: &Metadata,
        redirect_uri: &str,
        code: &str,
        flow: &Flow,
    ) -> Result<Tokens, Error> {
        let secret = self.secret().await?;
        let methods = &metadata.token_endpoint_auth_methods_supported;
        let takes = |name: &str| methods.iter().any(|method| method == name);
        let id = self.config.client_id.as_str();
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
            ("code_verifier", &flow.verifier),
        ];
        let authorization = if takes("client_secret_basic") || !takes("client_secret_post") {
            Some(basic(id, &secret)?)
        } else {
            fields.extend([("client_id", id), ("client_secret", &secret)]);
            None
        };
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let url = &metadata.token_endpoint.0;
        let (status, tokens): (_, Tokens) = self.client.post(url, authorization, form).await?;
        if status.is_success() {
            return Ok(tokens);
        }
        let error = tokens.error.as_deref().filter(|error| is_code(error));
        Err(Error::Refused(
            error.map_or_else(|| status.to_string(), str::to_owned),
        ))
    }

    async fn user_info(&self, url: &Url, access: &str) -> Result<Map<String, Value>, Error> {
        let bearer = HeaderValue::try_from(format!("Bearer {access}"))
            .map_err(|_| Error::Provider("its access token is none".to_owned()))?;
        self.client.get(url, Some(bearer)).await
    }

    async fn secret(&self) -> Result<String, Error> {
        let path = &self.secret_file;
        let text = tokio::fs::read_to_string(path)
            .await
            .map_err(|source| Error::Secret {
                path: path.display().to_string(),
                source,
            })?;
        Ok(text.trim_end_matches(['\r', '\n']).to_owned())
    }
}

/// RFC 6749 §2.3.1: both parts are encoded as in a form before they are put together.
fn basic(id: &str, secret: &str) -> Result<HeaderValue, Error> {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = STANDARD.encode(format!("{}:{}", encode(id), encode(secret)));
    HeaderValue::try_from(format!("Basic {pair}")).map_err(|error| Error::Provider(error.to_string()))
}

/// Whether a text is an error code, which may be told: RFC 6749 §5.2.
pub(crate) fn is_code(text: &str) -> bool {
    text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}
