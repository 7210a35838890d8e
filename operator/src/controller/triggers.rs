//! What starts a pass: a change of the site, of a child, or of an object that the spec names.
//!
//! Of children only metadata is watched, of which [`Known`] keeps two numbers each, and no Secret's data is ever listed.

use std::fmt::Debug;
use std::future::ready;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use futures::stream::{self, BoxStream};
use futures::{FutureExt as _, Stream, StreamExt};
use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{ConfigMap, PersistentVolumeClaim, Secret, Service};
use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use kube::runtime::reflector::{ObjectRef, Store};
use kube::runtime::{Controller, PredicateConfig, WatchStreamExt, reflector, watcher};
use kube::{Client, Resource, ResourceExt};
use serde::de::DeserializeOwned;
use tokio::sync::watch;

use super::children;
use super::discovery;
use super::error::chain;
use super::pods;
use super::scope::Scope;
use super::sites;
use super::watched::{Touched, Watched};
use crate::metrics::Metrics;
use crate::monitoring::Served;
use crate::observe::{Known, Named};
use crate::resources::meta::{INSTANCE_LABEL, MANAGED_BY_LABEL};
use crate::resources::monitoring::{AlertmanagerConfigs, Foreign, Kind, PrometheusRules, ServiceMonitors};
use crate::resources::secrets::BASIC_AUTH;
use crate::site::Identity;

/// Objects that a list brings at a time: what is read and not yet decoded is a page of each kind at most.
const PAGE: u32 = 200;

/// How triggers are watched.
#[derive(Clone)]
pub(super) struct Watching {
    /// Client of the API server.
    pub client: Client,
    /// Where sites are looked for.
    pub scope: Scope,
    /// Time after which the API server ends a watch.
    pub seconds: u32,
    /// Counts watches that fail.
    pub metrics: Metrics,
    /// Learns which children there are.
    pub known: Arc<Known>,
    /// Tells which sites name an object.
    pub named: Arc<Named>,
    /// Which kinds of prometheus-operator the cluster has.
    pub served: watch::Receiver<Option<Served>>,
}

/// The controller with all its triggers; `listed` is called when sites have been listed.
///
/// The store's own `wait_until_ready` will not do for that: the controller waits for it too, and only one of two is woken.
pub(super) fn controller(
    watching: &Watching,
    listed: impl Fn() + Clone + Send + 'static,
) -> (Controller<Watched>, Store<Watched>) {
    let (reader, writer) = reflector::store();
    let sites = sites::merge(watching.each(&watching.config()), listed)
        .reflect(writer)
        .applied_objects()
        .predicate_filter(relevant, PredicateConfig::default());
    let controller = Controller::for_stream(tolerant(sites, &watching.metrics), reader.clone());
    let controller = child::<Deployment>(controller, watching);
    let controller = child::<StatefulSet>(controller, watching);
    let controller = child::<Job>(controller, watching);
    let controller = child::<Service>(controller, watching);
    let controller = child::<PersistentVolumeClaim>(controller, watching);
    let controller = child::<NetworkPolicy>(controller, watching);
    let controller = child::<PodDisruptionBudget>(controller, watching);
    let controller = child::<HorizontalPodAutoscaler>(controller, watching);
    let controller = child::<Ingress>(controller, watching);
    let controller = optional_child::<ServiceMonitors>(controller, watching);
    let controller = optional_child::<PrometheusRules>(controller, watching);
    let controller = optional_child::<AlertmanagerConfigs>(controller, watching);
    let controller = controller.reconcile_all_on(discovery::changes(watching.served.clone()));
    let controller = controller.watches_stream(pods::news(watching), |pod| owner(&pod));
    // Logins of others; the operator's own are watched with all that it makes.
    let logins = watching
        .config()
        .fields(&format!("type={BASIC_AUTH}"))
        .labels(&format!("{MANAGED_BY_LABEL}!={}", crds::FIELD_MANAGER));
    let controller = controller
        .watches_stream(
            children::news::<ConfigMap>(watching, &watching.config()),
            concerned(watching, Named::by_config_map),
        )
        .watches_stream(
            children::news::<Secret>(watching, &watching.ours()),
            concerned(watching, Named::by_login),
        )
        .watches_stream(
            metadata::<Secret>(watching, &logins),
            concerned(watching, Named::by_login),
        );
    (controller, reader)
}

impl Watching {
    fn config(&self) -> watcher::Config {
        watcher::Config::default().timeout(self.seconds).page_size(PAGE)
    }

    /// What sites have made, and what has been made of that.
    pub(super) fn ours(&self) -> watcher::Config {
        self.config()
            .labels(&format!("{MANAGED_BY_LABEL}={}", crds::FIELD_MANAGER))
    }

