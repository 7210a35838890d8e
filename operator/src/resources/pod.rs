//! What the pods of all components share: Pod Security `restricted`, mounts, probes.

use std::collections::BTreeMap;

use contract::Component;
use k8s_openapi::api::core::v1::{
    Capabilities, ConfigMapVolumeSource, Container, ContainerPort, EmptyDirVolumeSource, EnvVar, ExecAction,
    HTTPGetAction, KeyToPath, LocalObjectReference, PodSecurityContext, PodSpec, PodTemplateSpec, Probe,
    SeccompProfile, SecretVolumeSource, SecurityContext, Sysctl, TopologySpreadConstraint, Volume,
    VolumeMount,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::meta;
use crate::site::Site;

/// Mode of files from Secrets: readable by the pod's group alone.
const SECRET_MODE: i32 = 0o440;

/// Name of every container port that serves HTTP.
pub(super) const HTTP_PORT: &str = "http";

/// What a component's pod consists of.
pub(super) struct Parts {
    pub component: Component,
    /// User, group and file system group.
    pub user: i64,
    pub container: Container,
    pub volumes: Vec<Volume>,
    pub grace_seconds: i64,
    /// How its pods are spread over nodes.
    pub spread: Vec<TopologySpreadConstraint>,
    /// Fingerprint of what the container reads only when it starts.
    pub restart_hash: Option<String>,
    /// Kernel settings of the pod's network namespace, safe ones only.
    pub sysctls: Vec<Sysctl>,
}

/// The template of a component's pods.
pub(super) fn template(site: &Site, parts: Parts) -> PodTemplateSpec {
    let Parts {
        component,
        user,
        container,
        volumes,
        grace_seconds,
        spread,
        restart_hash,
        sysctls,
    } = parts;
    let pull_secrets = site
        .image_pull_secrets
        .iter()
        .map(|name| LocalObjectReference { name: name.clone() });
    let placement = &site.scheduling;
    PodTemplateSpec {
        metadata: Some(ObjectMeta {
            labels: Some(meta::labels(&site.id, component)),
            annotations: restart_hash
                .map(|hash| BTreeMap::from([(meta::RESTART_ANNOTATION.to_owned(), hash)])),
            ..ObjectMeta::default()
        }),
        spec: Some(PodSpec {
            automount_service_account_token: Some(false),
            enable_service_links: Some(false),
            image_pull_secrets: (!site.image_pull_secrets.is_empty()).then(|| pull_secrets.collect()),
            security_context: Some(PodSecurityContext {
                run_as_non_root: Some(true),
                run_as_user: Some(user),
                run_as_group: Some(user),
                fs_group: Some(user),
                fs_group_change_policy: Some("OnRootMismatch".to_owned()),
                seccomp_profile: Some(SeccompProfile {
                    type_: "RuntimeDefault".to_owned(),
                    ..SeccompProfile::default()
                }),
                sysctls: (!sysctls.is_empty()).then_some(sysctls),
                ..PodSecurityContext::default()
            }),
            termination_grace_period_seconds: Some(grace_seconds),
            node_selector: some_unless_empty(&placement.node_selector),
            tolerations: some_unless_empty(&placement.tolerations),
            affinity: placement.affinity.clone(),
            priority_class_name: placement.priority_class_name.clone(),
            topology_spread_constraints: some_unless_empty(&spread),
            containers: vec![container],
            volumes: Some(volumes),
            ..PodSpec::default()
        }),
    }
}

/// A container that may do nothing but run: no privileges, a read-only root.
pub(super) fn container(component: Component, image: &str) -> Container {
    Container {
        name: component.as_str().to_owned(),
        image: Some(image.to_owned()),
        image_pull_policy: Some("IfNotPresent".to_owned()),
        security_context: Some(SecurityContext {
            allow_privilege_escalation: Some(false),
            read_only_root_filesystem: Some(true),
            capabilities: Some(Capabilities {
                drop: Some(vec!["ALL".to_owned()]),
                ..Capabilities::default()
            }),
            ..SecurityContext::default()
        }),
        ..Container::default()
    }
}

pub(super) fn port(name: &str, number: u16) -> Vec<ContainerPort> {
    vec![ContainerPort {
        name: Some(name.to_owned()),
        container_port: i32::from(number),
        protocol: Some("TCP".to_owned()),
        ..ContainerPort::default()
    }]
}

pub(super) fn env(name: &str, value: impl Into<String>) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        value: Some(value.into()),
        ..EnvVar::default()
    }
}

