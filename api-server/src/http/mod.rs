//! The HTTP server around the routes: limits, counting, the shape of problems, and an orderly end.

mod problems;
mod server;
mod track;

use std::time::Duration;

use axum::Router;
use axum::middleware;
use http::StatusCode;
pub use problems::RequestId;
pub use server::Server;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::metrics::HttpMetrics;

/// The most that a request may send, in bytes.
const BODY_LIMIT: usize = 1 << 20;
/// The most that an answer may take.
const TIME_LIMIT: Duration = Duration::from_secs(10);
/// The most that an answer may take for which a camera is asked: two timeouts of a minute, a minute of stream, and some.
const CAMERA_TIME_LIMIT: Duration = Duration::from_mins(4);

/// Puts limits, metrics and problem documents around `routes` and around those that ask a camera, `camera_routes`. Whatever goes
/// wrong below, the client gets RFC 9457.
pub fn layered(routes: Router, camera_routes: Router, metrics: HttpMetrics) -> Router {
    let limit = |limit| TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, limit);
    routes
        .layer(limit(TIME_LIMIT))
        .merge(camera_routes.layer(limit(CAMERA_TIME_LIMIT)))
        .fallback(problems::no_such_path)
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(
            track::Track::new(metrics),
            track::track,
        ))
        .layer(middleware::from_fn(problems::shape))
}