    /// The events of a kind in each namespace; each watch repeats itself with a backoff of its own.
    pub(super) fn each<K>(
        &self,
        config: &watcher::Config,
    ) -> Vec<BoxStream<'static, watcher::Result<watcher::Event<K>>>>
    where
        K: Resource<Scope = NamespaceResourceScope, DynamicType = ()>
            + Clone
            + Debug
            + DeserializeOwned
            + Send
            + 'static,
    {
        let apis = self.scope.apis::<K>(&self.client).into_iter();
        apis.map(|api| watcher(api, config.clone()).default_backoff().boxed())
            .collect()
    }
}

/// Whether a site still exists.
#[must_use]
pub(super) fn exists(sites: &Store<Watched>, id: &Identity) -> bool {
    let reference = ObjectRef::new(&id.name).within(&id.namespace);
    sites.get(&reference).is_some_and(|site| site.uid() == id.uid)
}

/// Whether a site of this `namespace/name` exists.
#[must_use]
pub(super) fn is_known(sites: &Store<Watched>, key: &str) -> bool {
    let Some((namespace, name)) = key.split_once('/') else {
        return false;
    };
    sites.get(&ObjectRef::new(name).within(namespace)).is_some()
}

/// A fingerprint of what a pass reads of the site: not the status, which passes write themselves.
#[allow(clippy::unnecessary_wraps, reason = "the signature of a predicate")]
fn relevant(site: &Watched) -> Option<u64> {
    let mut hash = DefaultHasher::new();
    (
        site.meta().generation,
        &site.meta().labels,
        site.meta().deletion_timestamp.is_some(),
    )
        .hash(&mut hash);
    Some(hash.finish())
}

fn child<K>(controller: Controller<Watched>, watching: &Watching) -> Controller<Watched>
where
    K: Resource<Scope = NamespaceResourceScope, DynamicType = ()>
        + Clone
        + Debug
        + DeserializeOwned
        + Send
        + 'static,
{
    let children = children::news::<K>(watching, &watching.ours());
    controller.watches_stream(children, |object| owner(&object))
}

/// The same for a kind that the cluster may not have: watched while it has it.
fn optional_child<K: Kind>(controller: Controller<Watched>, watching: &Watching) -> Controller<Watched> {
    let is_served = |served: &Option<Served>| served.is_some_and(K::is_served);
    let periods = stream::unfold(watching.clone(), move |mut watching| async move {
        watching.served.wait_for(is_served).await.ok()?;
        let mut served = watching.served.clone();
        // An error would be the end of the term, which ends this too.
        let gone = async move { served.wait_for(|served| !is_served(served)).await.is_ok() };
        let children = children::news::<Foreign<K>>(&watching, &watching.ours()).boxed();
        Some((children.take_until(gone.boxed()), watching))
    });
    controller.watches_stream(periods.flatten(), |object| owner(&object))
}

/// Every change and deletion of objects of a kind, metadata only.
fn metadata<K>(
    watching: &Watching,
    config: &watcher::Config,
) -> impl Stream<Item = Result<Touched<K>, watcher::Error>> + Send + 'static
where
    K: Resource<Scope = NamespaceResourceScope, DynamicType = ()> + Clone + Debug + 'static,
{
    let objects = watching
        .each::<Touched<K>>(config)
        .into_iter()
        .map(|objects| objects.touched_objects().boxed());
    tolerant(stream::select_all(objects), &watching.metrics)
}

/// The stream without its errors, which are logged and counted. The controller would hold up all triggers for an error of
/// one, such as a kind that the operator may not list.
pub(super) fn tolerant<K: Resource<DynamicType = ()> + Send + 'static>(
    stream: impl Stream<Item = Result<K, watcher::Error>> + Send + 'static,
    metrics: &Metrics,
) -> impl Stream<Item = Result<K, watcher::Error>> + Send + 'static {
    let metrics = metrics.clone();
    stream.filter_map(move |item| {
        ready(match item {
            Ok(object) => Some(Ok(object)),
            Err(error) => {
                let kind = K::kind(&());
                metrics.watch_error(&kind);
                tracing::warn!(%kind, error = chain(&error), "a watch failed and is repeated");
                None
            }
        })
    })
}

/// The site that a child belongs to, by its labels: kept children have no owner reference.
pub(super) fn owner<K: Resource>(object: &K) -> Option<ObjectRef<Watched>> {
    let labels = object.meta().labels.as_ref()?;
    if labels.get(MANAGED_BY_LABEL).map(String::as_str) != Some(crds::FIELD_MANAGER) {
        return None;
    }
    Some(ObjectRef::new(labels.get(INSTANCE_LABEL)?).within(object.meta().namespace.as_ref()?))
}

/// The site that an object belongs to, and those that name it.
fn concerned<K: Resource>(
    watching: &Watching,
    users: fn(&Named, &str, &str) -> Vec<String>,
) -> impl Fn(K) -> Vec<ObjectRef<Watched>> + use<K> {
    let named = Arc::clone(&watching.named);
    move |object| {
        let namespace = object.namespace().unwrap_or_default();
        let users = users(&named, &namespace, &object.name_any());
        let users = users.iter().map(|site| ObjectRef::new(site).within(&namespace));
        owner(&object).into_iter().chain(users).collect()
    }
}
