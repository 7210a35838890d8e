//! A namespace in which the test plays the user; its controllers are in `controllers`.

use std::sync::{Arc, Mutex};

use crds::CameraSite;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Secret, ServiceAccount};
use k8s_openapi::api::storage::v1::StorageClass;
use kube::api::{Patch, PatchParams, PostParams};
use kube::core::DynamicObject;
use kube::discovery::{ApiGroup, ApiResource, Discovery, Scope, verbs};
use kube::{Api, Client, Config, ResourceExt};
use operator::metrics::Metrics;
use operator::monitoring::Served;
use operator::observe::mounted;
use operator::resources::monitoring::{AlertmanagerConfigs, Kind as _, PrometheusRules, ServiceMonitors};
use serde_json::json;

use super::objects::Seen;
use super::wire::Wire;
use crate::audit::{Log, Write};
use crate::definitions;
use crate::instance::{config_as, until};
use crate::world;

/// The operator's name in the audit log.
pub(super) const OPERATOR: &str = "system:serviceaccount:operators:camerasite-operator";

/// What all namespaces share.
pub(super) struct Server {
    /// Acts as the user and as the controllers.
    pub(super) user: Client,
    /// Acts as the operator. Connections are no memory: they are shared by all operators.
    operator: Client,
    /// Kinds that are namespaced and can be listed.
    pub(super) kinds: Vec<ApiResource>,
    pub(super) log: Log,
}

impl Server {
    pub(super) async fn new() -> Arc<Self> {
        let user = Client::try_from(Config::infer().await.unwrap()).unwrap();
        let mut config = config_as(OPERATOR, &["system:masters"], "default").await;
        config.default_retry = false;
        world::install_definition(&user).await;
        definitions::put().await;
        let class: StorageClass = serde_json::from_value(json!({
            "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": { "name": "fast" },
            "provisioner": "example.net/none", "allowVolumeExpansion": true
        }))
        .unwrap();
        apply(&Api::all(user.clone()), "fast", &class).await;
        Arc::new(Self {
            kinds: kinds(&user).await,
            user,
            operator: Client::try_from(config).unwrap(),
            log: Log::open(),
        })
    }
}

/// Every kind that is namespaced and can be listed, each at its most stable version. The API server tells of a
/// definition's kind somewhat later than it serves it: they are asked for until the operator's are all told of.
async fn kinds(client: &Client) -> Vec<ApiResource> {
    let needed = [
        AlertmanagerConfigs::PLURAL,
        PrometheusRules::PLURAL,
        ServiceMonitors::PLURAL,
    ];
    let mut kinds: Vec<ApiResource> = Vec::new();
    until(
        "the API server tells of the kinds of prometheus-operator",
        async || {
            let discovery = Discovery::new(client.clone()).run().await.unwrap();
            let all = discovery.groups().flat_map(ApiGroup::resources_by_stability);
            let listed =
                all.filter(|(_, can)| can.scope == Scope::Namespaced && can.supports_operation(verbs::LIST));
            kinds = listed.map(|(kind, _)| kind).collect();
            let told = |plural: &&str| kinds.iter().any(|kind| kind.plural == **plural);
            needed.iter().all(told)
        },
    )
    .await;
    kinds
}

async fn apply<K>(api: &Api<K>, name: &str, object: &K)
where
    K: Clone + std::fmt::Debug + serde::de::DeserializeOwned + serde::Serialize,
{
    api.patch(name, &PatchParams::apply("user").force(), &Patch::Apply(object))
        .await
        .unwrap();
}

/// A namespace.
pub(super) struct Cluster {
    pub(super) server: Arc<Server>,
    pub(super) namespace: String,
    /// Whether workloads have pods.
    pub pods: bool,
    pub(super) seen: Mutex<Seen>,
}

impl Cluster {
    /// A new namespace with what the site names.
    pub(super) async fn new(server: &Arc<Server>, site: &CameraSite, pods: bool) -> Self {
        let namespace: Namespace =
            serde_json::from_value(json!({ "metadata": { "generateName": "crash-" } })).unwrap();
        let made = Api::all(server.user.clone())
            .create(&PostParams::default(), &namespace)
            .await;
        let cluster = Self {
            server: Arc::clone(server),
            namespace: made.unwrap().name_any(),
            pods,
            seen: Mutex::default(),
        };
        let mounted = mounted(&site.spec);
        let maps = mounted.iter().map(|name| (name, json!({})));
        let inventories = site.spec.cameras_from.iter().map(|from| &from.config_map_ref);
        let inventories = inventories.map(|it| {
            (
                &it.name,
                json!({ &it.key: "name,url\nhall,tcp://10.20.3.1:554\n" }),
            )
        });
        for (name, data) in maps.chain(inventories) {
            let map: ConfigMap = serde_json::from_value(json!({
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": name }, "data": data
            }))
            .unwrap();
            apply(&cluster.api(), name, &map).await;
        }
        let mut cameras = site.spec.cameras.iter();
        if site.spec.database.external.is_some()
            || cameras.any(|camera| camera.credentials_secret_ref.is_some())
        {
            cluster.put_secrets().await;
        }
        if pods {
            let account: ServiceAccount = serde_json::from_value(json!({
                "apiVersion": "v1", "kind": "ServiceAccount", "metadata": { "name": "default" }
            }))
            .unwrap();
            apply(&cluster.api(), "default", &account).await;
        }
        cluster
    }

