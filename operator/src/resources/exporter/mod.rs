//! The exporters of the database's and of the cache's metrics: Deployments of their own, so that a new version of one
//! restarts neither database nor cache.

mod postgres;
mod redis;

use contract::Component;
use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec};
use k8s_openapi::api::core::v1::{Container, ResourceRequirements, Volume};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

pub use postgres::deployment as postgres;
pub use redis::{deployment as redis, login as redis_login};

use super::api::rolling;
use super::{meta, pod};
use crate::site::{Site, default_requests};

const GRACE_SECONDS: i64 = 5;
const LOGIN_VOLUME: &str = "login";
/// Both need about 15 MiB.
const MEMORY_LIMIT: &str = "64Mi";

/// What tells one exporter from the other.
struct Exporter {
    component: Component,
    /// User of the official image.
    user: i64,
    container: Container,
    login: Volume,
    /// Fingerprint of the login: it is read when the exporter starts.
    restart_hash: String,
}

fn deployment(site: &Site, exporter: Exporter) -> Deployment {
    let Exporter {
        component,
        user,
        container,
        login,
        restart_hash,
    } = exporter;
    let parts = pod::Parts {
        component,
        user,
        container: Container {
            ports: component.port().map(|number| pod::port(pod::HTTP_PORT, number)),
            resources: Some(resources()),
            ..container
        },
        volumes: vec![login],
        grace_seconds: GRACE_SECONDS,
        spread: Vec::new(),
        restart_hash: Some(restart_hash),
        sysctls: Vec::new(),
    };
    Deployment {
        metadata: meta::component_meta(&site.id, component),
        spec: Some(DeploymentSpec {
            replicas: Some(1),
            selector: meta::selector(&site.id, component),
            strategy: Some(rolling()),
            template: pod::template(site, parts),
            ..DeploymentSpec::default()
        }),
        ..Deployment::default()
    }
}

fn resources() -> ResourceRequirements {
    let limit = ("memory".to_owned(), Quantity(MEMORY_LIMIT.to_owned()));
    ResourceRequirements {
        limits: Some([limit].into()),
        ..default_requests("5m", "16Mi")
    }
}
