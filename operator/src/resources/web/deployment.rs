//! Deployment `<site>-web`.

use contract::Component;
use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec};
use k8s_openapi::api::core::v1::Container;

use super::config_map::template;
use super::page;
use crate::fingerprint::Key;
use crate::resources::api::rolling;
use crate::resources::{meta, pod, spread};
use crate::site::Site;

/// User of nginx-unprivileged.
const USER: i64 = 101;
const GRACE_SECONDS: i64 = 15;

/// The web page.
#[must_use]
pub fn deployment(site: &Site) -> Deployment {
    let mut container = container(site);
    let mut volumes = vec![
        pod::config_volume("templates", site.id.child(Component::Web)),
        pod::empty_dir("conf"),
        pod::empty_dir("tmp"),
    ];
    if let Some((volume, mount)) = page::plans(site) {
        volumes.push(volume);
        container.volume_mounts.get_or_insert_default().push(mount);
    }
    let parts = pod::Parts {
        component: Component::Web,
        user: USER,
        container,
        volumes,
        grace_seconds: GRACE_SECONDS,
        spread: spread::over_nodes(site, Component::Web, site.web.replicas),
        // nginx reads its configuration when it starts. Nothing in it is secret, so the hash needs no key of the site.
        restart_hash: Some(Key::new("").fingerprint([template(site).as_bytes()])),
        sysctls: Vec::new(),
    };
    Deployment {
        metadata: meta::component_meta(&site.id, Component::Web),
        spec: Some(DeploymentSpec {
            replicas: Some(site.web.replicas),
            selector: meta::selector(&site.id, Component::Web),
            strategy: Some(rolling()),
            template: pod::template(site, parts),
            ..DeploymentSpec::default()
        }),
        ..Deployment::default()
    }
}

fn container(site: &Site) -> Container {
    let port = Component::Web.port().unwrap_or_default();
    Container {
        env: Some(vec![
            pod::env("NGINX_ENTRYPOINT_LOCAL_RESOLVERS", "1"),
            pod::env("NGINX_ENVSUBST_FILTER", "NGINX_LOCAL_RESOLVERS"),
        ]),
        ports: Some(pod::port(pod::HTTP_PORT, port)),
        resources: Some(site.web.resources.clone()),
        liveness_probe: Some(pod::http_probe("/livez", 10, 3)),
        readiness_probe: Some(pod::http_probe("/livez", 2, 2)),
        volume_mounts: Some(vec![
            pod::read_only("templates", "/etc/nginx/templates"),
            pod::mount("conf", "/etc/nginx/conf.d"),
            pod::mount("tmp", "/tmp"),
        ]),
        ..pod::container(Component::Web, &site.web.image)
    }
}