    /// The Secrets that sites name.
    async fn put_secrets(&self) {
        for (name, type_, data) in [
            (
                "platform-cameras",
                "kubernetes.io/basic-auth",
                json!({ "username": "viewer", "password": "planted" }),
            ),
            ("camera-ca", "Opaque", json!({ "ca.crt": authority() })),
            (
                "mail",
                "kubernetes.io/basic-auth",
                json!({ "username": "london", "password": "planted" }),
            ),
            (
                "alerting",
                "Opaque",
                json!({
                    "slack-url": "https://slack.example.net/planted", "erp-url": "https://erp.example.net/planted",
                    "teams-url": "https://teams.example.net/planted", "pagerduty": "planted"
                }),
            ),
        ] {
            let secret: Secret = serde_json::from_value(json!({
                "apiVersion": "v1", "kind": "Secret", "metadata": { "name": name }, "type": type_, "stringData": data
            }))
            .unwrap();
            apply(&self.api(), name, &secret).await;
        }
    }

    fn api<K>(&self) -> Api<K>
    where
        K: kube::Resource<Scope = k8s_openapi::NamespaceResourceScope, DynamicType = ()>,
    {
        Api::namespaced(self.server.user.clone(), &self.namespace)
    }

    /// A client of an operator.
    pub(super) fn operator(&self, wire: &Arc<Wire>) -> Client {
        wire.client(&self.server.operator)
    }

    pub(super) async fn site(&self, name: &str) -> Option<CameraSite> {
        self.api().get_opt(name).await.unwrap()
    }

    pub(super) async fn put(&self, site: &CameraSite) {
        let mut site = site.clone();
        site.metadata.namespace = Some(self.namespace.clone());
        apply(&self.api(), &site.name_any(), &site).await;
    }

    pub(super) async fn delete_site(&self, name: &str) {
        self.api::<CameraSite>()
            .delete(name, &world::delete())
            .await
            .unwrap();
    }

    /// Makes an object that another site's operator has left behind.
    pub(super) async fn leave(&self, object: &DynamicObject) {
        let mut object = object.clone();
        object.metadata = kube::core::ObjectMeta {
            name: object.metadata.name.take(),
            labels: object.metadata.labels.take(),
            annotations: object.metadata.annotations.take(),
            ..Default::default()
        };
        object.data.as_object_mut().unwrap().remove("status");
        let manager = PostParams {
            field_manager: Some(crds::FIELD_MANAGER.to_owned()),
            ..PostParams::default()
        };
        self.api_of(&object).create(&manager, &object).await.unwrap();
    }

    /// What the operator has written so far.
    pub(super) fn writes(&self) -> Vec<Write> {
        let mut writes = self.server.log.writes(&self.namespace);
        writes.retain(|write| write.user == OPERATOR);
        writes
    }

    /// The last writes of anybody, for people.
    pub(super) fn last_writes(&self, count: usize) -> Vec<String> {
        let writes = self.server.log.writes(&self.namespace);
        let last = writes.iter().rev().take(count).rev();
        last.map(|it| format!("{} {} {} {}", it.user, it.resource, it.name, it.code))
            .collect()
    }
}

/// A certificate that is one.
fn authority() -> String {
    let (_, references) = operator::render::parse(world::FULL).unwrap();
    match &references.authorities["camera-ca"] {
        operator::observe::Referenced::Found(certificate) => certificate.clone(),
        other @ operator::observe::Referenced::Invalid(_) => panic!("the fixture's authority is {other:?}"),
    }
}

/// What an operator needs that has just started.
pub(super) fn fresh_context(client: Client) -> Arc<operator::controller::Context> {
    let metrics = Metrics::new().unwrap();
    let pollers = operator::poll::Pollers::new(client.clone(), metrics.clone()).unwrap();
    let context = operator::controller::Context::new(client, world::settings(), metrics, Arc::new(pollers));
    context.served.set(Served::ALL);
    Arc::new(context)
}
