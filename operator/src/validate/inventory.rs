//! `spec.cameras` → `cameras.json` and `credentials.json`.

use std::collections::{BTreeMap, BTreeSet};

use contract::credentials::CredentialsFile;
use contract::inventory::{self, CamerasFile, Origin, Previews, ProbeSettings, SampleSettings};
use crds::conditions::reason;
use crds::{Camera, CameraSiteSpec, Depth, Probe};

use super::{Finding, Invalid};
use crate::observe::{Credentials, References};
use crate::site::Identity;

/// The files, and what is wrong with their sources.
pub(super) struct Inventory {
    pub cameras: CamerasFile,
    pub credentials: CredentialsFile,
    pub findings: Vec<Finding>,
}

pub(super) fn resolve(
    id: &Identity,
    spec: &CameraSiteSpec,
    references: &References,
) -> Result<Inventory, Invalid> {
    let mut cameras: Vec<_> = spec
        .cameras
        .iter()
        .map(|camera| resolve_camera(camera, &spec.probe))
        .collect();
    cameras.sort_by(|left, right| left.name.cmp(&right.name));
    let duplicate = cameras.windows(2).find_map(|pair| match pair {
        [left, right] if left.name == right.name => Some(left.name.clone()),
        _ => None,
    });
    if let Some(name) = duplicate {
        return Err(Invalid::DuplicateCamera(name));
    }
    let (credentials, mut findings) = credentials(&cameras, references);
    findings.extend(cameras.iter().filter_map(late));
    let file = CamerasFile {
        schema_version: inventory::SCHEMA_VERSION,
        site: id.name.clone(),
        display_name: spec.display_name.clone().unwrap_or_else(|| id.name.clone()),
        city: spec.location.city.clone(),
        time_zone: spec.location.time_zone.clone(),
        shards: count(spec.prober.shards).max(1),
        probe: site_probe(&spec.probe),
        gateway: None,
        previews: Previews::Off,
        cameras,
    };
    Ok(Inventory {
        cameras: file,
        credentials,
        findings,
    })
}

fn resolve_camera(camera: &Camera, defaults: &Probe) -> inventory::Camera {
    inventory::Camera {
        name: camera.name.clone(),
        display_name: camera.display_name.clone().unwrap_or_else(|| camera.name.clone()),
        zone: camera.zone.clone().unwrap_or_default(),
        location: camera.location.clone(),
        url: camera.url.clone(),
        enabled: camera.enabled.unwrap_or(true),
        priority: match camera.priority.unwrap_or_default() {
            crds::Priority::Normal => inventory::Priority::Normal,
            crds::Priority::Critical => inventory::Priority::Critical,
        },
        tags: camera.tags.clone(),
        probe: camera_probe(camera, defaults),
        credentials: camera
            .credentials_secret_ref
            .as_ref()
            .map(|secret| secret.name.clone()),
        tls: None,
        snapshot_url: None,
        osd_mask: Vec::new(),
        origin: Origin::Declared,
    }
}

fn camera_probe(camera: &Camera, defaults: &Probe) -> ProbeSettings {
    let Some(own) = &camera.probe else {
        return site_probe(defaults);
    };
    site_probe(&Probe {
        depth: own.depth.unwrap_or(defaults.depth),
        interval_seconds: own.interval_seconds.unwrap_or(defaults.interval_seconds),
        timeout_seconds: own.timeout_seconds.unwrap_or(defaults.timeout_seconds),
        failure_threshold: own.failure_threshold.unwrap_or(defaults.failure_threshold),
        success_threshold: own.success_threshold.unwrap_or(defaults.success_threshold),
    })
}

fn site_probe(probe: &Probe) -> ProbeSettings {
    ProbeSettings {
        depth: match probe.depth {
            Depth::Connect => inventory::Depth::Connect,
            Depth::Describe => inventory::Depth::Describe,
        },
        interval_seconds: count(probe.interval_seconds),
        timeout_seconds: count(probe.timeout_seconds),
        failure_threshold: count(probe.failure_threshold),
        success_threshold: count(probe.success_threshold),
        sample: SampleSettings::default(),
    }
}

/// The schema allows no negative number; zero stands for one that came by all the same.
fn count(number: i32) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

/// A probe that may last longer than its interval. The API server refuses it; an object older than the rule may have it.
fn late(camera: &inventory::Camera) -> Option<Finding> {
    let probe = &camera.probe;
    (probe.timeout_seconds >= probe.interval_seconds).then(|| Finding {
        reason: reason::INVALID_SPEC,
        message: format!(
            "camera {}: timeoutSeconds {} is not less than intervalSeconds {}: lower the timeout or raise the interval",
            camera.name, probe.timeout_seconds, probe.interval_seconds
        ),
    })
}

/// What could be read. A camera whose Secret is missing stays in the inventory with the Secret's name.
fn credentials(cameras: &[inventory::Camera], references: &References) -> (CredentialsFile, Vec<Finding>) {
    let names: BTreeSet<&String> = cameras
        .iter()
        .filter_map(|camera| camera.credentials.as_ref())
        .collect();
    let mut found = BTreeMap::new();
    let mut findings = Vec::new();
    for name in names {
        let (reason, what) = match references.credentials.get(name) {
            Some(Credentials::Found(login)) => {
                found.insert(name.clone(), login.clone());
                continue;
            }
            Some(Credentials::Invalid(problem)) => (reason::SECRET_INVALID, *problem),
            None => (
                reason::SECRET_NOT_FOUND,
                "does not exist: create it, with type kubernetes.io/basic-auth",
            ),
        };
        let users: Vec<&str> = cameras
            .iter()
            .filter(|camera| camera.credentials.as_ref() == Some(name))
            .map(|camera| camera.name.as_str())
            .collect();
        findings.push(Finding {
            reason,
            message: format!("Secret {name} of {} {what}", list(&users)),
        });
    }
    (CredentialsFile(found), findings)
}

/// `camera a`, or `cameras a, b, c and 4 more`.
fn list(names: &[&str]) -> String {
    const SHOWN: usize = 3;
    match names {
        [name] => format!("camera {name}"),
        names if names.len() <= SHOWN => format!("cameras {}", names.join(", ")),
        names => {
            let shown: Vec<&str> = names.iter().take(SHOWN).copied().collect();
            format!("cameras {} and {} more", shown.join(", "), names.len() - SHOWN)
        }
    }
}
