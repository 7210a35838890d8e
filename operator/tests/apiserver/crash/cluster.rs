//! A namespace in which the test plays the user; its controllers are in `controllers`.

use std::collections::BTreeSet;
use std::sync::Arc;

use crds::CameraSite;
use futures::future::join_all;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Secret, ServiceAccount};
use k8s_openapi::api::storage::v1::StorageClass;
use kube::api::{ListParams, Patch, PatchParams, PostParams};
use kube::core::DynamicObject;
use kube::discovery::{ApiGroup, Discovery, Scope, verbs};
use kube::{Api, Client, Config, ResourceExt};
use operator::metrics::Metrics;
use operator::observe::mounted;
use serde_json::json;

use super::state::{self, State};
use super::wire::Wire;
use crate::audit::{Log, Write};
use crate::instance::config_as;
use crate::world;

/// The operator's name in the audit log.
pub(super) const OPERATOR: &str = "system:serviceaccount:operators:camerasite-operator";

/// What all namespaces share.
pub(super) struct Server {
    /// Acts as the user and as the controllers.
    user: Client,
    /// Acts as the operator. Connections are no memory: they are shared by all operators.
    operator: Client,
    /// Kinds that are namespaced and can be listed.
    kinds: Vec<kube::discovery::ApiResource>,
    log: Log,
}

impl Server {
    pub(super) async fn new() -> Arc<Self> {
        let user = Client::try_from(Config::infer().await.unwrap()).unwrap();
        let mut config = config_as(OPERATOR, &["system:masters"], "default").await;
        config.default_retry = false;
        world::install_definition(&user).await;
        let class: StorageClass = serde_json::from_value(json!({
            "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": { "name": "fast" },
            "provisioner": "example.net/none", "allowVolumeExpansion": true
        }))
        .unwrap();
        apply(&Api::all(user.clone()), "fast", &class).await;
        let discovery = Discovery::new(user.clone()).run().await.unwrap();
        let kinds = discovery.groups().flat_map(ApiGroup::recommended_resources);
        let kinds =
            kinds.filter(|(_, can)| can.scope == Scope::Namespaced && can.supports_operation(verbs::LIST));
        let kinds = kinds.map(|(kind, _)| kind).collect();
        Arc::new(Self {
            user,
            operator: Client::try_from(config).unwrap(),
            kinds,
            log: Log::open(),
        })
    }
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
    server: Arc<Server>,
    namespace: String,
    /// Whether workloads have pods.
    pub pods: bool,
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

    /// The kinds of which anybody has written an object here.
    fn written(&self) -> impl Iterator<Item = &kube::discovery::ApiResource> {
        let writes = self.server.log.writes(&self.namespace).into_iter();
        let written: BTreeSet<(String, String)> = writes.map(|write| (write.group, write.resource)).collect();
        let kinds = self.server.kinds.iter();
        kinds.filter(move |kind| written.contains(&(kind.group.clone(), kind.plural.clone())))
    }

    /// Every object of the kinds that anybody has written here, events aside.
    pub(super) async fn objects(&self) -> Vec<DynamicObject> {
        let kinds = self.written().filter(|kind| kind.plural != "events");
        let lists = kinds.map(|kind| async move {
            let api: Api<DynamicObject> = self.dynamic(kind);
            let list = api.list(&ListParams::default()).await.unwrap();
            list.items.into_iter().map(|mut object| {
                object.types = Some(kube::api::TypeMeta {
                    api_version: kind.api_version.clone(),
                    kind: kind.kind.clone(),
                });
                object
            })
        });
        join_all(lists).await.into_iter().flatten().collect()
    }

    /// Deletes what a run has made: the more there is, the longer each list and each new Service takes.
    pub(super) async fn clear(&self) {
        let deletes = self.written().map(|kind| async move {
            let all = ListParams::default();
            let api = self.dynamic(kind);
            api.delete_collection(&world::delete(), &all).await.unwrap();
        });
        join_all(deletes).await;
    }

    fn dynamic(&self, kind: &kube::discovery::ApiResource) -> Api<DynamicObject> {
        Api::namespaced_with(self.server.user.clone(), &self.namespace, kind)
    }

    pub(super) fn api_of(&self, object: &DynamicObject) -> Api<DynamicObject> {
        let types = object.types.as_ref().unwrap();
        let same = |kind: &&kube::discovery::ApiResource| {
            kind.kind == types.kind && kind.api_version == types.api_version
        };
        self.dynamic(self.server.kinds.iter().find(same).unwrap())
    }

    /// What there is, but for what differs from run to run.
    pub(super) fn state(&self, objects: &[DynamicObject]) -> State {
        State::of(&self.namespace, objects)
    }

    /// What is left of a site that is gone, and would not outlive it.
    pub(super) async fn leftovers(&self) -> Vec<String> {
        let objects = self.objects().await.into_iter();
        let ours = objects.filter(state::is_ours);
        let kinds = ["PersistentVolumeClaim", "Secret"];
        ours.filter(|object| {
            let kind = &object.types.as_ref().unwrap().kind;
            !kinds.contains(&kind.as_str()) || !object.owner_references().is_empty()
        })
        .map(|object| state::key(&object))
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
    Arc::new(context)
}
