//! The HTTP client of the pollers: short, small, no redirects.

use std::time::Duration;

use contract::summary::{self, Summary};
use reqwest::redirect::Policy;
use serde::Deserialize;
use thiserror::Error;

use super::Target;

/// Longest time for one answer.
const TIMEOUT: Duration = Duration::from_secs(2);
/// Longest answer.
const BYTES_MAX: usize = 64 * 1024;

/// Why a summary could not be had.
#[derive(Debug, Error)]
pub enum PollError {
    /// No HTTP client could be made.
    #[error("cannot make an HTTP client")]
    Client(#[source] reqwest::Error),
    /// No connection, or none in time.
    #[error("the site's API does not answer")]
    Unreachable(#[source] reqwest::Error),
    /// An answer that is no success.
    #[error("the site's API answers {0}")]
    Status(u16),
    /// The answer that the database is away.
    #[error("the site's API cannot reach its database")]
    DatabaseUnavailable,
    /// An answer that is longer than any summary.
    #[error("the site's API answers more than {BYTES_MAX} bytes")]
    TooLong,
    /// An answer that is no summary.
    #[error("the site's API answers something that is no summary")]
    Malformed(#[source] serde_json::Error),
}

impl PollError {
    /// One word for the metric.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Client(_) => "Client",
            Self::Unreachable(_) => "Unreachable",
            Self::Status(_) => "HttpStatus",
            Self::DatabaseUnavailable => "DatabaseUnavailable",
            Self::TooLong => "TooLong",
            Self::Malformed(_) => "Malformed",
        }
    }
}

/// Reads summaries.
#[derive(Clone, Debug)]
pub struct SummaryClient(reqwest::Client);

impl SummaryClient {
    /// A client that follows no redirect and uses no proxy: what it asks is inside the cluster.
    ///
    /// # Errors
    /// When the HTTP library cannot be set up.
    pub fn new() -> Result<Self, PollError> {
        let builder = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .redirect(Policy::none())
            // Kept open, the connections of many sites would be most of the operator's memory.
            .pool_max_idle_per_host(0)
            .no_proxy();
        builder.build().map(Self).map_err(PollError::Client)
    }

    /// The site's summary.
    ///
    /// # Errors
    /// When the API does not answer in time, or with anything but a summary.
    pub async fn summary(&self, target: &Target) -> Result<Summary, PollError> {
        let request = self.0.get(&target.url).bearer_auth(&target.token);
        let mut response = request.send().await.map_err(PollError::Unreachable)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(PollError::Unreachable)? {
            if body.len() + chunk.len() > BYTES_MAX {
                return Err(PollError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        let status = response.status();
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(PollError::Malformed);
        }
        let problem: Option<Problem> = serde_json::from_slice(&body).ok();
        Err(match problem {
            Some(problem) if problem.kind == summary::DATABASE_UNAVAILABLE => PollError::DatabaseUnavailable,
            _ => PollError::Status(status.as_u16()),
        })
    }
}

/// What is read of a refusal (RFC 9457).
#[derive(Deserialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: String,
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::{HeaderMap, StatusCode};
    use axum::response::Redirect;
    use axum::routing::get;

    use super::*;

    const SUMMARY: &str = r#"{"site":"gare","city":"Paris","timeZone":"UTC","total":2,"up":1,"degraded":0,"down":1,
        "flapping":0,"unknown":0,"maintenance":0,"disabled":0,"gateway":"None","probers":{"want":1,"live":1},
        "database":"ok","cache":"ok","generatedAt":"2026-01-01T00:00:00.000Z"}"#;

    async fn authorized(headers: HeaderMap) -> (StatusCode, &'static str) {
        let sent = headers.get("authorization").and_then(|value| value.to_str().ok());
        if sent == Some("Bearer token") {
            (StatusCode::OK, SUMMARY)
        } else {
            (StatusCode::UNAUTHORIZED, "")
        }
    }

    /// Asks a site's API that serves all of these.
    async fn ask(path: &str, token: &str) -> Result<Summary, PollError> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new()
            .route("/summary", get(authorized))
            .route("/moved", get(|| async { Redirect::temporary("/summary") }))
            .route("/long", get(|| async { " ".repeat(BYTES_MAX + 1) }))
            .route(
                "/away",
                get(|| async {
                    (
                        StatusCode::SERVICE_UNAVAILABLE,
                        r#"{"type":"/problems/database-unavailable"}"#,
                    )
                }),
            )
            .route(
                "/starting",
                get(|| async {
                    (
                        StatusCode::SERVICE_UNAVAILABLE,
                        r#"{"type":"/problems/not-ready"}"#,
                    )
                }),
            )
            .route("/text", get(|| async { "hello" }));
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        let target = Target {
            url: format!("http://{address}{path}"),
            token: token.into(),
        };
        let answer = SummaryClient::new().unwrap().summary(&target).await;
        server.abort();
        answer
    }

    #[tokio::test]
    async fn a_summary_is_read_with_the_token() {
        assert_eq!(ask("/summary", "token").await.unwrap().counts.down, 1);
        assert!(matches!(
            ask("/summary", "other").await,
            Err(PollError::Status(401))
        ));
    }

    #[tokio::test]
    async fn an_api_without_its_database_is_told_from_one_that_starts() {
        assert!(matches!(
            ask("/away", "token").await,
            Err(PollError::DatabaseUnavailable)
        ));
        assert!(matches!(
            ask("/starting", "token").await,
            Err(PollError::Status(503))
        ));
    }

    #[tokio::test]
    async fn redirects_long_answers_and_other_text_are_refused() {
        assert!(matches!(
            ask("/moved", "token").await,
            Err(PollError::Status(307))
        ));
        assert!(matches!(ask("/long", "token").await, Err(PollError::TooLong)));
        assert!(matches!(
            ask("/text", "token").await,
            Err(PollError::Malformed(_))
        ));
    }

    #[tokio::test]
    async fn nobody_there_is_unreachable_and_the_token_is_not_told() {
        let target = Target {
            url: "http://127.0.0.1:1/".into(),
            token: "planted".into(),
        };
        let error = SummaryClient::new().unwrap().summary(&target).await.unwrap_err();
        assert_eq!(error.reason(), "Unreachable");
        assert!(!format!("{error:?}{target:?}").contains("planted"));
    }
}
