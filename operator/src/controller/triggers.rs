//! What starts a pass: a change of the site, of a child, of an object that the spec names, or of the cameras' counts.
//!
//! Only metadata of children is watched, nothing of it is kept, and no Secret's data is ever listed.

use std::fmt::Debug;
use std::future::ready;
use std::hash::{DefaultHasher, Hash, Hasher};

use crds::CameraSite;
use futures::{Stream, StreamExt, TryStreamExt};
use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{ConfigMap, PersistentVolumeClaim, Secret, Service};
use kube::core::PartialObjectMeta;
use kube::core::error_boundary::DeserializeGuard;
use kube::runtime::reflector::{ObjectRef, Store};
use kube::runtime::{Controller, PredicateConfig, WatchStreamExt, reflector, watcher};
use kube::{Api, Client, Resource, ResourceExt};
use serde::de::DeserializeOwned;

use crate::resources::meta::{INSTANCE_LABEL, MANAGED_BY_LABEL};
use crate::resources::secrets::BASIC_AUTH;
use crate::site::Identity;

/// A CameraSite, or what is left of one that does not fit its definition.
pub(super) type Guarded = DeserializeGuard<CameraSite>;

/// The controller with all its triggers; `listed` is called when the list of sites has been read.
///
/// The store's own `wait_until_ready` will not do: the controller waits for it too, and only one of two is woken.
pub(super) fn controller(
    client: &Client,
    polled: impl Stream<Item = Identity> + Send + 'static,
    listed: impl Fn() + Send + 'static,
) -> (Controller<Guarded>, Store<Guarded>) {
    let (reader, writer) = reflector::store();
    let sites = watcher(Api::<Guarded>::all(client.clone()), watcher::Config::default())
        .default_backoff()
        .reflect(writer)
        .inspect_ok(move |event| {
            if matches!(event, watcher::Event::InitDone) {
                listed();
            }
        })
        .applied_objects()
        .predicate_filter(relevant, PredicateConfig::default());
    let controller = Controller::for_stream(tolerant(sites), reader.clone());
    let controller = child::<Deployment>(controller, client);
    let controller = child::<StatefulSet>(controller, client);
    let controller = child::<Job>(controller, client);
    let controller = child::<Service>(controller, client);
    let controller = child::<PersistentVolumeClaim>(controller, client);
    let controller = child::<Secret>(controller, client);
    let (scripts, logins) = (reader.clone(), reader.clone());
    let controller = controller
        .watches_stream(
            metadata::<ConfigMap>(client, watcher::Config::default()),
            move |object| {
                owner(&object).map_or_else(|| users(&scripts, &object, names_config_map), |site| vec![site])
            },
        )
        .watches_stream(
            metadata::<Secret>(
                client,
                watcher::Config::default().fields(&format!("type={BASIC_AUTH}")),
            ),
            move |object| users(&logins, &object, names_secret),
        )
        .reconcile_on(polled.map(|id: Identity| ObjectRef::new(&id.name).within(&id.namespace)));
    (controller, reader)
}

/// Whether a site still exists.
#[must_use]
pub(super) fn exists(sites: &Store<Guarded>, id: &Identity) -> bool {
    let reference = ObjectRef::new(&id.name).within(&id.namespace);
    sites.get(&reference).is_some_and(|site| site.uid() == id.uid)
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

fn child<K>(controller: Controller<Guarded>, client: &Client) -> Controller<Guarded>
where
    K: Resource<Scope = NamespaceResourceScope, DynamicType = ()>
        + Clone
        + Debug
        + DeserializeOwned
        + Send
        + 'static,
{
    let ours = format!("{MANAGED_BY_LABEL}={}", crds::FIELD_MANAGER);
    controller.watches_stream(
        metadata::<K>(client, watcher::Config::default().labels(&ours)),
        |object| owner(&object),
    )
}

/// Every change and deletion of objects of a kind, metadata only.
fn metadata<K>(
    client: &Client,
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
    let objects = Api::<PartialObjectMeta<K>>::all(client.clone());
    tolerant(
        watcher(objects, config.any_semantic())
            .default_backoff()
            .touched_objects(),
    )
}

/// The stream without its errors, which are logged; each watch repeats itself with a backoff of its own. The controller
/// would hold up all triggers for an error of one, such as a kind that the operator may not list.
fn tolerant<K: Resource<DynamicType = ()> + Send + 'static>(
    stream: impl Stream<Item = Result<K, watcher::Error>> + Send + 'static,
) -> impl Stream<Item = Result<K, watcher::Error>> + Send + 'static {
    stream.filter_map(|item| {
        ready(match item {
            Ok(object) => Some(Ok(object)),
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::warn!(kind = %K::kind(&()), %error, cause, "a watch failed and is repeated");
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
    !site.spec.cameras_from.is_empty() || of_cameras.into_iter().any(|secret| secret.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{CSV, FULL, MINIMAL, observed};

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
        ];
        for (fixture, name, named) in secrets {
            assert_eq!(names_secret(&site(fixture), name), named, "{name}");
        }
    }
}
