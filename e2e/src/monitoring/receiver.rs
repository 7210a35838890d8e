//! Somebody whom Alertmanager tells, by its webhook.

use anyhow::{Context, Result};
use k8s_openapi::api::core::v1::Pod;
use kube::{Api, Client};
use serde_json::Value;

use crate::forward::Forward;
use crate::http::Http;
use crate::wait::{seconds, until};
use crate::{objects, pods, rtsp_source};

/// The manifest, shared with the measurements.
const MANIFEST: &str = "hack/monitoring/receiver.yaml";
/// Name of its pod and of its Service, and the label of the pod.
const NAME: &str = "receiver";
const PORT: u16 = 8080;

/// A program in a namespace of a test that remembers what it was told.
#[derive(Debug)]
pub struct Receiver {
    namespace: String,
    http: Http,
}

/// One message of Alertmanager.
#[derive(Clone, Debug)]
pub struct Message {
    /// Where it was sent to.
    pub path: String,
    /// Alertmanager's payload.
    pub body: Value,
}

impl Message {
    /// The statuses, firing or resolved, of the alerts in it with this name and these labels.
    #[must_use]
    pub fn statuses(&self, name: &str, labels: &[(&str, &str)]) -> Vec<&str> {
        let is_it = |alert: &&Value| {
            alert["labels"]["alertname"] == name
                && labels.iter().all(|(label, text)| alert["labels"][label] == *text)
        };
        let alerts = self.body["alerts"].as_array();
        let found = alerts.into_iter().flatten().filter(is_it);
        found.filter_map(|alert| alert["status"].as_str()).collect()
    }
}

impl Receiver {
    /// The receiver of `namespace`, deployed or not.
    ///
    /// # Errors
    /// When no loopback port can be had.
    pub async fn of(client: &Client, namespace: &str) -> Result<Self> {
        let forward = Forward::start(client, namespace, super::selector(NAME), PORT).await?;
        Ok(Self {
            namespace: namespace.to_owned(),
            http: Http::new(forward)?,
        })
    }

    /// Applies the manifest and waits until the receiver answers.
    ///
    /// # Errors
    /// When it is refused or does not come up.
    pub async fn deploy(client: &Client, namespace: &str) -> Result<()> {
        let mut documents = objects::read_yaml(MANIFEST)?;
        for document in documents.iter_mut().filter(|it| it["kind"] == "Pod") {
            document["spec"]["containers"][0]["image"] = Value::from(rtsp_source::image()?);
        }
        objects::apply_all(client, namespace, &documents).await?;
        let pods: Api<Pod> = Api::namespaced(client.clone(), namespace);
        until("the receiver of alerts is ready", seconds(90), async || {
            pods::ready_pod(&pods, &super::selector(NAME)).await.map(drop)
        })
        .await
    }

    /// The address at which Alertmanager reaches it.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{NAME}.{}.svc:{PORT}{path}", self.namespace)
    }

    /// What was told to `path`, the oldest first.
    ///
    /// # Errors
    /// When the receiver does not answer.
    pub async fn messages(&self, path: &str) -> Result<Vec<Message>> {
        let answer = self.http.json("/").await?;
        let told = answer.as_array().context("an answer that is no list")?;
        let messages = told.iter().map(|message| Message {
            path: message["path"].as_str().unwrap_or_default().to_owned(),
            body: message["body"].clone(),
        });
        Ok(messages.filter(|message| message.path == path).collect())
    }
}
