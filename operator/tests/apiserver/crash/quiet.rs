//! At rest nothing is written, whatever a site's spec sets.

use crds::CameraSite;
use serde_json::{Value, json};

use super::cluster::Server;
use super::run;
use super::scenario::{small, whole};
use crate::schema;

/// Passes over a site at rest.
const RESYNCS: usize = 10;

/// Sites that set every field between them.
fn sites() -> Vec<(&'static str, CameraSite)> {
    let resources = json!({ "requests": { "cpu": "20m" }, "limits": { "memory": "512Mi" } });
    let camera = |name: &str, tls: Value| json!({ "name": name, "url": "rtsps://10.20.1.20/1", "tls": tls });
    let everything = whole(&[
        ("/cameras/0/probe/timeoutSeconds", json!(6)),
        ("/cameras/0/probe/failureThreshold", json!(4)),
        ("/cameras/0/probe/successThreshold", json!(2)),
        ("/cameras/0/probe/sample/intervalSeconds", json!(90)),
        ("/cameras/0/probe/sample/keyframeTimeoutSeconds", json!(9)),
        (
            "/cameras/-",
            camera(
                "pinned",
                json!({ "fingerprint": format!("sha256:{}", "ab".repeat(32)) }),
            ),
        ),
        ("/cameras/-", camera("trusting", json!({ "insecure": true }))),
        (
            "/camerasFrom",
            json!([{ "configMapRef": { "name": "halls", "key": "cameras.csv" } }]),
        ),
        ("/probe/depth", json!("Connect")),
        ("/database/resources", resources.clone()),
        ("/cache/resources", resources.clone()),
        ("/web/resources", resources),
    ]);
    let switched_off = small(&[
        ("/api", json!({ "replicas": 3 })),
        ("/cache", json!({ "mode": "Disabled" })),
        ("/networkPolicy", json!({ "enabled": false })),
        ("/monitoring", json!({ "enabled": false })),
    ]);
    let external = small(&[(
        "/database",
        json!({ "mode": "External", "external": {
            "host": "db.example.net", "port": 6432, "database": "piers",
            "credentialsSecretRef": { "name": "platform-cameras" },
            "ownerCredentialsSecretRef": { "name": "platform-cameras" },
            "tls": { "mode": "VerifyFull", "caSecretRef": { "name": "camera-ca" } }
        }}),
    )]);
    let suspended = small(&[("/suspend", json!(true))]);
    vec![
        ("everything", everything),
        ("everything off", switched_off),
        ("an external database", external),
        ("suspended", suspended),
    ]
}

#[test]
fn the_sites_set_every_field() {
    let specs: Vec<Value> = sites().iter().map(|(_, site)| json!(site.spec)).collect();
    let mut missing = schema::properties();
    missing.retain(|path| !specs.iter().any(|spec| sets(spec, path)));
    assert_eq!(missing, Vec::<String>::new());
}

/// Whether a spec has a value at `.a.b[].c`.
fn sets(value: &Value, path: &str) -> bool {
    let Some(path) = path.strip_prefix('.') else {
        return !value.is_null();
    };
    let (key, rest) = path.find('.').map_or((path, ""), |end| path.split_at(end));
    match key.strip_suffix("[]") {
        Some(list) => value[list]
            .as_array()
            .into_iter()
            .flatten()
            .any(|it| sets(it, rest)),
        None => sets(&value[key], rest),
    }
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_site_at_rest_is_not_written_to_whatever_it_sets() {
    let server = Server::new().await;
    let runs = sites().into_iter().map(async |(name, site)| {
        let writes = Box::pin(run::resyncs(&server, name, site, RESYNCS)).await;
        let writes = writes.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(writes.is_empty(), "{name}: {writes:?}");
    });
    futures::future::join_all(runs).await;
}