pub(super) fn mount(volume: &str, path: impl Into<String>) -> VolumeMount {
    VolumeMount {
        name: volume.to_owned(),
        mount_path: path.into(),
        ..VolumeMount::default()
    }
}

pub(super) fn read_only(volume: &str, path: impl Into<String>) -> VolumeMount {
    VolumeMount {
        read_only: Some(true),
        ..mount(volume, path)
    }
}

pub(super) fn secret_volume(volume: &str, secret: String, keys: &[&str]) -> Volume {
    let items = keys.iter().map(|key| KeyToPath {
        key: (*key).to_owned(),
        path: (*key).to_owned(),
        mode: None,
    });
    Volume {
        name: volume.to_owned(),
        secret: Some(SecretVolumeSource {
            secret_name: Some(secret),
            default_mode: Some(SECRET_MODE),
            items: (!keys.is_empty()).then(|| items.collect()),
            ..SecretVolumeSource::default()
        }),
        ..Volume::default()
    }
}

/// One key of a Secret that may be missing, as a file of this name.
pub(super) fn optional_secret_volume(volume: &str, secret: &str, key: &str, file: &str) -> Volume {
    Volume {
        name: volume.to_owned(),
        secret: Some(SecretVolumeSource {
            secret_name: Some(secret.to_owned()),
            default_mode: Some(SECRET_MODE),
            items: Some(vec![KeyToPath {
                key: key.to_owned(),
                path: file.to_owned(),
                mode: None,
            }]),
            optional: Some(true),
        }),
        ..Volume::default()
    }
}

pub(super) fn config_volume(volume: &str, config_map: String) -> Volume {
    Volume {
        name: volume.to_owned(),
        config_map: Some(ConfigMapVolumeSource {
            name: config_map,
            ..ConfigMapVolumeSource::default()
        }),
        ..Volume::default()
    }
}

/// An empty directory on the node's disk.
pub(super) fn empty_dir(volume: &str) -> Volume {
    Volume {
        name: volume.to_owned(),
        empty_dir: Some(EmptyDirVolumeSource::default()),
        ..Volume::default()
    }
}

/// An empty directory in memory, for what must not reach a disk or must be fast.
pub(super) fn memory_dir(volume: &str, limit: &str) -> Volume {
    Volume {
        name: volume.to_owned(),
        empty_dir: Some(EmptyDirVolumeSource {
            medium: Some("Memory".to_owned()),
            size_limit: Some(Quantity(limit.to_owned())),
        }),
        ..Volume::default()
    }
}

pub(super) fn http_probe(path: &str, period_seconds: i32, failures: i32) -> Probe {
    Probe {
        http_get: Some(HTTPGetAction {
            path: Some(path.to_owned()),
            port: IntOrString::String(HTTP_PORT.to_owned()),
            ..HTTPGetAction::default()
        }),
        ..probe(period_seconds, failures)
    }
}

pub(super) fn exec_probe(command: &[&str], period_seconds: i32, failures: i32) -> Probe {
    Probe {
        exec: Some(ExecAction {
            command: Some(words(command)),
        }),
        timeout_seconds: Some(5),
        ..probe(period_seconds, failures)
    }
}

fn probe(period_seconds: i32, failures: i32) -> Probe {
    Probe {
        period_seconds: Some(period_seconds),
        failure_threshold: Some(failures),
        ..Probe::default()
    }
}

/// Lists and maps that are empty are left out of a child.
fn some_unless_empty<C>(collection: &C) -> Option<C>
where
    C: Clone + Default + PartialEq,
{
    (*collection != C::default()).then(|| collection.clone())
}

pub(super) fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
