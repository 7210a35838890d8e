//! A site of a test: applied, awaited, asked and looked into.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use contract::Component;
use crds::CameraSite;
use crds::conditions::READY;
use k8s_openapi::api::core::v1::Pod;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::{Api, Client, ResourceExt};
use serde_json::{Value, json};

use crate::forward::Forward;
use crate::http::Http;
use crate::wait::until;
use crate::{exec, objects, pods};

/// A CameraSite in a namespace of a test.
#[derive(Clone)]
pub struct Site {
    client: Client,
    namespace: String,
    name: String,
}

impl Site {
    /// The site `name`, whether it exists yet or not.
    #[must_use]
    pub fn new(client: Client, namespace: &str, name: &str) -> Self {
        Self {
            client,
            namespace: namespace.to_owned(),
            name: name.to_owned(),
        }
    }

    /// The client that the site is reached with.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// Namespace of the site.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Name of the site.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Name of the child of `component`.
    #[must_use]
    pub fn child(&self, component: Component) -> String {
        component.child_name(&self.name)
    }

    /// The API of a kind in the site's namespace.
    #[must_use]
    pub fn api<K>(&self) -> Api<K>
    where
        K: kube::Resource<Scope = kube::core::NamespaceResourceScope>,
        K::DynamicType: Default,
    {
        Api::namespaced(self.client.clone(), &self.namespace)
    }

    /// Applies the site with `spec`.
    ///
    /// # Errors
    /// When the API server refuses it.
    pub async fn apply(&self, spec: &Value) -> Result<()> {
        objects::apply_all(&self.client, &self.namespace, &[self.manifest(spec)]).await
    }

    /// The site as an object with `spec`.
    #[must_use]
    pub fn manifest(&self, spec: &Value) -> Value {
        json!({
            "apiVersion": format!("{}/{}", crds::GROUP, crds::VERSION),
            "kind": crds::KIND,
            "metadata": {"name": self.name, "namespace": self.namespace},
            "spec": spec,
        })
    }

    /// A condition that speaks of the latest spec.
    ///
    /// # Errors
    /// When the site or the condition is not there, or the operator has not seen the latest spec.
    pub async fn condition(&self, kind: &str) -> Result<Condition> {
        let site = self.api::<CameraSite>().get(&self.name).await?;
        let generation = site.metadata.generation;
        let conditions = site.status.map(|status| status.conditions).unwrap_or_default();
        let condition = conditions.into_iter().find(|condition| condition.type_ == kind);
        let condition = condition.with_context(|| format!("the site has no condition {kind}"))?;
        let observed = condition.observed_generation;
        ensure!(
            observed == generation,
            "{kind} speaks of generation {observed:?}, not of {generation:?}"
        );
        Ok(condition)
    }

    /// Waits until the site is Ready.
    ///
    /// # Errors
    /// When it is not within `limit`; the message holds the condition.
    pub async fn ready(&self, limit: Duration) -> Result<()> {
        self.reaches(READY, limit).await
    }

    /// Waits until a condition of the site is True.
    ///
    /// # Errors
    /// When it is not within `limit`; the message holds the condition.
    pub async fn reaches(&self, kind: &str, limit: Duration) -> Result<()> {
        until(
            &format!("{kind} of site {} is True", self.name),
            limit,
            async || {
                let condition = self.condition(kind).await?;
                ensure!(
                    condition.status == "True",
                    "{}: {}",
                    condition.reason,
                    condition.message
                );
                Ok(())
            },
        )
        .await
    }

    /// Label selector of the whole site.
    #[must_use]
    pub fn selector(&self) -> String {
        format!(
            "app.kubernetes.io/name=camerasite,app.kubernetes.io/instance={}",
            self.name
        )
    }

    /// Label selector of the pods of `component`.
    #[must_use]
    pub fn component_selector(&self, component: Component) -> String {
        format!("{},app.kubernetes.io/component={component}", self.selector())
    }

    /// A ready pod of `component`.
    ///
    /// # Errors
    /// When there is none.
    pub async fn pod(&self, component: Component) -> Result<Pod> {
        pods::ready_pod(&self.api(), &self.component_selector(component)).await
    }

    /// The site's running pods.
    ///
    /// # Errors
    /// When the API server refuses.
    pub async fn pod_identities(&self) -> Result<BTreeMap<String, pods::Identity>> {
        pods::identities(&self.api(), &self.selector()).await
    }

    /// An HTTP client of `component`.
    ///
    /// # Errors
    /// When the component has no port, or no loopback port can be had.
    pub async fn http(&self, component: Component) -> Result<Http> {
        let port = component
            .port()
            .with_context(|| format!("{component} serves nothing"))?;
        Http::new(
            Forward::start(
                &self.client,
                &self.namespace,
                self.component_selector(component),
                port,
            )
            .await?,
        )
    }

    /// Runs an SQL statement as the superuser and returns the rows, unaligned and without header.
    ///
    /// # Errors
    /// When no database pod is ready or Postgres refuses the statement.
    pub async fn sql(&self, statement: &str) -> Result<String> {
        let pod = self.pod(Component::Postgres).await?.name_any();
        let command = [
            "psql",
            "-U",
            "postgres",
            "-d",
            contract::DATABASE_NAME,
            "-v",
            "ON_ERROR_STOP=1",
            "-Atqc",
        ];
        let command = [&command[..], &[statement]].concat();
        let output = exec::run(&self.api(), &pod, Component::Postgres.as_str(), &command).await?;
        Ok(output.trim().to_owned())
    }
}

/// All cameras as `GET /api/v1/cameras` lists them, by name. This counts no view.
///
/// # Errors
/// When the API does not answer with a list.
pub async fn cameras(api: &Http) -> Result<BTreeMap<String, Value>> {
    let list = api.json("/api/v1/cameras?limit=500").await?;
    let items = list["items"].as_array().context("a list without items")?;
    let named = |camera: &Value| Some((camera["name"].as_str()?.to_owned(), camera.clone()));
    items
        .iter()
        .map(|camera| named(camera).context("a camera without name"))
        .collect()
}
