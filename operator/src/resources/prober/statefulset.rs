//! StatefulSet `<site>-prober`.

use contract::secrets::{self, DatabaseRole};
use contract::{Component, files};
use k8s_openapi::api::apps::v1::{StatefulSet, StatefulSetSpec};
use k8s_openapi::api::core::v1::{Container, Sysctl, Volume};

use crate::resources::{login, meta, pod, server, spread};
use crate::site::Site;

/// Time to write what is still buffered.
const GRACE_SECONDS: i64 = 30;
const CREDENTIALS_VOLUME: &str = "credentials";

/// The probers. Shards start and stop side by side: none waits for another.
#[must_use]
pub fn statefulset(site: &Site) -> StatefulSet {
    let parts = pod::Parts {
        component: Component::Prober,
        user: server::USER,
        container: container(site),
        volumes: volumes(site),
        grace_seconds: GRACE_SECONDS,
        spread: spread::over_nodes(site, Component::Prober, site.prober.replicas),
        restart_hash: None,
        sysctls: vec![echo_sockets()],
    };
    StatefulSet {
        metadata: meta::component_meta(&site.id, Component::Prober),
        spec: Some(StatefulSetSpec {
            replicas: Some(site.prober.replicas),
            service_name: Some(site.id.child(Component::Prober)),
            pod_management_policy: Some("Parallel".to_owned()),
            selector: meta::selector(&site.id, Component::Prober),
            template: pod::template(site, parts),
            ..StatefulSetSpec::default()
        }),
        ..StatefulSet::default()
    }
}

/// Every group may open ICMP echo sockets: `icmp://` cameras and gateways without a privilege. Pod Security `restricted`
/// allows the setting, the kubelet counts it among the safe ones.
fn echo_sockets() -> Sysctl {
    Sysctl {
        name: "net.ipv4.ping_group_range".to_owned(),
        value: "0 2147483647".to_owned(),
    }
}

fn container(site: &Site) -> Container {
    let dir = |name| server::dir(Component::Prober, name);
    let mut mounts = vec![
        pod::read_only(server::CAMERAS_VOLUME, dir(files::CAMERAS_DIR)),
        pod::read_only(CREDENTIALS_VOLUME, dir(files::CREDENTIALS_DIR)),
    ];
    mounts.extend(login::mounts(site, Component::Prober, &[DatabaseRole::App]));
    mounts.push(pod::read_only(server::TOKENS_VOLUME, dir(files::TOKENS_DIR)));
    Container {
        liveness_probe: Some(pod::http_probe("/livez", 10, 3)),
        readiness_probe: Some(pod::http_probe("/readyz", 2, 2)),
        volume_mounts: Some(mounts),
        ..server::container(site, Component::Prober, "probe", &site.prober)
    }
}

fn volumes(site: &Site) -> Vec<Volume> {
    let name = &site.id.name;
    let mut volumes = vec![
        pod::config_volume(server::CAMERAS_VOLUME, secrets::cameras_config_map_name(name)),
        pod::secret_volume(CREDENTIALS_VOLUME, secrets::camera_credentials_name(name), &[]),
    ];
    volumes.extend(login::volumes(site, &[DatabaseRole::App]));
    volumes.push(
        // The prober needs no more of the API's Secret than the token between the two.
        pod::secret_volume(
            server::TOKENS_VOLUME,
            site.id.child(Component::Api),
            &[secrets::INTERNAL_TOKEN],
        ),
    );
    volumes
}
