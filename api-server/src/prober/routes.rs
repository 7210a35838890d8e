//! What a prober answers: `/livez`, `/readyz`, `/metrics`, and what only the api may ask.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use probe::Control;

use super::board::Board;
use super::internal;
use super::previews::Previews;
use super::trials::Trials;
use crate::error::Problem;
use crate::http::layered;
use crate::metrics::HttpMetrics;
use crate::routes::health::{exposition, livez, ready};
use crate::service::Readiness;
use crate::token::Tokens;

/// What handlers need.
#[derive(Clone, Debug)]
pub(super) struct App {
    pub(super) board: Arc<Board>,
    pub(super) readiness: Readiness,
    pub(super) control: Control,
    pub(super) previews: Arc<Previews>,
    pub(super) trials: Arc<Trials>,
    pub(super) tokens: Tokens,
}

/// All routes of role `probe`.
pub(super) fn router(app: App) -> prometheus::Result<Router> {
    let http_metrics = HttpMetrics::new(app.board.registry())?;
    let internal = internal::router(app.tokens.clone()).with_state(app.clone());
    let routes = Router::new()
        .route("/livez", get(livez))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .with_state(app);
    Ok(layered(routes, internal, http_metrics))
}

async fn readyz(State(app): State<App>) -> Result<&'static str, Problem> {
    ready(app.readiness.hindrance())
}

/// Nothing is told before the stored states are back: a scrape without them would resolve alerts that still hold.
async fn metrics(State(app): State<App>) -> Result<Response, Problem> {
    if !app.board.is_open() {
        let why = "The stored states are being restored.";
        return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not-ready", why));
    }
    match app.board.gather() {
        Ok(cameras) => exposition(&[&cameras, app.board.registry()]),
        Err(error) => {
            tracing::error!(%error, "metrics of cameras cannot be made");
            Err(Problem::of_status(StatusCode::INTERNAL_SERVER_ERROR))
        }
    }
}
