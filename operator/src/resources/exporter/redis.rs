//! Deployment `<site>-redis-exporter`, and the Secret with its login in the form that it reads.

use std::collections::BTreeMap;

use contract::{Component, files};
use k8s_openapi::ByteString;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{Container, Secret};
use serde_json::json;

use super::{Exporter, LOGIN_VOLUME};
use crate::exporter::{Password, RedisExporter};
use crate::resources::meta::component_meta;
use crate::resources::{pod, server};
use crate::site::Site;

/// The user of the official image.
const USER: i64 = 59000;

/// The Secret `<site>-redis-exporter`: the exporter takes a password from no other file than JSON of URL → password.
#[must_use]
pub fn login(site: &Site, password: &Password) -> Secret {
    let file = passwords(site, password).into_bytes();
    Secret {
        metadata: component_meta(&site.id, Component::RedisExporter),
        type_: Some("Opaque".to_owned()),
        data: Some(BTreeMap::from([(
            files::PASSWORDS_FILE.to_owned(),
            ByteString(file),
        )])),
        ..Secret::default()
    }
}

/// The exporter of the cache's metrics.
#[must_use]
pub fn deployment(site: &Site, exporter: &RedisExporter, password: &Password) -> Deployment {
    let component = Component::RedisExporter;
    let dir = server::dir(component, files::REDIS_EXPORTER_DIR);
    let container = Container {
        env: Some(vec![
            pod::env("REDIS_ADDR", address(site)),
            pod::env("REDIS_PASSWORD_FILE", format!("{dir}/{}", files::PASSWORDS_FILE)),
        ]),
        liveness_probe: Some(pod::http_probe("/health", 10, 3)),
        readiness_probe: Some(pod::http_probe("/health", 5, 2)),
        volume_mounts: Some(vec![pod::read_only(LOGIN_VOLUME, dir)]),
        ..pod::container(component, &exporter.image)
    };
    let exporter = Exporter {
        component,
        user: USER,
        container,
        login: pod::secret_volume(LOGIN_VOLUME, site.id.child(component), &[]),
        restart_hash: site.key.fingerprint([passwords(site, password).as_bytes()]),
    };
    super::deployment(site, exporter)
}

fn passwords(site: &Site, password: &Password) -> String {
    json!({ address(site): password.0 }).to_string()
}

fn address(site: &Site) -> String {
    let port = Component::Redis.port().unwrap_or_default();
    format!("redis://{}:{port}", site.host(Component::Redis))
}
