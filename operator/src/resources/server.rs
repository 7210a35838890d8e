//! What the three roles of the API server share.

use contract::{Component, env};
use k8s_openapi::api::core::v1::{
    Container, EnvVar, EnvVarSource, ObjectFieldSelector, ResourceRequirements,
};

use serde_json::json;

use super::{login, pod};
use crate::site::{Site, Workload};

/// User of the API server's image.
pub(super) const USER: i64 = 65532;

pub(super) const CAMERAS_VOLUME: &str = "cameras";
pub(super) const TOKENS_VOLUME: &str = "tokens";

/// A container of the API server in one of its roles.
pub(super) fn container(site: &Site, component: Component, role: &str, workload: &Workload) -> Container {
    Container {
        args: Some(pod::words(&[role])),
        env: Some(environment(site, component)),
        ports: component.port().map(|number| pod::port(pod::HTTP_PORT, number)),
        resources: Some(workload.resources.clone()),
        ..pod::container(component, &workload.image)
    }
}

/// The path of a directory of mounted files.
pub(super) fn dir(component: Component, dir: &str) -> String {
    format!("{}/{dir}", component.config_dir())
}

fn environment(site: &Site, component: Component) -> Vec<EnvVar> {
    let mut variables = vec![
        pod::env(env::SITE, &site.id.name),
        pod::env(env::CONFIG_DIR, component.config_dir()),
    ];
    variables.extend(login::environment(site, component));
    variables.push(pod::env(env::LOG_FORMAT, "json"));
    if component == Component::Api && site.cache.is_some() {
        variables.push(pod::env(env::CACHE_HOST, site.host(Component::Redis)));
        variables.push(pod::env(
            env::CACHE_PORT,
            Component::Redis.port().unwrap_or_default().to_string(),
        ));
    }
    if component == Component::Api {
        variables.push(pod::env(env::ACCESS, json!(site.access).to_string()));
        if site.fault_injection {
            variables.push(pod::env(env::FAULT_INJECTION, "true"));
        }
    }
    if let Some(number) = component.port() {
        variables.push(pod::env(env::LISTEN, format!("0.0.0.0:{number}")));
        variables.push(pod_name());
    }
    variables
}

fn pod_name() -> EnvVar {
    EnvVar {
        name: env::POD_NAME.to_owned(),
        value_from: Some(EnvVarSource {
            field_ref: Some(ObjectFieldSelector {
                api_version: Some("v1".to_owned()),
                field_path: "metadata.name".to_owned(),
            }),
            ..EnvVarSource::default()
        }),
        ..EnvVar::default()
    }
}

/// Requests of a Job that runs for a second.
pub(super) fn job_requests() -> ResourceRequirements {
    crate::site::default_requests("10m", "16Mi")
}
