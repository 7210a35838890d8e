//! Deployment `<site>-api`.

use contract::secrets::{self, DatabaseRole};
use contract::{Component, files};
use crds::SecretKey;
use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec, DeploymentStrategy, RollingUpdateDeployment};
use k8s_openapi::api::core::v1::{Container, Volume, VolumeMount};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::resources::{login, meta, pod, server, spread};
use crate::site::Site;

/// Five seconds of service after SIGTERM, then what is under way may end.
const GRACE_SECONDS: i64 = 30;
const REDIS_VOLUME: &str = "redis";
const OIDC_VOLUME: &str = "oidc";

/// The API.
#[must_use]
pub fn deployment(site: &Site) -> Deployment {
    let parts = pod::Parts {
        component: Component::Api,
        user: server::USER,
        container: container(site),
        volumes: volumes(site),
        grace_seconds: GRACE_SECONDS,
        spread: spread::over_nodes(site, Component::Api, site.api.replicas),
        restart_hash: None,
        sysctls: Vec::new(),
    };
    Deployment {
        metadata: meta::component_meta(&site.id, Component::Api),
        spec: Some(DeploymentSpec {
            // An autoscaler owns the number of pods.
            replicas: site.autoscaling.is_none().then_some(site.api.replicas),
            selector: meta::selector(&site.id, Component::Api),
            strategy: Some(rolling()),
            template: pod::template(site, parts),
            ..DeploymentSpec::default()
        }),
        ..Deployment::default()
    }
}

/// A new pod serves before an old one goes.
pub(in crate::resources) fn rolling() -> DeploymentStrategy {
    DeploymentStrategy {
        type_: Some("RollingUpdate".to_owned()),
        rolling_update: Some(RollingUpdateDeployment {
            max_surge: Some(IntOrString::Int(1)),
            max_unavailable: Some(IntOrString::Int(0)),
        }),
    }
}

fn container(site: &Site) -> Container {
    Container {
        liveness_probe: Some(pod::http_probe("/livez", 10, 3)),
        readiness_probe: Some(pod::http_probe("/readyz", 2, 2)),
        volume_mounts: Some(mounts(site)),
        ..server::container(site, Component::Api, "serve", &site.api)
    }
}

fn mounts(site: &Site) -> Vec<VolumeMount> {
    let dir = |name| server::dir(Component::Api, name);
    let mut mounts = vec![pod::read_only(server::CAMERAS_VOLUME, dir(files::CAMERAS_DIR))];
    mounts.extend(login::mounts(site, Component::Api, &[DatabaseRole::App]));
    mounts.push(pod::read_only(server::TOKENS_VOLUME, dir(files::TOKENS_DIR)));
    if site.cache.is_some() {
        mounts.push(pod::read_only(REDIS_VOLUME, dir(files::REDIS_DIR)));
    }
    if site.client_secret.is_some() {
        mounts.push(pod::read_only(OIDC_VOLUME, dir(files::OIDC_DIR)));
    }
    mounts
}

fn volumes(site: &Site) -> Vec<Volume> {
    let mut volumes = vec![pod::config_volume(
        server::CAMERAS_VOLUME,
        secrets::cameras_config_map_name(&site.id.name),
    )];
    volumes.extend(login::volumes(site, &[DatabaseRole::App]));
    volumes.push(pod::secret_volume(
        server::TOKENS_VOLUME,
        site.id.child(Component::Api),
        &[],
    ));
    if site.cache.is_some() {
        volumes.push(pod::secret_volume(
            REDIS_VOLUME,
            site.id.child(Component::Redis),
            &[secrets::PASSWORD],
        ));
    }
    volumes.extend(site.client_secret.as_ref().map(client_secret));
    volumes
}

/// The API serves without it, too; it appears in the pod when it exists.
fn client_secret(reference: &SecretKey) -> Volume {
    let SecretKey { name, key } = reference;
    pod::optional_secret_volume(OIDC_VOLUME, name, key, files::OIDC_CLIENT_SECRET_FILE)
}
