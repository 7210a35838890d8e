//! A namespace of its own on a real API server, and an operator whose writes are recorded.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use crds::{CameraSite, SecretKey};
use http::{Method, Request};
use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Secret};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::api::{DeleteParams, ListParams, Patch, PatchParams};
use kube::client::{Body, ClientBuilder};
use kube::runtime::conditions;
use kube::runtime::wait::await_condition;
use kube::{Api, Client, Config, Resource, ResourceExt};
use operator::controller::{Context, reconcile};
use operator::metrics::Metrics;
use operator::monitoring::Served;
use operator::observe::mounted;
use operator::poll::Pollers;
use operator::settings::Settings;
use operator::validate::identity;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tower::util::MapRequestLayer;

pub(crate) const MINIMAL: &str = include_str!("../fixtures/minimal.yaml");
pub(crate) const FULL: &str = include_str!("../fixtures/full.yaml");
pub(crate) const SIMULATED: &str = include_str!("../fixtures/simulated.yaml");
pub(crate) const EXTERNAL: &str = include_str!("../fixtures/external.yaml");
pub(crate) const CSV: &str = include_str!("../fixtures/csv.yaml");
pub(crate) const NO_CACHE: &str = include_str!("../fixtures/no_cache.yaml");

/// A namespace and an operator.
pub(crate) struct World {
    /// Whose writes are not recorded: the user.
    user: Client,
    context: Context,
    namespace: String,
    writes: Arc<Mutex<Vec<String>>>,
}

pub(crate) fn delete() -> DeleteParams {
    DeleteParams {
        grace_period_seconds: Some(0),
        ..DeleteParams::background()
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        assert!(
            std::env::var_os("KUBECONFIG").is_some(),
            "KUBECONFIG is not set: run hack/apiserver/run -- cargo test …"
        );
        let config = Config::infer().await.unwrap();
        let user = Client::try_from(config.clone()).unwrap();
        let writes = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&writes);
        let record = MapRequestLayer::new(move |request: Request<Body>| {
            if request.method() != Method::GET {
                log.lock()
                    .unwrap()
                    .push(format!("{} {}", request.method(), request.uri().path()));
            }
            request
        });
        let recorded = ClientBuilder::try_from(config)
            .unwrap()
            .with_layer(&record)
            .build();
        install_definition(&user).await;
        let metrics = Metrics::new().unwrap();
        let pollers = Pollers::new(user.clone(), metrics.clone()).unwrap();
        let context = Context::new(recorded, settings(), metrics, Arc::new(pollers));
        let namespace =
            serde_json::from_value::<Namespace>(json!({ "metadata": { "generateName": "operator-test-" } }));
        let namespace = Api::all(user.clone())
            .create(&kube::api::PostParams::default(), &namespace.unwrap())
            .await
            .unwrap()
            .name_any();
        Self {
            user,
            context,
            namespace,
            writes,
        }
    }

    pub(crate) fn api<K>(&self) -> Api<K>
    where
        K: Resource<Scope = NamespaceResourceScope, DynamicType = ()>,
    {
        Api::namespaced(self.user.clone(), &self.namespace)
    }

    /// The cluster has the kinds of prometheus-operator, and the operator knows.
    pub(crate) fn has_prometheus_operator(&self) {
        self.context.served.set(Served::ALL);
    }

    pub(crate) fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Applies the fixture's documents as a user does.
    pub(crate) async fn apply(&self, fixture: &str) {
        let (site, _) = operator::render::parse(fixture).unwrap();
        self.put(site).await;
    }

    /// Applies a site as a user does, and the `ConfigMap`s and the secret for signing in that it names.
    pub(crate) async fn put(&self, mut site: CameraSite) {
        site.metadata.namespace = Some(self.namespace.clone());
        let manager = PatchParams::apply("user").force();
        for name in mounted(&site.spec) {
            let empty: ConfigMap = serde_json::from_value(json!({
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": name }, "data": {}
            }))
            .unwrap();
            self.api::<ConfigMap>()
                .patch(&name, &manager, &Patch::Apply(&empty))
                .await
                .unwrap();
        }
        if let Some(oidc) = &site.spec.api.auth.oidc {
            let SecretKey { name, key } = &oidc.client_secret_ref;
            let secret: Secret = serde_json::from_value(json!({
                "apiVersion": "v1", "kind": "Secret", "metadata": { "name": name }, "stringData": { key: "planted" }
            }))
            .unwrap();
            self.api::<Secret>()
                .patch(name, &manager, &Patch::Apply(&secret))
                .await
                .unwrap();
        }
        self.api::<CameraSite>()
            .patch(&site.name_any(), &manager, &Patch::Apply(&site))
            .await
            .unwrap();
    }

    /// One pass over the site as it is now.
    pub(crate) async fn pass(&self, name: &str) {
        let site = self.api::<CameraSite>().get(name).await.unwrap();
        reconcile(&identity(&site).unwrap(), &self.context).await.unwrap();
    }

    /// What the operator has written since this was last asked.
    pub(crate) fn writes(&self) -> Vec<String> {
        std::mem::take(&mut *self.writes.lock().unwrap())
    }

    /// `True Serving`, or `-`.
    pub(crate) async fn said(&self, name: &str, type_: &str) -> String {
        let site = self.api::<CameraSite>().get(name).await.unwrap();
        let conditions = site.status.unwrap_or_default().conditions;
        let found = conditions.iter().find(|it| it.type_ == type_);
        found.map_or_else(|| "-".into(), |it| format!("{} {}", it.status, it.reason))
    }

    /// What a condition says, for people.
    pub(crate) async fn message(&self, name: &str, type_: &str) -> String {
        let site = self.api::<CameraSite>().get(name).await.unwrap();
        let conditions = site.status.unwrap_or_default().conditions;
        let found = conditions.into_iter().find(|it| it.type_ == type_);
        found.map(|it| it.message).unwrap_or_default()
    }

    /// Sets the status that controllers and kubelet would set on the site's workloads.
    pub(crate) async fn all_serve(&self, name: &str) {
        let label = format!("app.kubernetes.io/instance={name}");
        let list = ListParams::default().labels(&label);
        for set in self.api::<StatefulSet>().list(&list).await.unwrap() {
            let replicas = set.spec.as_ref().unwrap().replicas;
            let status = json!({
                "observedGeneration": set.metadata.generation, "replicas": replicas, "readyReplicas": replicas,
                "availableReplicas": replicas, "updatedReplicas": replicas, "currentReplicas": replicas,
                "currentRevision": "a", "updateRevision": "a"
            });
            self.set_status::<StatefulSet>(&set.name_any(), status).await;
        }
        for deployment in self.api::<Deployment>().list(&list).await.unwrap() {
            let replicas = deployment.spec.as_ref().unwrap().replicas;
            let status = json!({
                "observedGeneration": deployment.metadata.generation, "replicas": replicas, "readyReplicas": replicas,
                "availableReplicas": replicas, "updatedReplicas": replicas
            });
            self.set_status::<Deployment>(&deployment.name_any(), status)
                .await;
        }
        for job in self.api::<Job>().list(&list).await.unwrap() {
            self.set_status::<Job>(&job.name_any(), completed()).await;
        }
    }

    async fn set_status<K>(&self, name: &str, status: Value)
    where
        K: Resource<Scope = NamespaceResourceScope, DynamicType = ()> + Clone + Debug + DeserializeOwned,
    {
        let patch = Patch::Merge(json!({ "status": status }));
        self.api::<K>()
            .patch_status(name, &PatchParams::default(), &patch)
            .await
            .unwrap();
    }

    pub(crate) async fn remove(&self, name: &str) {
        self.api::<CameraSite>().delete(name, &delete()).await.unwrap();
    }

    /// Namespaces are not emptied here, nothing collects garbage; the whole API server is thrown away.
    pub(crate) async fn end(self) {
        let namespaces = Api::<Namespace>::all(self.user.clone());
        namespaces
            .delete(&self.namespace, &DeleteParams::background())
            .await
            .unwrap();
    }
}

