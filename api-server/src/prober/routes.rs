//! What a prober answers: `/livez`, `/readyz`, `/metrics`.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;

use super::board::Board;
use crate::error::Problem;
use crate::http::layered;
use crate::metrics::HttpMetrics;
use crate::routes::health::{exposition, livez, ready};
use crate::service::Readiness;

#[derive(Clone, Debug)]
struct App {
    board: Arc<Board>,
    readiness: Readiness,
}

/// All routes of role `probe`.
pub(super) fn router(board: Arc<Board>, readiness: Readiness) -> prometheus::Result<Router> {
    let http_metrics = HttpMetrics::new(board.registry())?;
    let routes = Router::new()
        .route("/livez", get(livez))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .with_state(App { board, readiness });
    Ok(layered(routes, http_metrics))
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
