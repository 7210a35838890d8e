//! Problems as the API tells them (RFC 9457) and errors as the log tells them.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use probe::clock;
use serde::Serialize;
use utoipa::ToSchema;

use crate::db;
use crate::internal::slugs;
use crate::time::ApiTime;

/// A field or parameter that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Invalid {
    /// JSON pointer (RFC 6901) of the field, or `/name` of a query parameter.
    #[schema(examples("/limit"))]
    pub pointer: String,
    /// What is wrong and what would be right.
    pub detail: String,
}

/// An answer that says what went wrong: `application/problem+json`, RFC 9457.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// HTTP status.
    pub status: StatusCode,
    /// Last segment of `type`.
    pub slug: &'static str,
    /// What happened and what to do, never with the cause of an error of ours.
    pub detail: String,
    /// The fields that cannot be used (422 only).
    pub errors: Vec<Invalid>,
    /// Until when it is so, where that is known.
    pub until: Option<ApiTime>,
    /// When to ask again.
    pub retry_after: Option<Duration>,
}

/// What went wrong (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Document<'a> {
    /// `/problems/` and one word by which programs know it.
    #[schema(pattern = "^/problems/[a-z-]+$", examples("/problems/database-unavailable"))]
    r#type: String,
    /// The status in words.
    #[schema(examples("Service Unavailable"))]
    title: &'a str,
    /// The HTTP status.
    #[schema(examples(503))]
    status: u16,
    /// What happened and what to do.
    #[schema(examples("The database does not answer. Probing goes on; ask again in a moment."))]
    detail: &'a str,
    /// The fields and parameters that cannot be used, with 422.
    #[schema(value_type = Vec<Invalid>, required = false)]
    #[serde(skip_serializing_if = "<[Invalid]>::is_empty")]
    errors: &'a [Invalid],
    /// Until when it is so, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<ApiTime>,
    /// The request's id, as in `X-Request-Id` and in the log.
    #[schema(examples("5d0bd0cf1f4d4a0f8d1b3f0e0a9c2b11"))]
    request_id: &'a str,
}

/// When a client may ask again after a 503 that says nothing else.
const RETRY_AFTER: Duration = Duration::from_secs(2);

impl Problem {
    /// 400: the request cannot be understood.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", detail)
    }

    /// 401: it is not known who asks.
    pub fn unauthenticated(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", detail)
    }

    /// 403: it is known who asks, and they may not.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// 404: there is no such thing.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", detail)
    }

    /// 422: understood, but not acceptable.
    #[must_use]
    pub fn invalid(errors: Vec<Invalid>) -> Self {
        let detail = errors
            .iter()
            .map(|error| error.detail.as_str())
            .collect::<Vec<_>>()
            .join("; ");
        Self {
            errors,
            ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail)
        }
    }

    /// 503: the database is away.
    #[must_use]
    pub fn database_unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "database-unavailable",
            "The database does not answer. Probing goes on; ask again in a moment.",
        )
    }

    /// A problem of any kind.
    pub fn new(status: StatusCode, slug: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            slug,
            detail: detail.into(),
            errors: Vec::new(),
            until: None,
            retry_after: (status == StatusCode::SERVICE_UNAVAILABLE).then_some(RETRY_AFTER),
        }
    }

    /// 409: the camera's login is held until then.
    #[must_use]
    pub fn auth_held(until: Timestamp, now: Timestamp) -> Self {
        let detail = format!(
            "The camera rejected its login, and cameras lock accounts: nothing is tried before {}. Correct the Secret that \
             holds the login, or wait.",
            ApiTime(until)
        );
        Self {
            until: Some(ApiTime(until)),
            retry_after: Some(clock::between(now, until)),
            ..Self::new(StatusCode::CONFLICT, slugs::AUTH_HELD, detail)
        }
    }

    /// 429: too soon after the request before.
    #[must_use]
    pub fn rate_limited(detail: impl Into<String>, retry_after: Duration) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "rate-limited", detail)
        }
    }

    /// What an answer without a problem of its own means, by its status.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        let (slug, detail) = match status {
            StatusCode::NOT_FOUND => ("not-found", "There is no such path."),
            StatusCode::METHOD_NOT_ALLOWED => ("method-not-allowed", "This path does not take that method."),
            StatusCode::PAYLOAD_TOO_LARGE => ("too-large", "The body is too large."),
            StatusCode::GATEWAY_TIMEOUT => ("timeout", "The answer took too long and was given up."),
            StatusCode::SERVICE_UNAVAILABLE => {
                ("overloaded", "Too many requests at once; ask again in a moment.")
            }
            status if status.is_client_error() => ("malformed", "The request cannot be understood."),
            _ => (
                "internal",
                "Something went wrong on our side; the log has it under the request id.",
            ),
        };
        Self::new(status, slug, detail)
    }

    /// The whole answer, with `Retry-After` where that is known.
    #[must_use]
    pub fn render(&self, request_id: &str) -> Response {
        let document = Document {
            r#type: format!("/problems/{}", self.slug),
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.detail,
            errors: &self.errors,
            until: self.until,
            request_id,
        };
        let mut response = (self.status, axum::Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(retry_after) = self.retry_after {
            // Whole seconds, and never one too few.
            let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl IntoResponse for Problem {
    /// Bare: the outermost layer, which knows the request's id, writes the document.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<anyhow::Error> for Problem {
    /// 500: something of ours that nobody expected.
    fn from(error: anyhow::Error) -> Self {
        tracing::error!(error = format!("{error:#}"), "a request failed");
        Self::of_status(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<db::Error> for Problem {
    fn from(error: db::Error) -> Self {
        if error.is_unavailable() {
            tracing::warn!(
                error = chain(&error),
                "a request met a database that is not available"
            );
            Self::database_unavailable()
        } else {
            tracing::error!(error = chain(&error), "a request failed");
            Self::of_status(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

/// An error with its causes, as one line of log.
#[must_use]
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.ends_with(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}
