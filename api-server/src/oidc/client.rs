//! HTTP to the provider: short, small, no redirects, and TLS that only the public authorities vouch for.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::de::DeserializeOwned;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::Url;

use super::Error;

/// The most that one answer may take.
const PATIENCE: Duration = Duration::from_secs(4);
/// Most bytes of an answer.
const ANSWER_LIMIT: usize = 256 * 1024;

/// A client for one provider.
#[derive(Debug)]
pub(super) struct Client(Pool<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl Client {
    pub(super) fn new() -> anyhow::Result<Self> {
        let roots = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        let tls = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self(Pool::builder(TokioExecutor::new()).build(connector)))
    }

    /// A document of the provider; `token` is what opens it.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        url: &Url,
        token: Option<HeaderValue>,
    ) -> Result<T, Error> {
        let (status, body) = self.ask(Method::GET, url, token, None).await?;
        if !status.is_success() {
            return Err(Error::Provider(format!("{} answers {status}", place(url))));
        }
        parse(url, &body)
    }

    /// The answer to a form, and its status.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        url: &Url,
        authorization: Option<HeaderValue>,
        form: String,
    ) -> Result<(StatusCode, T), Error> {
        let (status, body) = self.ask(Method::POST, url, authorization, Some(form)).await?;
        Ok((status, parse(url, &body)?))
    }

    async fn ask(
        &self,
        method: Method,
        url: &Url,
        authorization: Option<HeaderValue>,
        form: Option<String>,
    ) -> Result<(StatusCode, Bytes), Error> {
        let mut request = Request::builder()
            .method(method)
            .uri(url.as_str())
            .header(ACCEPT, "application/json");
        if let Some(mut value) = authorization {
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        if form.is_some() {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let failed = |why: String| Error::Provider(format!("{}: {why}", place(url)));
        let request = request
            .body(Full::from(form.unwrap_or_default()))
            .map_err(|error| failed(error.to_string()))?;
        let exchange = async {
            let answer = self
                .0
                .request(request)
                .await
                .map_err(|error| failed(crate::error::chain(&error)))?;
            let status = answer.status();
            let body = Limited::new(answer.into_body(), ANSWER_LIMIT).collect().await;
            let body = body.map_err(|error| failed(error.to_string()))?;
            Ok((status, body.to_bytes()))
        };
        tokio::time::timeout(PATIENCE, exchange)
            .await
            .unwrap_or_else(|_| Err(failed(format!("no answer within {} s", PATIENCE.as_secs()))))
    }
}

/// What may be told of a URL: its query may hold what nobody is to see.
fn place(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}

/// What is not understood is not quoted.
fn parse<T: DeserializeOwned>(url: &Url, body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|_| {
        Error::Provider(format!(
            "{} answers something else than the standard says",
            place(url)
        ))
    })
}
