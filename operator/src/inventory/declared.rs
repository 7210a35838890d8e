//! All declared cameras, by precedence.

use std::collections::BTreeMap;

use crds::conditions::reason;
use crds::{Camera, CameraSiteSpec, ConfigMapKey};
use sheet::Problems;

use super::{CAMERAS_MAX, Listing};
use crate::validate::Finding;

/// The cameras of a site: first those of its spec, then those of its inventories by name of the ConfigMap.
#[derive(Clone, Debug)]
pub struct Declared<'a> {
    /// The cameras. One of an inventory has a name that none before it has, and there are at most [`CAMERAS_MAX`] of them
    /// where the spec alone has no more.
    pub cameras: Vec<Entry<'a>>,
    problems: BTreeMap<&'a ConfigMapKey, Problems>,
    findings: Vec<Finding>,
}

/// A declared camera.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The camera.
    pub camera: &'a Camera,
    /// Inventory and line that it comes from; `None` for one of the spec.
    pub listed: Option<(&'a ConfigMapKey, usize)>,
}

/// Brings the cameras of the spec and of its inventories together.
#[must_use]
pub fn declared<'a>(spec: &'a CameraSiteSpec, listings: &'a BTreeMap<ConfigMapKey, Listing>) -> Declared<'a> {
    let cameras = spec.cameras.iter().map(|camera| Entry { camera, listed: None });
    let mut declared = Declared {
        cameras: cameras.collect(),
        problems: BTreeMap::new(),
        findings: Vec::new(),
    };
    let mut names = spec
        .cameras
        .iter()
        .map(|camera| (camera.name.as_str(), None))
        .collect();
    let mut sources: Vec<&ConfigMapKey> = spec.cameras_from.iter().map(|it| &it.config_map_ref).collect();
    sources.sort();
    for source in sources {
        declared.add(source, listings.get(source), &mut names);
    }
    declared
}

/// Where a camera of each name is declared already.
type Names<'a> = BTreeMap<&'a str, Option<(&'a ConfigMapKey, usize)>>;

impl<'a> Declared<'a> {
    fn add(&mut self, source: &'a ConfigMapKey, listing: Option<&'a Listing>, names: &mut Names<'a>) {
        let ConfigMapKey { name, key } = source;
        let sheet = match listing {
            Some(Listing::Read(sheet)) => sheet,
            Some(Listing::NoKey) => {
                let message = format!(
                    "spec.camerasFrom names the key {key} of ConfigMap {name}, which has no such key: add it"
                );
                return self.finding(reason::CONFIG_MAP_INVALID, message);
            }
            None => {
                let message = format!(
                    "spec.camerasFrom names the ConfigMap {name}, which does not exist: create it, with the cameras in CSV \
                     under the key {key}"
                );
                return self.finding(reason::CONFIG_MAP_NOT_FOUND, message);
            }
        };
        self.problems.insert(source, sheet.problems.clone());
        for row in &sheet.rows {
            let camera = &row.camera;
            let listed = Some((source, row.line));
            if let Some(other) = names.get(camera.name.as_str()) {
                let place = place(*other, source);
                let what = format!(
                    "camera {} is declared {place} already; rename or remove one",
                    camera.name
                );
                self.reject(source, row.line, what);
            } else if self.cameras.len() >= CAMERAS_MAX {
                self.reject(
                    source,
                    row.line,
                    format!("is beyond the {CAMERAS_MAX} cameras of a site; divide it into several sites"),
                );
            } else {
                names.insert(&camera.name, listed);
                self.cameras.push(Entry { camera, listed });
            }
        }
    }

    fn finding(&mut self, reason: &'static str, message: String) {
        self.findings.push(Finding { reason, message });
    }

    /// Notes why the camera of a line is left out.
    pub fn reject(&mut self, source: &'a ConfigMapKey, line: usize, what: impl Into<String>) {
        self.problems.entry(source).or_default().note(line, what);
    }

    /// What is wrong with the inventories: one finding for each.
    #[must_use]
    pub fn into_findings(self) -> Vec<Finding> {
        let mut findings = self.findings;
        let wrong = self
            .problems
            .into_iter()
            .filter(|(_, problems)| !problems.is_empty());
        findings.extend(wrong.map(|(ConfigMapKey { name, key }, problems)| Finding {
            reason: reason::CONFIG_MAP_INVALID,
            message: format!("ConfigMap {name}, key {key}, {problems}"),
        }));
        findings
    }
}

/// Where the other camera is, as seen from `here`.
fn place(other: Option<(&ConfigMapKey, usize)>, here: &ConfigMapKey) -> String {
    match other {
        None => "in spec.cameras".to_owned(),
        Some((source, line)) if source == here => format!("in line {line}"),
        Some((ConfigMapKey { name, key }, line)) => format!("in ConfigMap {name}, key {key}, line {line},"),
    }
}
