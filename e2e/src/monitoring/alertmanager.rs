//! What Alertmanager was told and does about it.

use anyhow::{Context, Result};
use kube::Client;
use serde_json::Value;

use crate::http::Http;

/// The stack's Alertmanager.
#[derive(Debug)]
pub struct Alertmanager {
    http: Http,
}

impl Alertmanager {
    /// That of the cluster.
    ///
    /// # Errors
    /// When no loopback port can be had.
    pub async fn of(client: &Client) -> Result<Self> {
        let http = super::http(client, "alertmanager", 9093).await?;
        Ok(Self { http })
    }

    /// The alerts that it has of one name and site: with their labels, and what silences or inhibits them.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn alerts(&self, name: &str, namespace: &str, site: &str) -> Result<Vec<Value>> {
        let answer = self.http.json("/api/v2/alerts").await?;
        let alerts = answer.as_array().context("an answer that is no list")?;
        let of_site = |alert: &&Value| {
            let labels = &alert["labels"];
            labels["alertname"] == name && labels["namespace"] == namespace && labels["site"] == site
        };
        Ok(alerts.iter().filter(of_site).cloned().collect())
    }
}
