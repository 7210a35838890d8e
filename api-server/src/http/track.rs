//! Counts requests and turns away those that are too many.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use tokio::sync::Semaphore;

use crate::error::Problem;
use crate::metrics::HttpMetrics;

/// Requests answered at once; more are told to come back rather than queued without end.
const CONCURRENCY: usize = 512;
/// Routes that must answer however busy the server is.
const ALWAYS: [&str; 3] = ["/livez", "/readyz", "/metrics"];

#[derive(Clone, Debug)]
pub(super) struct Track {
    metrics: HttpMetrics,
    places: Arc<Semaphore>,
}

impl Track {
    pub(super) fn new(metrics: HttpMetrics) -> Self {
        Self {
            metrics,
            places: Arc::new(Semaphore::new(CONCURRENCY)),
        }
    }
}

pub(super) async fn track(State(track): State<Track>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let in_flight = track.metrics.enter();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let place = track.places.try_acquire();
    let response = if place.is_ok() || ALWAYS.contains(&route.as_str()) {
        next.run(request).await
    } else {
        Problem::of_status(StatusCode::SERVICE_UNAVAILABLE).into_response()
    };
    track
        .metrics
        .answered(&method, &route, response.status(), started.elapsed());
    drop(in_flight);
    response
}
