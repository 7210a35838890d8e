//! What requests that wait for it share.

use std::sync::Arc;

use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::{HeaderValue, header};
use serde::Serialize;

use super::cameras::Wanted;
use super::view::Camera;
use crate::db::cameras::{Filter, Key};
use crate::error::Problem;
use crate::history::windows::Overlay;
use crate::reads::Reads;

/// Reads under way, and those that wait for their turn. None of it depends on who asks.
#[derive(Debug, Default)]
pub struct Answers {
    /// Pages of cameras, as they are sent.
    pub(super) pages: Reads<Wanted, Result<Bytes, Problem>>,
    /// The summary, as it is sent.
    pub(super) summary: Reads<(), Result<Bytes, Problem>>,
    /// The cameras that pass a filter, by name.
    pub(super) cameras: Reads<Filter, Result<Arc<[Camera]>, Problem>>,
    /// One camera.
    pub(super) camera: Reads<Key, Result<Option<Camera>, Problem>>,
    /// The maintenance windows of now.
    pub(super) overlay: Reads<(), Result<Arc<Overlay>, Problem>>,
}

/// An answer as it is sent.
///
/// # Errors
/// When it has no JSON, which is an error of ours.
pub(super) fn written(answer: &impl Serialize) -> Result<Bytes, Problem> {
    let json = serde_json::to_vec(answer).map_err(anyhow::Error::from)?;
    Ok(json.into())
}

/// Sends what was written.
pub(super) fn sent(json: Bytes) -> Response {
    let kind = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, kind)], json).into_response()
}
