//! The counters of all cameras together, in the text format of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;

use crate::fleet::Counters;
use crate::world::World;

/// `GET /metrics`
pub(super) async fn text(State(world): State<Arc<World>>) -> Response {
    let counters: Vec<Counters> = world
        .fleet
        .cameras()
        .iter()
        .map(|camera| camera.counters())
        .collect();
    let headers = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    (headers, render(&counters)).into_response()
}

fn render(counters: &[Counters]) -> String {
    let sum = |value: fn(&Counters) -> u64| counters.iter().map(value).sum::<u64>();
    let singles = [
        ("cameras", "gauge", counters.len() as u64),
        ("connections", "gauge", sum(|counters| counters.connections.now)),
        (
            "connections_total",
            "counter",
            sum(|counters| counters.connections.total),
        ),
        ("sessions", "gauge", sum(|counters| counters.sessions.now)),
        (
            "sessions_total",
            "counter",
            sum(|counters| counters.sessions.total),
        ),
        (
            "sessions_left_open_total",
            "counter",
            sum(|counters| counters.left_open),
        ),
        (
            "auth_failures_total",
            "counter",
            sum(|counters| counters.auth_failures),
        ),
        ("lock_outs_total", "counter", sum(|counters| counters.lock_outs)),
    ];
    let mut text = String::new();
    // Writing to a String cannot fail.
    for (name, kind, value) in singles {
        let _ = write!(text, "# TYPE simulator_{name} {kind}\nsimulator_{name} {value}\n");
    }
    text.push_str("# TYPE simulator_requests_total counter\n");
    for (request, count) in requests(counters) {
        let _ = writeln!(text, "simulator_requests_total{{request=\"{request}\"}} {count}");
    }
    text
}

/// Requests by kind.
fn requests(counters: &[Counters]) -> BTreeMap<&str, u64> {
    let mut requests = BTreeMap::new();
    for (kind, count) in counters.iter().flat_map(|counters| &counters.requests) {
        *requests.entry(kind.as_str()).or_default() += count;
    }
    requests
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_summed_over_cameras() {
        let one = Counters {
            left_open: 2,
            requests: [("PLAY".to_owned(), 3)].into(),
            ..Counters::default()
        };
        let text = render(&[one.clone(), one]);
        for line in [
            "simulator_cameras 2",
            "simulator_sessions_left_open_total 4",
            "simulator_requests_total{request=\"PLAY\"} 6",
        ] {
            assert!(text.lines().any(|found| found == line), "{text}");
        }
    }
}
