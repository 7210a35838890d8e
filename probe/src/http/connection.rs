//! One connection: questions and the heads of their answers.

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{HeaderMap, Method, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::task::AbortOnDropHandle;
use url::Url;

use crate::http::HttpError;
use crate::http::body;

/// Most bytes of a status line and headers.
pub(super) const HEADER_LIMIT: usize = 16 * 1024;
/// Most header lines of an answer.
const HEADER_COUNT: usize = 100;
/// Most bytes of an answer that is of no interest; a longer one costs the connection.
const DRAIN_LIMIT: usize = 64 * 1024;
/// Sent with every request; there are cameras that refuse those without it.
const USER_AGENT: &str = concat!("CameraSite/", env!("CARGO_PKG_VERSION"));

/// What to ask.
#[derive(Clone)]
pub(crate) struct Request<'a> {
    pub(crate) method: Method,
    pub(crate) url: &'a Url,
    /// Value of `Content-Type`, where there is a body.
    pub(crate) content_type: Option<&'a str>,
    pub(crate) body: Bytes,
}

impl<'a> Request<'a> {
    pub(crate) const fn get(url: &'a Url) -> Self {
        Self {
            method: Method::GET,
            url,
            content_type: None,
            body: Bytes::new(),
        }
    }

    /// Path and query: what stands in the request line, and in the `uri` of a Digest login.
    pub(crate) fn uri(&self) -> &'a str {
        &self.url[url::Position::BeforePath..url::Position::AfterQuery]
    }
}

/// The head of an answer; the body is read from it.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Incoming,
}

impl Reply {
    /// The first header called `name`, where it is text.
    pub(crate) fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The offers to log in.
    pub(crate) fn challenges(&self) -> impl Iterator<Item = &str> {
        let offers = self.headers.get_all(header::WWW_AUTHENTICATE).iter();
        offers.filter_map(|offer| offer.to_str().ok())
    }

    /// The body, at most `limit` bytes of it.
    pub(crate) async fn read(self, limit: usize) -> Result<Bytes, HttpError> {
        body::read(self, limit).await
    }

    /// Reads away a body that is of no interest, where it is short enough.
    pub(crate) async fn drain(self) {
        // Whether the connection can be used on is asked before it is.
        let _ = body::read(self, DRAIN_LIMIT).await;
    }
}

/// A connection to an HTTP server. It has no clock: callers bound it. Dropping it closes it.
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    _driver: AbortOnDropHandle<()>,
}

impl Connection {
    pub(crate) async fn open<S>(stream: S) -> Result<Self, HttpError>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let (sender, driver) = http1::Builder::new()
            .max_buf_size(HEADER_LIMIT)
            .max_header_size(HEADER_LIMIT)
            .max_headers(HEADER_COUNT)
            // Cameras write odd headers; one that cannot be read is as good as absent.
            .allow_spaces_after_header_name_in_responses(true)
            .allow_obsolete_multiline_headers_in_responses(true)
            .ignore_invalid_headers_in_responses(true)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|error| HttpError::of_head(&error))?;
        // What ends the connection shows in the answer, or in its absence.
        let driver = tokio::spawn(async move { drop(driver.await) });
        Ok(Self {
            sender,
            _driver: AbortOnDropHandle::new(driver),
        })
    }

    /// Asks and waits for the head of the answer.
    pub(crate) async fn ask(
        &mut self,
        request: &Request<'_>,
        authorization: Option<&str>,
    ) -> Result<Reply, HttpError> {
        let message = encode(request, authorization).ok_or(HttpError::Request)?;
        let answer = self.sender.send_request(message).await;
        let (head, body) = answer.map_err(|error| HttpError::of_head(&error))?.into_parts();
        Ok(Reply {
            status: head.status,
            headers: head.headers,
            body,
        })
    }

    /// Waits until another question can be asked, or tells that none can be.
    pub(crate) async fn is_reusable(&mut self) -> bool {
        self.sender.ready().await.is_ok()
    }
}

/// The request; `None` where a part of it cannot stand in HTTP.
fn encode(request: &Request<'_>, authorization: Option<&str>) -> Option<hyper::Request<Full<Bytes>>> {
    let place = &request.url[url::Position::BeforeHost..url::Position::AfterPort];
    let mut builder = hyper::Request::builder()
        .method(&request.method)
        .uri(request.uri())
        .header(header::HOST, place)
        .header(header::USER_AGENT, USER_AGENT)
        .header(header::ACCEPT, "*/*");
    if let Some(kind) = request.content_type {
        builder = builder.header(header::CONTENT_TYPE, kind);
    }
    if let Some(authorization) = authorization {
        let mut value = HeaderValue::from_str(authorization).ok()?;
        value.set_sensitive(true);
        builder = builder.header(header::AUTHORIZATION, value);
    }
    builder.body(Full::new(request.body.clone())).ok()
}
