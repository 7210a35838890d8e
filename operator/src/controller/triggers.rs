//! What starts a pass: a change of the site, of a child, of an object that the spec names, or of the cameras' counts.
//!
//! Only metadata of children is watched, nothing of it is kept, and no Secret's data is ever listed.

use std::fmt::Debug;
use std::future::ready;
use std::hash::{DefaultHasher, Hash, Hasher};

use crds::CameraSite;
use futures::stream::{self, BoxStream};
use futures::{Stream, StreamExt};
use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{ConfigMap, PersistentVolumeClaim, Secret, Service};
use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use kube::core::PartialObjectMeta;
use kube::core::error_boundary::DeserializeGuard;
use kube::runtime::reflector::{ObjectRef, Store};
use kube::runtime::{Controller, PredicateConfig, WatchStreamExt, reflector, watcher};
use kube::{Client, Resource, ResourceExt};
use serde::de::DeserializeOwned;

use super::error::chain;
use super::scope::Scope;
use super::sites;
use crate::metrics::Metrics;
use crate::observe::database_logins;
use crate::resources::meta::{INSTANCE_LABEL, MANAGED_BY_LABEL};
use crate::resources::secrets::BASIC_AUTH;
use crate::site::Identity;

/// A CameraSite, or what is left of one that does not fit its definition.
pub(super) type Guarded = DeserializeGuard<CameraSite>;

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
}

/// The controller with all its triggers; `listed` is called when sites have been listed.
///
/// The store's own `wait_until_ready` will not do for that: the controller waits for it too, and only one of two is woken.
pub(super) fn controller(
    watching: &Watching,
    polled: impl Stream<Item = Identity> + Send + 'static,
    listed: impl Fn() + Clone + Send + 'static,
) -> (Controller<Guarded>, Store<Guarded>) {
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
    let controller = child::<Secret>(controller, watching);
    let controller = child::<NetworkPolicy>(controller, watching);
    let controller = child::<PodDisruptionBudget>(controller, watching);
    let controller = child::<HorizontalPodAutoscaler>(controller, watching);
    let controller = child::<Ingress>(controller, watching);
    let (scripts, logins) = (reader.clone(), reader.clone());
    let basic_auth = watching.config().fields(&format!("type={BASIC_AUTH}"));
    let controller = controller
        .watches_stream(
            metadata::<ConfigMap>(watching, watching.config()),
            move |object| {
                owner(&object).map_or_else(|| users(&scripts, &object, names_config_map), |site| vec![site])
            },
        )
        .watches_stream(metadata::<Secret>(watching, basic_auth), move |object| {
            users(&logins, &object, names_secret)
        })
        .reconcile_on(polled.map(|id: Identity| ObjectRef::new(&id.name).within(&id.namespace)));
    (controller, reader)
}

impl Watching {
    fn config(&self) -> watcher::Config {
        watcher::Config::default().timeout(self.seconds)
    }

