//! StatefulSet `<site>-redis`.

use contract::Component;
use contract::secrets;
use k8s_openapi::api::apps::v1::{StatefulSet, StatefulSetSpec};
use k8s_openapi::api::core::v1::{Container, Volume};

use crate::resources::{meta, pod, volume};
use crate::site::{Cache, Site};

/// User and group of the official image.
const USER: i64 = 999;
const GRACE_SECONDS: i64 = 30;
const CONFIG_VOLUME: &str = "config";
const CONFIG_DIR: &str = "/etc/camerasite/redis/config";
const PASSWORD_VOLUME: &str = "password";
const PASSWORD_DIR: &str = "/etc/camerasite/redis/password";

/// Joins the configuration and the password in memory: an argument would show in the process list. Quotes and
/// backslashes are escaped as redis.conf wants it.
const START: &str = r#"umask 077
{
  cat /etc/camerasite/redis/config/redis.conf
  printf 'requirepass "%s"\n' "$(sed 's/[\\"]/\\&/g' /etc/camerasite/redis/password/password)"
} >/tmp/redis.conf
exec redis-server /tmp/redis.conf
"#;

/// The password goes by the environment of redis-cli alone.
const PING: &str = r"REDISCLI_AUTH=$(cat /etc/camerasite/redis/password/password) redis-cli -h 127.0.0.1 ping | grep -q PONG";

/// The cache; `password` is a fingerprint. Its image and template do not change when the operator is upgraded.
#[must_use]
pub fn statefulset(site: &Site, cache: &Cache, password: &str) -> StatefulSet {
    let parts = pod::Parts {
        component: Component::Redis,
        user: USER,
        container: container(cache),
        volumes: volumes(site),
        grace_seconds: GRACE_SECONDS,
        spread: Vec::new(),
        restart_hash: Some(password.to_owned()),
        sysctls: Vec::new(),
    };
    StatefulSet {
        metadata: meta::component_meta(&site.id, Component::Redis),
        spec: Some(StatefulSetSpec {
            replicas: Some(1),
            service_name: Some(site.id.child(Component::Redis)),
            selector: meta::selector(&site.id, Component::Redis),
            template: pod::template(site, parts),
            ..StatefulSetSpec::default()
        }),
        ..StatefulSet::default()
    }
}

fn container(cache: &Cache) -> Container {
    Container {
        command: Some(pod::words(&["sh", "-ec", START])),
        ports: Some(pod::port("redis", Component::Redis.port().unwrap_or_default())),
        resources: Some(cache.resources.clone()),
        startup_probe: Some(pod::exec_probe(&["sh", "-ec", PING], 1, 600)),
        readiness_probe: Some(pod::exec_probe(&["sh", "-ec", PING], 5, 2)),
        volume_mounts: Some(vec![
            pod::mount(volume::DATA, "/data"),
            pod::read_only(CONFIG_VOLUME, CONFIG_DIR),
            pod::read_only(PASSWORD_VOLUME, PASSWORD_DIR),
            pod::mount("tmp", "/tmp"),
        ]),
        ..pod::container(Component::Redis, &cache.image)
    }
}

fn volumes(site: &Site) -> Vec<Volume> {
    let name = site.id.child(Component::Redis);
    vec![
        volume::volume(site, Component::Redis),
        pod::config_volume(CONFIG_VOLUME, name.clone()),
        pod::secret_volume(PASSWORD_VOLUME, name, &[secrets::PASSWORD]),
        pod::memory_dir("tmp", "4Mi"),
    ]
}
