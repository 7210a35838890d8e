//! The monitoring stack of the cluster, wherever it came from (`hack/monitoring/up`), and who is told of alerts.

mod alertmanager;
mod prometheus;
mod receiver;

use anyhow::Result;
use kube::Client;
use serde_json::{Value, json};

pub use alertmanager::Alertmanager;
pub use prometheus::{AlertState, Prometheus};
pub use receiver::{Message, Receiver};

use crate::forward::Forward;
use crate::http::Http;

/// Namespace of the stack.
pub const NAMESPACE: &str = "monitoring";

/// `spec.monitoring.labels` by which the stack's Prometheus selects, and the namespaces that may scrape a site.
pub fn select(spec: &mut Value) {
    spec["monitoring"]["labels"] = json!({"release": "kps"});
    spec["networkPolicy"]["monitoringNamespaceSelector"] =
        json!({"matchLabels": {"kubernetes.io/metadata.name": NAMESPACE}});
}

/// Label selector of the pods that prometheus-operator makes for a `Prometheus` or an `Alertmanager`.
#[must_use]
pub fn selector(program: &str) -> String {
    format!("app.kubernetes.io/name={program}")
}

/// HTTP to the stack's `program`.
async fn http(client: &Client, program: &str, port: u16) -> Result<Http> {
    Http::new(Forward::start(client, NAMESPACE, selector(program), port).await?)
}
