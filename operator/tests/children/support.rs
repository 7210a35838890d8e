//! Fixtures, taken through the real validation and build.

use std::path::{Path, PathBuf};

use crds::CameraSite;
use operator::monitoring::Served;
use operator::observe::Observed;
use operator::render::{generate, parse};
use operator::resources::{Prepared, Resources, build};
use operator::settings::Settings;
use operator::site::Site;
use operator::validate::{Findings, identity, validate};

/// The start of every generated password in tests.
pub(crate) const PLANTED: &str = "planted-generated-password";
/// The start of every password in the fixtures' Secrets.
pub(crate) const PLANTED_CAMERA: &str = "planted-camera-password";

/// The start of everything that receivers of alerts are told with in the fixtures' Secrets.
pub(crate) const PLANTED_RECEIVER: &str = "planted-receiver";

/// UID of the fixtures' sites.
pub(crate) const UID: &str = "00000000-0000-0000-0000-00000000c5c5";

/// Names of all fixtures.
pub(crate) const FIXTURES: [&str; 7] = [
    "minimal",
    "full",
    "no_cache",
    "many_cameras",
    "simulated",
    "csv",
    "external",
];

pub(crate) fn settings() -> Settings {
    Settings {
        api_image: "example.net/api-server:test".into(),
        web_image: "example.net/web:test".into(),
        simulator_image: "example.net/simulator:test".into(),
        postgres_image: "example.net/postgres:test".into(),
        redis_image: "example.net/redis:test".into(),
        postgres_exporter_image: "example.net/postgres-exporter:test".into(),
        redis_exporter_image: "example.net/redis-exporter:test".into(),
        runbooks: "https://example.net/runbooks/".into(),
        operator_namespace: "operators".into(),
        cluster_domain: "cluster.test".into(),
    }
}

pub(crate) fn fixture_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(format!("{name}.yaml"))
}

/// The fixture's CameraSite as a cluster would hand it out, and what was observed.
pub(crate) fn observed(name: &str) -> (CameraSite, Observed) {
    let text = std::fs::read_to_string(fixture_path(name)).unwrap();
    let (mut object, references) = parse(&text).unwrap();
    object.metadata.uid = Some(UID.into());
    object.metadata.generation = Some(1);
    let mut count = 0;
    let secrets = generate(&identity(&object).unwrap(), &object, || {
        count += 1;
        format!("{PLANTED}-{count}")
    });
    let observed = Observed {
        secrets,
        references,
        served: Some(Served::ALL),
        ..Observed::default()
    };
    (object, observed)
}

pub(crate) fn site(name: &str) -> (Site, Findings) {
    let (object, observed) = observed(name);
    validate(&object, &observed, &settings()).unwrap()
}

pub(crate) fn validated(object: &CameraSite, observed: &Observed) -> (Site, Findings) {
    validate(object, observed, &settings()).unwrap()
}

pub(crate) fn built(object: &CameraSite, observed: &Observed) -> Resources<Prepared> {
    build(&validate(object, observed, &settings()).unwrap().0)
}

pub(crate) fn children(name: &str) -> Resources<Prepared> {
    build(&site(name).0)
}
