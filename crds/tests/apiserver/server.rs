//! A client of the API server with the definition installed and a namespace to work in.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Node};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::api::{Api, DeleteParams, DynamicObject, ListParams, Patch, PatchParams, PostParams};
use kube::core::{ApiResource, GroupVersionKind};
use kube::{Client, ResourceExt};
use serde_json::{Value, json};

const DEADLINE: Duration = Duration::from_mins(1);

/// A namespace of an API server that knows the `CameraSite`.
pub(crate) struct Server {
    pub(crate) client: Client,
    pub(crate) namespace: String,
}

/// Runs `test` in a namespace of its own, which is deleted afterwards.
pub(crate) async fn with_server<T: AsyncFnOnce(&Server) -> Result<()>>(test: T) -> Result<()> {
    ensure!(
        std::env::var_os("KUBECONFIG").is_some(),
        "KUBECONFIG is not set: run hack/apiserver/run -- cargo test -p crds --test apiserver -- --ignored"
    );
    let client = Client::try_default()
        .await
        .context("no API server answers at KUBECONFIG")?;
    refuse_foreign_cluster(&client).await?;
    install(&client).await?;
    let namespaces: Api<Namespace> = Api::all(client.clone());
    let wanted: Namespace = serde_json::from_value(json!({ "metadata": { "generateName": "crds-test-" } }))?;
    let namespace = namespaces
        .create(&PostParams::default(), &wanted)
        .await?
        .name_any();
    let server = Server {
        client,
        namespace: namespace.clone(),
    };
    let outcome = test(&server).await;
    namespaces.delete(&namespace, &DeleteParams::default()).await?;
    outcome
}

/// The definition is installed by force: only where there is nothing to break.
async fn refuse_foreign_cluster(client: &Client) -> Result<()> {
    let nodes = Api::<Node>::all(client.clone())
        .list(&ListParams::default().limit(1))
        .await?;
    let marks = Api::<ConfigMap>::namespaced(client.clone(), "kube-system");
    if nodes.items.is_empty() || marks.get_opt("camerasite-e2e").await?.is_some() {
        return Ok(());
    }
    bail!(
        "KUBECONFIG points to a cluster without the ConfigMap kube-system/camerasite-e2e: not a test cluster"
    )
}

async fn install(client: &Client) -> Result<()> {
    let crds: Api<CustomResourceDefinition> = Api::all(client.clone());
    let definition = crds::crd();
    let name = definition.name_any();
    let parameters = PatchParams::apply("crds-test").force();
    crds.patch(&name, &parameters, &Patch::Apply(&definition))
        .await
        .context("the definition was refused")?;
    let started = Instant::now();
    while started.elapsed() < DEADLINE {
        let sites = Api::<DynamicObject>::all_with(client.clone(), &resource());
        let served = sites.list(&ListParams::default().limit(1)).await;
        if served.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bail!("{name} was accepted but is not served after {DEADLINE:?}")
}

pub(crate) fn resource() -> ApiResource {
    ApiResource::from_gvk_with_plural(
        &GroupVersionKind::gvk(crds::GROUP, crds::VERSION, crds::KIND),
        "camerasites",
    )
}

impl Server {
    pub(crate) fn sites(&self) -> Api<DynamicObject> {
        Api::namespaced_with(self.client.clone(), &self.namespace, &resource())
    }

    /// Sends the site without keeping it. The object as the server would store it, or its refusal.
    pub(crate) async fn try_create(&self, site: &Value) -> Result<Value, String> {
        self.send(site, true).await
    }

    /// Creates the site.
    pub(crate) async fn create(&self, site: &Value) -> Result<Value> {
        self.send(site, false).await.map_err(anyhow::Error::msg)
    }

    async fn send(&self, site: &Value, dry_run: bool) -> Result<Value, String> {
        let object: DynamicObject =
            serde_json::from_value(site.clone()).map_err(|error| error.to_string())?;
        let parameters = PostParams {
            dry_run,
            ..PostParams::default()
        };
        let created = self.sites().create(&parameters, &object).await.map_err(refusal)?;
        serde_json::to_value(created).map_err(|error| error.to_string())
    }

    /// Sends a change of a site without keeping it, as a merge patch of its spec.
    pub(crate) async fn try_change(&self, name: &str, spec: &Value) -> Result<(), String> {
        let parameters = PatchParams {
            dry_run: true,
            ..PatchParams::default()
        };
        let patch = Patch::Merge(json!({ "spec": spec }));
        self.sites()
            .patch(name, &parameters, &patch)
            .await
            .map(|_| ())
            .map_err(refusal)
    }
}

/// What the server said, without the wrapping of the client.
fn refusal(error: kube::Error) -> String {
    match error {
        kube::Error::Api(status) => status.message,
        other => other.to_string(),
    }
}
