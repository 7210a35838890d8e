//! Images, replicas and resources of the components.

use contract::Component;
use crds::{CacheMode, CacheStorage, CameraSite, CameraSiteSpec, RetentionPolicy};
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::ResourceRequirements;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use kube::Resource;

use super::secrets::Judged;
use crate::observe::Observed;
use crate::settings::Settings;
use crate::site::{Cache, Storage, Workload, default_requests};

pub(super) fn cache(
    object: &CameraSite,
    observed: &Observed,
    settings: &Settings,
    secrets: &Judged,
) -> Option<Cache> {
    let spec = &object.spec.cache;
    let live = observed.live.redis.as_deref().filter(|live| ours(object, *live));
    let CacheStorage {
        size,
        storage_class_name,
        retention_policy,
    } = spec.storage.clone();
    (spec.mode == CacheMode::Managed).then(|| Cache {
        image: pinned(
            spec.image.as_deref(),
            object,
            live,
            Component::Redis,
            &settings.redis_image,
        ),
        storage: storage(size, storage_class_name, retention_policy),
        resources: resources(spec.resources.as_ref(), "10m", "16Mi"),
        password: secrets.cache_password.clone(),
    })
}

/// `login`: whether the database's login is there.
pub(super) fn api(
    object: &CameraSite,
    observed: &Observed,
    settings: &Settings,
    secrets: &Judged,
    login: bool,
) -> Workload {
    let spec = &object.spec;
    let cache_held = spec.cache.mode == CacheMode::Managed && !secrets.exist.redis;
    Workload {
        replicas: api_replicas(object, observed),
        image: spec
            .api
            .image
            .clone()
            .unwrap_or_else(|| settings.api_image.clone()),
        resources: resources(spec.api.resources.as_ref(), "20m", "24Mi"),
        held: !secrets.exist.api || !login || cache_held,
    }
}

/// Where an autoscaler decides, the most that it allows. One that was switched off is still at work until it is
/// deleted: until then its number stays, and neither writes against the other.
fn api_replicas(object: &CameraSite, observed: &Observed) -> i32 {
    let spec = &object.spec.api;
    if let Some(autoscaling) = &spec.autoscaling {
        return autoscaling.max_replicas;
    }
    let at_work = observed
        .live
        .api_autoscaler
        .as_deref()
        .is_some_and(|live| ours(object, live));
    let live = observed.live.api.as_deref().filter(|_| at_work);
    live.and_then(|live| live.spec.as_ref()?.replicas)
        .unwrap_or(spec.replicas)
}

pub(super) fn prober(spec: &CameraSiteSpec, settings: &Settings, secrets: &Judged, login: bool) -> Workload {
    Workload {
        replicas: spec.prober.shards,
        image: spec
            .api
            .image
            .clone()
            .unwrap_or_else(|| settings.api_image.clone()),
        resources: resources(spec.prober.resources.as_ref(), "20m", "24Mi"),
        held: !secrets.exist.api || !login,
    }
}

pub(super) fn web(spec: &CameraSiteSpec, settings: &Settings) -> Workload {
    Workload {
        replicas: spec.web.replicas,
        image: spec
            .web
            .image
            .clone()
            .unwrap_or_else(|| settings.web_image.clone()),
        resources: resources(spec.web.resources.as_ref(), "5m", "16Mi"),
        held: false,
    }
}

pub(super) fn ours<K: Resource>(object: &CameraSite, live: &K) -> bool {
    live.meta()
        .owner_references
        .iter()
        .flatten()
        .any(|owner| Some(&owner.uid) == object.metadata.uid.as_ref())
}

/// The image of a database or a cache, once chosen, stays until the CameraSite changes it: the one that served last, lest
/// one that never ran stays when the CameraSite no longer names it.
pub(super) fn pinned(
    spec: Option<&str>,
    object: &CameraSite,
    live: Option<&StatefulSet>,
    component: Component,
    default: &str,
) -> String {
    spec.or_else(|| served_image(object, component))
        .or_else(|| running_image(live?, component))
        .unwrap_or(default)
        .to_owned()
}

fn served_image(object: &CameraSite, component: Component) -> Option<&str> {
    let images = object.status.as_ref()?.images.as_ref()?;
    match component {
        Component::Postgres => images.postgres.as_deref(),
        Component::Redis => images.redis.as_deref(),
        _ => None,
    }
}

/// The image of the component's container in the live StatefulSet.
fn running_image(live: &StatefulSet, component: Component) -> Option<&str> {
    let pod = live.spec.as_ref()?.template.spec.as_ref()?;
    let container = pod
        .containers
        .iter()
        .find(|container| container.name == component.as_str())?;
    container.image.as_deref()
}

pub(super) fn storage(size: Quantity, class: Option<String>, retention: RetentionPolicy) -> Storage {
    Storage {
        size,
        class,
        retain: retention == RetentionPolicy::Retain,
    }
}

pub(super) fn resources(
    spec: Option<&ResourceRequirements>,
    cpu: &str,
    memory: &str,
) -> ResourceRequirements {
    spec.cloned().unwrap_or_else(|| default_requests(cpu, memory))
}
