//! What Prometheus knows.

use anyhow::{Context, Result, ensure};
use kube::Client;
use reqwest::Url;
use serde_json::Value;

use crate::http::Http;

/// The stack's Prometheus.
#[derive(Debug)]
pub struct Prometheus {
    http: Http,
}

/// How far an alert has come in Prometheus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlertState {
    /// Its condition does not hold.
    Inactive,
    /// Its condition holds, not yet for long enough.
    Pending,
    /// It is told to Alertmanager.
    Firing,
}

impl Prometheus {
    /// That of the cluster.
    ///
    /// # Errors
    /// When no loopback port can be had.
    pub async fn of(client: &Client) -> Result<Self> {
        let http = super::http(client, "prometheus", 9090).await?;
        Ok(Self { http })
    }

    /// The series of an expression now.
    ///
    /// # Errors
    /// When Prometheus does not answer or cannot parse it.
    pub async fn query(&self, expression: &str) -> Result<Vec<Value>> {
        let url = Url::parse_with_params("http://prometheus/api/v1/query", [("query", expression)])?;
        let parameters = url.query().unwrap_or_default();
        let answer = self.http.json(&format!("/api/v1/query?{parameters}")).await;
        let answer = answer.with_context(|| format!("the query {expression}"))?;
        let series = answer["data"]["result"].as_array();
        Ok(series.context("an answer without result")?.clone())
    }

    /// The value of an expression with one series.
    ///
    /// # Errors
    /// When it has none or several.
    pub async fn value(&self, expression: &str) -> Result<f64> {
        let series = self.query(expression).await?;
        ensure!(series.len() == 1, "{expression} has {} series", series.len());
        let value = series[0]["value"][1].as_str().context("a series without value")?;
        value.parse().with_context(|| format!("the value {value}"))
    }

    /// Every rule, with its last result.
    ///
    /// # Errors
    /// When Prometheus does not answer.
    pub async fn rules(&self) -> Result<Vec<Value>> {
        let answer = self.http.json("/api/v1/rules").await?;
        let groups = answer["data"]["groups"]
            .as_array()
            .context("an answer without groups")?;
        let rules = groups.iter().filter_map(|group| group["rules"].as_array());
        Ok(rules.flatten().cloned().collect())
    }

    /// How far the alert `name` with these labels has come.
    ///
    /// # Errors
    /// When Prometheus does not answer.
    pub async fn alert(&self, name: &str, labels: &[(&str, &str)]) -> Result<AlertState> {
        let answer = self.http.json("/api/v1/alerts").await?;
        let alerts = answer["data"]["alerts"]
            .as_array()
            .context("an answer without alerts")?;
        let is_it = |alert: &&Value| {
            alert["labels"]["alertname"] == name
                && labels.iter().all(|(label, text)| alert["labels"][label] == *text)
        };
        let state = |alert: &Value| match alert["state"].as_str() {
            Some("firing") => AlertState::Firing,
            Some("pending") => AlertState::Pending,
            _ => AlertState::Inactive,
        };
        let found = alerts.iter().filter(is_it).map(state).max();
        Ok(found.unwrap_or(AlertState::Inactive))
    }
}
