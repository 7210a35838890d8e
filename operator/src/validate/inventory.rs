//! Declared cameras → `cameras.json`, `credentials.json` and `authorities.json`.

use std::collections::{BTreeMap, BTreeSet};

use contract::credentials::{self, AuthoritiesFile, BasicAuth, CredentialsFile};
use contract::inventory::{
    self, CamerasFile, HistorySettings, Origin, Previews, ProbeSettings, Region, TlsSettings,
};
use contract::place::{Coordinates, Place};
use crds::conditions::reason;
use crds::{Camera, CameraSiteSpec, CameraTls, History, Location, NamedCredentials, OsdMask, PreviewMode};

use super::{Finding, Invalid, probe, simulator};
use crate::inventory::{Entry, declared};
use crate::observe::{Referenced, References};
use crate::site::Identity;

/// Most bytes of all cameras in `cameras.json`: a ConfigMap holds 1 MiB. CEL sees to it that those of the spec alone fit.
const SIZE_MAX: usize = 1_040_000;
/// What is said of a camera of an inventory beyond that. The cameras before it stay, whatever comes after it goes.
const TOO_LARGE: &str = "does not fit, the site's cameras are 1040000 bytes together at most; shorten texts, or divide it into several sites";

/// The files, and what is wrong with their sources.
pub(super) struct Inventory {
    pub cameras: CamerasFile,
    pub credentials: CredentialsFile,
    pub authorities: AuthoritiesFile,
    pub findings: Vec<Finding>,
}

pub(super) fn resolve(
    id: &Identity,
    spec: &CameraSiteSpec,
    references: &References,
) -> Result<Inventory, Invalid> {
    let defaults = probe::site(&spec.probe);
    let mut findings = Vec::new();
    let mut declared = declared(spec, &references.listings);
    let mut cameras = Vec::new();
    let mut size = 0;
    for Entry { camera, listed } in std::mem::take(&mut declared.cameras) {
        match resolve_camera(id, camera, &defaults) {
            Ok(camera) => {
                size += serde_json::to_vec(&camera).map_or(0, |json| json.len() + 1);
                match listed.filter(|_| size > SIZE_MAX) {
                    None => cameras.push(camera),
                    Some((source, line)) => declared.reject(source, line, TOO_LARGE),
                }
            }
            Err(finding) => findings.push(finding),
        }
    }
    findings.extend(declared.into_findings());
    cameras.sort_by(|left, right| left.name.cmp(&right.name));
    let duplicate = cameras.windows(2).find_map(|pair| match pair {
        [left, right] if left.name == right.name => Some(left.name.clone()),
        _ => None,
    });
    if let Some(name) = duplicate {
        return Err(Invalid::DuplicateCamera(name));
    }
    let mut credentials = gather(&cameras, &LOGIN, &references.credentials, &mut findings);
    credentials.extend(share(spec, &references.credentials, &mut findings));
    let authorities = gather(&cameras, &AUTHORITY, &references.authorities, &mut findings);
    findings.extend(cameras.iter().filter_map(late));
    let file = CamerasFile {
        schema_version: inventory::SCHEMA_VERSION,
        site: id.name.clone(),
        display_name: spec.display_name.clone().unwrap_or_else(|| id.name.clone()),
        city: spec.location.city.clone(),
        time_zone: spec.location.time_zone.clone(),
        place: place(&spec.location),
        shards: probe::count(spec.prober.shards).max(1),
        probe: defaults,
        gateway: spec.probe.gateway.clone(),
        previews: match spec.previews.mode {
            PreviewMode::Off => Previews::Off,
            PreviewMode::OnDemand => Previews::OnDemand,
        },
        history: history(&spec.history),
        camera_cidrs: spec.network_policy.camera_cidrs.clone(),
        credentials: spec.credentials.iter().map(|entry| entry.name.clone()).collect(),
        cameras,
    };
    Ok(Inventory {
        cameras: file,
        credentials: CredentialsFile(credentials),
        authorities: AuthoritiesFile(authorities),
        findings,
    })
}

fn history(history: &History) -> HistorySettings {
    HistorySettings {
        fine_days: probe::count(history.fine_days),
        hourly_days: probe::count(history.hourly_days),
        event_days: probe::count(history.event_days),
        audit_days: probe::count(history.audit_days),
    }
}

fn resolve_camera(
    id: &Identity,
    camera: &Camera,
    defaults: &ProbeSettings,
) -> Result<inventory::Camera, Finding> {
    Ok(inventory::Camera {
        name: camera.name.clone(),
        display_name: camera.display_name.clone().unwrap_or_else(|| camera.name.clone()),
        zone: camera.zone.clone().unwrap_or_default(),
        location: camera.location.clone(),
        url: url(id, camera)?,
        enabled: camera.enabled.unwrap_or(true),
        priority: match camera.priority.unwrap_or_default() {
            crds::Priority::Normal => inventory::Priority::Normal,
            crds::Priority::Critical => inventory::Priority::Critical,
        },
        tags: camera.tags.clone(),
        probe: probe::camera(camera.probe.as_ref(), defaults),
        credentials: camera
            .credentials_secret_ref
            .as_ref()
            .map(|secret| secret.name.clone()),
        tls: camera.tls.as_ref().map(tls),
        snapshot_url: camera.snapshot_url.clone(),
        osd_mask: camera.osd_mask.iter().map(region).collect(),
        coordinates: camera.coordinates.as_ref().map(coordinates),
        vlan: vlan(camera.vlan),
        notes: camera.notes.clone(),
        origin: Origin::Declared,
    })
}

