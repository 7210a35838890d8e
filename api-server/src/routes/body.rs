//! JSON bodies.

use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use http::{StatusCode, header};
use serde::de::DeserializeOwned;

use crate::error::Problem;

/// A JSON body. What is wrong with it is told by its place and never quoted: it may hold a password.
#[derive(Debug)]
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json")) {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "The body must be JSON and say so: Content-Type: application/json.",
            ));
        }
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|error| Problem::of_status(error.status()))?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            let what = if error.is_data() {
                "holds a field that is missing, not known here or of another type"
            } else {
                "is not JSON"
            };
            Problem::malformed(format!(
                "The body {what}, seen at line {} column {}.",
                error.line(),
                error.column()
            ))
        })
    }
}
