//! The HTTP server around the routes: limits, counting, the shape of problems, and an orderly end.

mod problems;
mod server;
mod track;

use std::time::Duration;

use axum::Router;
use axum::middleware;
use http::StatusCode;
pub use server::Server;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::metrics::HttpMetrics;

/// The most that a request may send, in bytes.
const BODY_LIMIT: usize = 1 << 20;
/// The most that an answer may take.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Puts limits, metrics and problem documents around `routes`. Whatever goes wrong below, the client gets RFC 9457.
pub fn layered(routes: Router, metrics: HttpMetrics) -> Router {
    routes
        .fallback(problems::no_such_path)
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            TIME_LIMIT,
        ))
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(
            track::Track::new(metrics),
            track::track,
        ))
        .layer(middleware::from_fn(problems::shape))
}