/// What the installation decides.
pub(crate) fn settings() -> Settings {
    Settings {
        api_image: "example.net/api-server:test".into(),
        web_image: "example.net/web:test".into(),
        simulator_image: "example.net/simulator:test".into(),
        postgres_image: "example.net/postgres:test".into(),
        redis_image: "example.net/redis:test".into(),
        postgres_exporter_image: "example.net/postgres-exporter:test".into(),
        redis_exporter_image: "example.net/redis-exporter:test".into(),
        runbooks: "https://example.net/runbooks/".into(),
        operator_namespace: "operators".into(),
        cluster_domain: "cluster.test".into(),
    }
}

/// Status of a Job that has done its work.
pub(crate) fn completed() -> Value {
    let time = "2026-01-01T00:00:00Z";
    let conditions: Vec<Value> = ["SuccessCriteriaMet", "Complete"]
        .map(|type_| json!({ "type": type_, "status": "True", "lastTransitionTime": time, "reason": "Done" }))
        .to_vec();
    json!({ "conditions": conditions, "startTime": time, "completionTime": time, "succeeded": 1 })
}

pub(crate) async fn install_definition(client: &Client) {
    install(client, &crds::crd()).await;
}

/// Installs a definition, and waits until its objects can be made.
pub(crate) async fn install(client: &Client, definition: &CustomResourceDefinition) {
    let definitions = Api::<CustomResourceDefinition>::all(client.clone());
    let name = definition.name_any();
    definitions
        .patch(
            &name,
            &PatchParams::apply("user").force(),
            &Patch::Apply(definition),
        )
        .await
        .unwrap();
    let established = await_condition(definitions, &name, conditions::is_crd_established());
    tokio::time::timeout(std::time::Duration::from_secs(30), established)
        .await
        .unwrap()
        .unwrap();
}
