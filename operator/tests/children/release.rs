//! An upgrade of the operator restarts no database and no cache: for a live site of the last release this build wants
//! the very pods that it has, or `CHANGELOG.md` says that they restart.
//!
//! `operator/tests/releases/<version>/` holds what that release was given (`<fixture>.yaml`) and the pods that it made of
//! it (`<fixture>.pods.json`). `hack/release/pods` writes it when a release is cut.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crds::CameraSite;
use k8s_openapi::api::apps::v1::StatefulSet;
use operator::observe::Observed;
use operator::render::{generate, parse};
use operator::resources::{Child, Prepared, Resources, build};
use operator::settings::Settings;
use operator::validate::{identity, validate};
use serde_json::{Value, json};

use crate::support::{FIXTURES, PLANTED, UID, fixture_path, settings};

/// How an entry under Unreleased begins that admits a restart.
const ADMISSIONS: [(&str, &str); 2] = [
    ("postgres", "- Restarts databases: "),
    ("redis", "- Restarts caches: "),
];

fn releases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/releases")
}

/// The folder of the last release, which is the only one.
fn last() -> PathBuf {
    let folders = std::fs::read_dir(releases()).unwrap();
    let folders: Vec<PathBuf> = folders.map(|entry| entry.unwrap().path()).collect();
    let [last] = folders.as_slice() else {
        unreachable!("one release is compared with, found {folders:?}: run hack/release/pods")
    };
    last.clone()
}

/// A site of the release, and what is observed of it. Passwords do not depend on how many there are.
fn observed(text: &str) -> (CameraSite, Observed) {
    let (mut object, references) = parse(text).unwrap();
    object.metadata.uid = Some(UID.into());
    object.metadata.generation = Some(1);
    let secrets = generate(&identity(&object).unwrap(), &object, || PLANTED.to_owned());
    let observed = Observed {
        secrets,
        references,
        ..Observed::default()
    };
    (object, observed)
}

/// The database and the cache, by component; without what the site has not.
fn sets(children: Resources<Prepared>) -> BTreeMap<&'static str, StatefulSet> {
    let found = [("postgres", children.postgres), ("redis", children.redis)];
    let found = found.into_iter().filter_map(|(name, child)| match child {
        Child::Apply(set) => Some((name, *set)),
        Child::Off | Child::Unknown => None,
    });
    found.collect()
}

fn wanted(
    object: &CameraSite,
    observed: &Observed,
    settings: &Settings,
) -> BTreeMap<&'static str, StatefulSet> {
    sets(build(&validate(object, observed, settings).unwrap().0))
}

fn template(set: &StatefulSet) -> Value {
    json!(set.spec.as_ref().unwrap().template)
}

/// Images that this build would choose for a new site, none of them of the release.
fn other_images() -> Settings {
    Settings {
        postgres_image: "example.net/postgres:another".into(),
        redis_image: "example.net/redis:another".into(),
        ..settings()
    }
}

/// The components whose pods this build would replace, each with a fixture and both templates.
fn replaced(release: &Path) -> BTreeMap<&'static str, String> {
    let mut found = BTreeMap::new();
    let mut compared = 0;
    for entry in std::fs::read_dir(release).unwrap() {
        let path = entry.unwrap().path();
        let Some(fixture) = path
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .strip_suffix(".pods.json")
        else {
            continue;
        };
        let pods: BTreeMap<String, Value> = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let text = std::fs::read_to_string(release.join(format!("{fixture}.yaml"))).unwrap();
        for (name, difference) in differences(&text, &pods) {
            found
                .entry(name)
                .or_insert_with(|| format!("{fixture}: {difference}"));
        }
        compared += pods.len();
    }
    assert!(compared > 8, "only {compared} pods are compared");
    found
}

/// What this build would change of the pods of a live site.
fn differences(site: &str, pods: &BTreeMap<String, Value>) -> BTreeMap<&'static str, String> {
    let (object, mut observed) = observed(site);
    // As the release left them: what it made of the site, with its pods.
    let mut live = wanted(&object, &observed, &settings());
    for (name, set) in &mut live {
        let before = &pods[*name];
        set.spec.as_mut().unwrap().template = serde_json::from_value(before.clone()).unwrap();
    }
    observed.live.postgres = live.get("postgres").cloned().map(Box::new);
    observed.live.redis = live.get("redis").cloned().map(Box::new);
    let now = wanted(&object, &observed, &other_images());
    assert_eq!(
        now.keys().collect::<Vec<_>>(),
        pods.keys().collect::<Vec<_>>(),
        "the same components"
    );
    let changed = now
        .iter()
        .filter_map(|(name, set)| Some((*name, difference("", &pods[*name], &template(set))?)));
    changed.collect()
}

/// The first place where two documents differ.
fn difference(pointer: &str, before: &Value, now: &Value) -> Option<String> {
    if before == now {
        return None;
    }
    let within = match (before, now) {
        (Value::Object(before), Value::Object(now)) if before.keys().eq(now.keys()) => before
            .iter()
            .find_map(|(key, value)| difference(&format!("{pointer}/{key}"), value, &now[key])),
        (Value::Array(before), Value::Array(now)) if before.len() == now.len() => before
            .iter()
            .zip(now)
            .enumerate()
            .find_map(|(index, (before, now))| difference(&format!("{pointer}/{index}"), before, now)),
        _ => None,
    };
    within.or_else(|| Some(format!("{pointer} was {before} and would be {now}")))
}

