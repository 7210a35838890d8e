//! Refusals of the simulator's own API: `application/problem+json`, RFC 9457.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::json;

/// Why a request is refused.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    slug: &'static str,
    detail: String,
}

impl Problem {
    pub(super) const fn not_found(detail: String) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            slug: "not-found",
            detail,
        }
    }

    /// For a body that is no JSON, or JSON that means nothing.
    pub(super) fn body(error: &serde_json::Error) -> Self {
        let (status, slug) = if error.is_data() {
            (StatusCode::UNPROCESSABLE_ENTITY, "invalid")
        } else {
            (StatusCode::BAD_REQUEST, "malformed")
        };
        Self {
            status,
            slug,
            detail: format!("the body cannot be used: {error}"),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let document = json!({
            "type": format!("/problems/{}", self.slug),
            "title": self.status.canonical_reason(),
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        let mut response = (self.status, Json(document)).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }
}

impl From<Problem> for Response {
    fn from(problem: Problem) -> Self {
        problem.into_response()
    }
}
