//! Servers, sites and clients for tests.

pub(crate) mod api;
pub(crate) mod binary;
pub(crate) mod browser;
pub(crate) mod camera;
pub(crate) mod conformance;
mod guard;
pub(crate) mod history;
pub(crate) mod inventory;
pub(crate) mod postgres;
pub(crate) mod prober;
pub(crate) mod provider;
pub(crate) mod redis;
pub(crate) mod scripted;
pub(crate) mod site;
pub(crate) mod sse;

use std::time::{Duration, Instant};

/// How long a test waits for what must happen; a slow machine needs more than a fast one, a right program no more than that.
const DEADLINE: Duration = Duration::from_mins(1);

/// Asks until the answer is `Some`.
///
/// # Panics
/// When `what` has not happened within a minute.
pub(crate) async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + DEADLINE;
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(
            Instant::now() < deadline,
            "did not happen within {DEADLINE:?}: {what}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
