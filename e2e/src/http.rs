//! HTTP requests to a component of a site.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;

use crate::forward::Forward;

/// A client of one component. Every request has a connection of its own: a pod that went away breaks none.
#[derive(Debug)]
pub struct Http {
    forward: Forward,
    client: reqwest::Client,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Header fields.
    pub headers: HeaderMap,
    /// Body as text.
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Errors
    /// When it is none.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.body).with_context(|| format!("not JSON: {}", self.body))
    }

    /// Whether this tells the client that the service is away for a while: 503 that says when to come back.
    #[must_use]
    pub fn is_honest_outage(&self) -> bool {
        self.status == 503 && self.headers.contains_key(RETRY_AFTER)
    }
}

impl Http {
    /// A client that sends its requests through `forward`.
    ///
    /// # Errors
    /// When the client cannot be built.
    pub fn new(forward: Forward) -> Result<Self> {
        let client = reqwest::Client::builder()
            .no_proxy()
            .pool_max_idle_per_host(0)
            .timeout(Duration::from_secs(10))
            .build()?;
        Ok(Self { forward, client })
    }

    /// GET of `path`, whatever the status.
    ///
    /// # Errors
    /// When no whole answer comes.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        let url = format!("http://{}{path}", self.forward.address());
        let response = self
            .client
            .get(&url)
            .send()
            .await
            .with_context(|| format!("GET {path}"))?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = response
            .text()
            .await
            .with_context(|| format!("the body of GET {path}"))?;
        Ok(Answer {
            status,
            headers,
            body,
        })
    }

    /// PUT of `body` to `path`.
    ///
    /// # Errors
    /// When the answer is no success.
    pub async fn put(&self, path: &str, body: &Value) -> Result<()> {
        let url = format!("http://{}{path}", self.forward.address());
        let response = self
            .client
            .put(&url)
            .json(body)
            .send()
            .await
            .with_context(|| format!("PUT {path}"))?;
        let status = response.status().as_u16();
        let text = response.text().await.unwrap_or_default();
        ensure!(
            (200..300).contains(&status),
            "PUT {path} answered {status}: {text}"
        );
        Ok(())
    }

    /// The JSON that GET of `path` answers with status 200.
    ///
    /// # Errors
    /// When anything else is answered.
    pub async fn json(&self, path: &str) -> Result<Value> {
        let answer = self.get(path).await?;
        ensure!(
            answer.status == 200,
            "GET {path} answered {}: {}",
            answer.status,
            answer.body
        );
        answer.json()
    }
}