    /// The events of a kind in each namespace; each watch repeats itself with a backoff of its own.
    fn each<K>(&self, config: &watcher::Config) -> Vec<BoxStream<'static, watcher::Result<watcher::Event<K>>>>
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
pub(super) fn exists(sites: &Store<Guarded>, id: &Identity) -> bool {
    let reference = ObjectRef::new(&id.name).within(&id.namespace);
    sites.get(&reference).is_some_and(|site| site.uid() == id.uid)
}

/// Whether a site of this `namespace/name` exists.
#[must_use]
pub(super) fn is_known(sites: &Store<Guarded>, key: &str) -> bool {
    let Some((namespace, name)) = key.split_once('/') else {
        return false;
    };
    sites.get(&ObjectRef::new(name).within(namespace)).is_some()
}

/// A fingerprint of what a pass reads of the site: not the status, which passes write themselves.
#[allow(clippy::unnecessary_wraps, reason = "the signature of a predicate")]
fn relevant(site: &Guarded) -> Option<u64> {
    let mut hash = DefaultHasher::new();
    (
        site.meta().generation,
        &site.meta().labels,
        site.meta().deletion_timestamp.is_some(),
    )
        .hash(&mut hash);
    Some(hash.finish())
}

fn child<K>(controller: Controller<Guarded>, watching: &Watching) -> Controller<Guarded>
where
    K: Resource<Scope = NamespaceResourceScope, DynamicType = ()>
        + Clone
        + Debug
        + DeserializeOwned
        + Send
        + 'static,
{
    let ours = format!("{MANAGED_BY_LABEL}={}", crds::FIELD_MANAGER);
    let config = watching.config().labels(&ours);
    controller.watches_stream(metadata::<K>(watching, config), |object| owner(&object))
}

/// Every change and deletion of objects of a kind, metadata only.
fn metadata<K>(
    watching: &Watching,
    config: watcher::Config,
) -> impl Stream<Item = Result<PartialObjectMeta<K>, watcher::Error>> + Send + 'static
where
    K: Resource<Scope = NamespaceResourceScope, DynamicType = ()>
        + Clone
        + Debug
        + DeserializeOwned
        + Send
        + 'static,
{
    let objects = watching
        .each::<PartialObjectMeta<K>>(&config.any_semantic())
        .into_iter()
        .map(|objects| objects.touched_objects().boxed());
    tolerant(stream::select_all(objects), &watching.metrics)
}

/// The stream without its errors, which are logged and counted. The controller would hold up all triggers for an error of
/// one, such as a kind that the operator may not list.
fn tolerant<K: Resource<DynamicType = ()> + Send + 'static>(
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
fn owner<K: Resource>(object: &K) -> Option<ObjectRef<Guarded>> {
    let labels = object.meta().labels.as_ref()?;
    if labels.get(MANAGED_BY_LABEL).map(String::as_str) != Some(crds::FIELD_MANAGER) {
        return None;
    }
    Some(ObjectRef::new(labels.get(INSTANCE_LABEL)?).within(object.meta().namespace.as_ref()?))
}

/// The sites of the object's namespace that name it.
fn users<K: Resource>(
    sites: &Store<Guarded>,
    object: &K,
    names: fn(&CameraSite, &str) -> bool,
) -> Vec<ObjectRef<Guarded>> {
    let (namespace, name) = (object.meta().namespace.as_ref(), object.name_any());
    let uses = |site: &&std::sync::Arc<Guarded>| {
        site.meta().namespace.as_ref() == namespace && site.0.as_ref().is_ok_and(|site| names(site, &name))
    };
    sites
        .state()
        .iter()
        .filter(uses)
        .map(|site| ObjectRef::from_obj(site.as_ref()))
        .collect()
}

fn names_config_map(site: &CameraSite, name: &str) -> bool {
    let scripts = site.spec.database.init_scripts.iter();
    let inventories = site.spec.cameras_from.iter();
    scripts
        .map(|script| &script.config_map_ref.name)
        .chain(inventories.map(|from| &from.config_map_ref.name))
        .any(|named| named == name)
}

/// What an inventory names is known to passes only: a site with one looks at each Secret that could be meant.
fn names_secret(site: &CameraSite, name: &str) -> bool {
    let of_cameras = site
        .spec
        .cameras
        .iter()
        .filter_map(|camera| camera.credentials_secret_ref.as_ref());
    let mut named = of_cameras.chain(database_logins(&site.spec));
    !site.spec.cameras_from.is_empty() || named.any(|secret| secret.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{CSV, EXTERNAL, FULL, MINIMAL, observed};

    #[test]
    fn a_site_looks_at_the_objects_that_it_may_name() {
        let site = |fixture| observed(fixture).0;
        let config_maps = [
            (FULL, "seed", true),
            (FULL, "halls", false),
            (CSV, "halls", true),
            (CSV, "seed", false),
        ];
        for (fixture, name, named) in config_maps {
            assert_eq!(names_config_map(&site(fixture), name), named, "{name}");
        }
        let secrets = [
            (FULL, "platform-cameras", true),
            (FULL, "quay-cameras", false),
            (MINIMAL, "quay-cameras", false),
            (CSV, "quay-cameras", true),
            (EXTERNAL, "piers-db", true),
            (EXTERNAL, "piers-db-owner", true),
            (EXTERNAL, "quay-cameras", false),
        ];
        for (fixture, name, named) in secrets {
            assert_eq!(names_secret(&site(fixture), name), named, "{name}");
        }
    }
}
