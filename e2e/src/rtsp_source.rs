//! The cameras: the RTSP server of the demo, in a namespace of a test.

use anyhow::{Context, Result, ensure};
use k8s_openapi::api::apps::v1::Deployment;
use kube::api::PostParams;
use kube::{Api, Client};
use serde_json::Value;

use crate::objects;
use crate::wait::{seconds, until};

/// The manifest, shared with the demo.
const MANIFEST: &str = "hack/demo/rtsp-source.yaml";
/// Name of its Deployment and of its Service.
const NAME: &str = "rtsp-source";
/// Variable of this process with the image to run.
const IMAGE: &str = "E2E_RTSP_SOURCE_IMAGE";
/// Variable of the RTSP server with the size of all streams.
const SIZE: &str = "RTSP_SIZE";

/// Port of the RTSP server.
pub const RTSP_PORT: u16 = 8554;
/// Port that answers, but not in RTSP.
pub const GARBAGE_PORT: u16 = 8556;
/// Port that nobody listens on.
pub const CLOSED_PORT: u16 = 8559;

/// The image of the RTSP server.
///
/// # Errors
/// When `E2E_RTSP_SOURCE_IMAGE` is not set.
pub fn image() -> Result<String> {
    std::env::var(IMAGE)
        .with_context(|| format!("{IMAGE} is not set: `make e2e` sets it, hack/images/refs prints the image"))
}

/// The RTSP server of one namespace.
pub struct RtspSource {
    client: Client,
    namespace: String,
}

impl RtspSource {
    /// The server in `namespace`, whether it is deployed yet or not.
    #[must_use]
    pub fn new(client: Client, namespace: &str) -> Self {
        Self {
            client,
            namespace: namespace.to_owned(),
        }
    }

    /// Applies the manifest and waits until the server answers.
    ///
    /// # Errors
    /// When `E2E_RTSP_SOURCE_IMAGE` is not set, the manifest is refused, or the server does not come.
    pub async fn deploy(&self) -> Result<()> {
        let image = image()?;
        let mut documents = objects::read_yaml(MANIFEST)?;
        documents.retain(|document| document["kind"] != "Namespace");
        for document in documents
            .iter_mut()
            .filter(|document| document["kind"] == "Deployment")
        {
            document["spec"]["template"]["spec"]["containers"][0]["image"] = Value::from(image.as_str());
        }
        objects::apply_all(&self.client, &self.namespace, &documents).await?;
        self.rolled_out().await
    }

    /// Restarts the server with streams of another size, `<width>x<height>`.
    ///
    /// # Errors
    /// When the new server does not come up.
    pub async fn restart_with_size(&self, size: &str) -> Result<()> {
        let deployments: Api<Deployment> = Api::namespaced(self.client.clone(), &self.namespace);
        let mut deployment = deployments.get(NAME).await?;
        let pod = deployment
            .spec
            .as_mut()
            .and_then(|spec| spec.template.spec.as_mut());
        let container = pod
            .and_then(|pod| pod.containers.first_mut())
            .context("a Deployment without container")?;
        let variables = container.env.get_or_insert_default();
        variables.retain(|variable| variable.name != SIZE);
        variables.push(k8s_openapi::api::core::v1::EnvVar {
            name: SIZE.to_owned(),
            value: Some(size.to_owned()),
            ..Default::default()
        });
        deployments
            .replace(NAME, &PostParams::default(), &deployment)
            .await?;
        self.rolled_out().await
    }

    async fn rolled_out(&self) -> Result<()> {
        let deployments: Api<Deployment> = Api::namespaced(self.client.clone(), &self.namespace);
        until("the RTSP server is rolled out", seconds(120), async || {
            let deployment = deployments.get(NAME).await?;
            let status = deployment.status.unwrap_or_default();
            ensure!(
                status.observed_generation == deployment.metadata.generation,
                "not yet observed"
            );
            let counts = [
                status.replicas,
                status.updated_replicas,
                status.available_replicas,
            ];
            ensure!(
                counts == [Some(1); 3],
                "replicas, updated, available are {counts:?}"
            );
            Ok(())
        })
        .await
    }

    /// URL of a stream, or of whatever listens on another port.
    #[must_use]
    pub fn url(&self, port: u16, path: &str) -> String {
        format!("rtsp://{NAME}.{}.svc.cluster.local:{port}/{path}", self.namespace)
    }

    /// User name and password of the protected stream, from the manifest.
    ///
    /// # Errors
    /// When the manifest has no Secret with both.
    pub fn credentials() -> Result<(String, String)> {
        let documents = objects::read_yaml(MANIFEST)?;
        let secret = documents.iter().find(|document| document["kind"] == "Secret");
        let data = &secret.with_context(|| format!("{MANIFEST} has no Secret"))?["stringData"];
        let field = |key: &str| data[key].as_str().map(str::to_owned);
        field("username")
            .zip(field("password"))
            .with_context(|| format!("{MANIFEST}: a Secret without both fields"))
    }
}