/// The API server refuses a camera with neither or both; an object older than the rule may have it.
fn url(id: &Identity, camera: &Camera) -> Result<String, Finding> {
    match (&camera.url, &camera.simulated) {
        (Some(url), None) => Ok(url.clone()),
        (None, Some(_)) => Ok(simulator::url(id, &camera.name)),
        (None, None) | (Some(_), Some(_)) => Err(Finding {
            reason: reason::INVALID_SPEC,
            message: format!(
                "camera {} needs exactly one of url and simulated and is left out: give one of them",
                camera.name
            ),
        }),
    }
}

fn tls(tls: &CameraTls) -> TlsSettings {
    TlsSettings {
        authority: tls.ca_secret_ref.as_ref().map(|secret| secret.name.clone()),
        fingerprint: tls.fingerprint.clone(),
        insecure: tls.insecure.unwrap_or_default(),
    }
}

fn region(mask: &OsdMask) -> Region {
    Region {
        x: mask.x.clone(),
        y: mask.y.clone(),
        width: mask.width.clone(),
        height: mask.height.clone(),
    }
}

fn place(location: &Location) -> Place {
    Place {
        address: location.address.clone(),
        latitude: location.latitude.clone(),
        longitude: location.longitude.clone(),
        vlan: vlan(location.vlan),
    }
}

fn coordinates(coordinates: &crds::Coordinates) -> Coordinates {
    Coordinates {
        plan: coordinates.plan.clone(),
        x: coordinates.x.clone(),
        y: coordinates.y.clone(),
        latitude: coordinates.latitude.clone(),
        longitude: coordinates.longitude.clone(),
    }
}

/// The schema has the API's integers signed, and this one from 1 to 4094.
fn vlan(number: Option<i32>) -> Option<u16> {
    number.and_then(|number| u16::try_from(number).ok())
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

/// Secrets of one use that cameras name.
struct Use {
    /// The name that a camera gives.
    of: fn(&inventory::Camera) -> Option<&String>,
    /// What is to be done about a Secret that does not exist.
    missing: &'static str,
}

const LOGIN: Use = Use {
    of: |camera| camera.credentials.as_ref(),
    missing: "does not exist: create it, with type kubernetes.io/basic-auth",
};

const AUTHORITY: Use = Use {
    of: |camera| camera.tls.as_ref()?.authority.as_ref(),
    missing: "does not exist: create it, with the authority's certificate in PEM under the key ca.crt",
};

/// What could be read. A camera whose Secret is missing stays in the inventory with the Secret's name.
fn gather<T: Clone>(
    cameras: &[inventory::Camera],
    purpose: &Use,
    references: &BTreeMap<String, Referenced<T>>,
    findings: &mut Vec<Finding>,
) -> BTreeMap<String, T> {
    let names: BTreeSet<&String> = cameras.iter().filter_map(purpose.of).collect();
    let mut found = BTreeMap::new();
    for name in names {
        let (reason, what) = match references.get(name) {
            Some(Referenced::Found(content)) => {
                found.insert(name.clone(), content.clone());
                continue;
            }
            Some(Referenced::Invalid(problem)) => (reason::SECRET_INVALID, *problem),
            None => (reason::SECRET_NOT_FOUND, purpose.missing),
        };
        let users: Vec<&str> = cameras
            .iter()
            .filter(|camera| (purpose.of)(camera) == Some(name))
            .map(|camera| camera.name.as_str())
            .collect();
        findings.push(Finding {
            reason,
            message: format!("Secret {name} of {} {what}", list(&users)),
        });
    }
    found
}

/// The logins that cameras of the API may name, as far as they could be read.
fn share(
    spec: &CameraSiteSpec,
    references: &BTreeMap<String, Referenced<BasicAuth>>,
    findings: &mut Vec<Finding>,
) -> BTreeMap<String, BasicAuth> {
    let mut found = BTreeMap::new();
    for NamedCredentials { name, secret_ref } in &spec.credentials {
        let (reason, what) = match references.get(&secret_ref.name) {
            Some(Referenced::Found(login)) => {
                found.insert(credentials::shared(name), login.clone());
                continue;
            }
            Some(Referenced::Invalid(problem)) => (reason::SECRET_INVALID, *problem),
            None => (reason::SECRET_NOT_FOUND, LOGIN.missing),
        };
        findings.push(Finding {
            reason,
            message: format!("Secret {} of spec.credentials {name} {what}", secret_ref.name),
        });
    }
    found
}

/// `camera a`, or `cameras a, b, c and 4 more`.
pub(super) fn list(names: &[&str]) -> String {
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
