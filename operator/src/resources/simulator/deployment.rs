//! Deployment `<site>-simulator`.

use std::collections::BTreeMap;

use contract::component::SIMULATOR_HTTP_PORT;
use contract::{Component, files};
use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec};
use k8s_openapi::api::core::v1::{Container, ResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use crate::resources::api::rolling;
use crate::resources::{meta, pod, server, service};
use crate::site::{Simulator, Site, default_requests};

/// User of the simulator's image.
const USER: i64 = 65532;
const GRACE_SECONDS: i64 = 5;
const CAMERAS_VOLUME: &str = "cameras";
/// A thousand cameras fit into it.
const MEMORY_LIMIT: &str = "128Mi";

/// The simulator. It reads its file again when that changes.
#[must_use]
pub fn deployment(site: &Site, simulator: &Simulator) -> Deployment {
    let parts = pod::Parts {
        component: Component::Simulator,
        user: USER,
        container: container(simulator),
        volumes: vec![pod::config_volume(
            CAMERAS_VOLUME,
            site.id.child(Component::Simulator),
        )],
        grace_seconds: GRACE_SECONDS,
        spread: Vec::new(),
        restart_hash: None,
        sysctls: Vec::new(),
    };
    Deployment {
        metadata: meta::component_meta(&site.id, Component::Simulator),
        spec: Some(DeploymentSpec {
            replicas: Some(1),
            selector: meta::selector(&site.id, Component::Simulator),
            strategy: Some(rolling()),
            template: pod::template(site, parts),
            ..DeploymentSpec::default()
        }),
        ..Deployment::default()
    }
}

fn container(simulator: &Simulator) -> Container {
    let dir = server::dir(Component::Simulator, files::SIMULATOR_DIR);
    let file = format!("{dir}/{}", files::SIMULATOR_FILE);
    let rtsp = Component::Simulator.port().unwrap_or_default();
    Container {
        args: Some(pod::words(&["--config", &file])),
        ports: Some(
            [
                pod::port(service::RTSP_PORT, rtsp),
                pod::port(pod::HTTP_PORT, SIMULATOR_HTTP_PORT),
            ]
            .concat(),
        ),
        resources: Some(resources()),
        liveness_probe: Some(pod::http_probe("/healthz", 10, 3)),
        readiness_probe: Some(pod::http_probe("/healthz", 2, 2)),
        volume_mounts: Some(vec![pod::read_only(CAMERAS_VOLUME, dir)]),
        ..pod::container(Component::Simulator, &simulator.image)
    }
}

fn resources() -> ResourceRequirements {
    ResourceRequirements {
        limits: Some(BTreeMap::from([(
            "memory".to_owned(),
            Quantity(MEMORY_LIMIT.to_owned()),
        )])),
        ..default_requests("10m", "32Mi")
    }
}