/// What the changelog does not say of the components that restart, or says without need.
fn unannounced(changelog: &str, replaced: &BTreeMap<&'static str, String>) -> Vec<String> {
    let unreleased = changelog
        .split("\n## ")
        .find(|part| part.starts_with("Unreleased"));
    let unreleased = unreleased.unwrap_or_default();
    let mut wrong = Vec::new();
    for (name, admission) in ADMISSIONS {
        let admitted = unreleased.lines().any(|line| {
            line.strip_prefix(admission)
                .is_some_and(|why| !why.trim().is_empty())
        });
        match (replaced.get(name), admitted) {
            (Some(difference), false) => wrong.push(format!(
                "an upgrade of the operator would restart every {name}. Undo that, or say why in CHANGELOG.md under \
                 Unreleased in a line that begins with {admission:?}.\n{difference}"
            )),
            (None, true) => wrong.push(format!(
                "CHANGELOG.md has a line {admission:?} under Unreleased, and no {name} restarts: remove it"
            )),
            _ => {}
        }
    }
    wrong
}

fn changelog() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../CHANGELOG.md")).unwrap()
}

#[test]
fn an_upgrade_restarts_no_database_and_no_cache_unless_the_changelog_says_so() {
    let wrong = unannounced(&changelog(), &replaced(&last()));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_pod_that_would_change_is_found() {
    let release = last();
    let text = std::fs::read_to_string(release.join("minimal.yaml")).unwrap();
    let pods = std::fs::read(release.join("minimal.pods.json")).unwrap();
    let pods: BTreeMap<String, Value> = serde_json::from_slice(&pods).unwrap();
    let spec = |name: &str, field: &str| format!("/{name}/spec{field}");
    let changes = [
        (
            "postgres",
            spec("postgres", "/containers/0/image"),
            json!("example.net/postgres:older"),
        ),
        (
            "postgres",
            spec("postgres", "/terminationGracePeriodSeconds"),
            json!(7),
        ),
        (
            "redis",
            spec("redis", "/containers/0/readinessProbe/periodSeconds"),
            json!(7),
        ),
        (
            "redis",
            "/redis/metadata/annotations/camerasite.io~1restart-hash".to_owned(),
            json!("other"),
        ),
    ];
    for (name, pointer, value) in changes {
        let mut edited = json!(pods);
        let place = edited.pointer_mut(&pointer);
        *place.unwrap_or_else(|| panic!("the release has no {pointer}")) = value;
        let found = differences(&text, &serde_json::from_value(edited).unwrap());
        let image = pointer.ends_with("image");
        // An image is pinned: whichever the live pod has, stays.
        assert_eq!(found.contains_key(name), !image, "{pointer}: {found:?}");
        assert_eq!(found.len(), usize::from(!image), "{pointer}");
    }
}

#[test]
fn only_an_entry_of_the_agreed_form_under_unreleased_admits_a_restart() {
    let replaced = BTreeMap::from([("postgres", "minimal: …".to_owned())]);
    let entry = "- Restarts databases: their probe is another one.";
    let says = |unreleased: &str, released: &str| {
        format!("# Changelog\n\n## Unreleased\n\n{unreleased}\n\n## 0.1.0\n\n{released}\n")
    };
    assert!(unannounced(&says(entry, ""), &replaced).is_empty());
    for silent in [
        says("", entry),
        says("- Restarts databases: ", ""),
        says("- Restarts caches: a probe.", ""),
        says("Restarts databases: a probe.", ""),
    ] {
        assert!(!unannounced(&silent, &replaced).is_empty(), "{silent}");
    }
    let needless = unannounced(&says(entry, ""), &BTreeMap::new());
    assert!(needless.concat().contains("remove it"), "{needless:?}");
}

/// No test: `hack/release/pods` runs it when a release is cut.
#[test]
#[ignore = "writes the pods of a release: hack/release/pods"]
fn write_the_pods_of_this_release() {
    let version = std::env::var("CAMERASITE_RELEASE").expect("CAMERASITE_RELEASE names the release");
    let folder = releases().join(version);
    std::fs::create_dir_all(&folder).unwrap();
    for fixture in FIXTURES {
        let text = std::fs::read_to_string(fixture_path(fixture)).unwrap();
        let (object, observed) = observed(&text);
        let sets = wanted(&object, &observed, &settings());
        let pods: BTreeMap<_, _> = sets.iter().map(|(name, set)| (name, template(set))).collect();
        if pods.is_empty() {
            continue;
        }
        let json = serde_json::to_string_pretty(&pods).unwrap();
        std::fs::write(folder.join(format!("{fixture}.pods.json")), json + "\n").unwrap();
        std::fs::write(folder.join(format!("{fixture}.yaml")), text).unwrap();
    }
}
