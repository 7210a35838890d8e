//! The exporters, started as the operator starts them: with environment, arguments and files of its reviewed children.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use testing::free_port;
use tokio::process::{Child, Command};

use crate::support::eventually;
use crate::support::postgres::Postgres;
use crate::support::redis::{PASSWORD, Redis};
use crate::support::site::Site;

/// Children of `minimal.yaml`, as a test of the operator compares them with what it builds.
const CHILDREN: &str = include_str!("../../../operator/tests/snapshots/children__golden__minimal.snap");

fn child(kind: &str, name: &str) -> Value {
    // The head of the file is a document of its own.
    let (_, document) = CHILDREN.split_once("\n---\n").unwrap();
    let children: Vec<Value> = serde_saphyr::from_str(document).unwrap();
    let name = format!("corner-shop-{name}");
    let found = children
        .into_iter()
        .find(|child| child["kind"] == kind && child["metadata"]["name"] == *name);
    found.unwrap_or_else(|| panic!("no {kind} {name}"))
}

/// An exporter under test.
struct Exporter {
    url: String,
    ready: String,
    _process: Child,
}

impl Exporter {
    /// Starts it; `files` stands for what is mounted, `places` has what is elsewhere than in a pod.
    fn start(name: &str, program: &str, files: &Path, places: &[(&str, String)]) -> Self {
        let deployment = child("Deployment", name);
        let container = &deployment["spec"]["template"]["spec"]["containers"][0];
        let mount = container["volumeMounts"][0]["mountPath"].as_str().unwrap();
        let here = |text: &Value| {
            let text = text.as_str().unwrap();
            let text = text.replace(mount, files.to_str().unwrap());
            places
                .iter()
                .fold(text, |text, (pod, test)| text.replace(pod, test))
        };
        let list = |field: &str| container[field].as_array().cloned().unwrap_or_default();
        let port = free_port();
        let process = Command::new(fetched(program))
            .args(list("args").iter().map(here))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .env_clear()
            .envs(list("env").iter().map(|variable| {
                let name = variable["name"].as_str().unwrap().to_owned();
                (name, here(&variable["value"]))
            }))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let path = container["readinessProbe"]["httpGet"]["path"].as_str().unwrap();
        assert_eq!(container["livenessProbe"]["httpGet"]["path"], path);
        let url = format!("http://127.0.0.1:{port}");
        Self {
            ready: format!("{url}{path}"),
            url: format!("{url}/metrics"),
            _process: process,
        }
    }

    /// Waits until a metric has this value.
    async fn shows(&self, line: &str) {
        eventually(line, async || {
            let text = reqwest::get(&self.url).await.ok()?.text().await.ok()?;
            text.lines().any(|it| it == line).then_some(())
        })
        .await;
        assert_eq!(
            reqwest::get(&self.ready).await.unwrap().status(),
            200,
            "{}",
            self.ready
        );
    }
}

/// The program of Debian's package, unpacked once.
fn fetched(program: &str) -> PathBuf {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../hack/tools/exporter");
    let output = std::process::Command::new(script).arg(program).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().into()
}

#[tokio::test]
async fn the_databases_exporter_logs_in_as_the_operator_starts_it() {
    let site = Site::bare(Postgres::shared().await);
    let role = format!("exporter_of_{}", site.database_name());
    site.write_login("exporter", &role, "exporter-Secret-@/:?%#&");
    site.migrate().await.unwrap();
    let files = site.config_dir().join("postgres-exporter");
    let places = |port: u16| {
        [
            (
                "corner-shop-postgres.lyon.svc.cluster.test:5432",
                format!("127.0.0.1:{port}"),
            ),
            ("/camerasite?", format!("/{}?", site.database_name())),
        ]
    };
    let exporter = Exporter::start(
        "postgres-exporter",
        "postgres",
        &files,
        &places(site.postgres.port()),
    );
    exporter.shows("pg_up 1").await;
    let away = Exporter::start("postgres-exporter", "postgres", &files, &places(free_port()));
    away.shows("pg_up 0").await;
}

#[tokio::test]
async fn the_caches_exporter_logs_in_as_the_operator_starts_it() {
    let redis = Redis::start();
    let site = Site::bare(Postgres::shared().await);
    let pod = "corner-shop-redis.lyon.svc.cluster.test:6379";
    let secret = child("Secret", "redis-exporter");
    let data = secret["data"]["passwords.json"].as_str().unwrap();
    let file: Value = serde_json::from_slice(&STANDARD.decode(data).unwrap()).unwrap();
    let urls: Vec<_> = file.as_object().unwrap().keys().collect();
    assert_eq!(urls, [&format!("redis://{pod}")]);
    let here = format!("127.0.0.1:{}", redis.port());
    let url = urls[0].replace(pod, &here);
    for (folder, password, line) in [
        ("right", PASSWORD, "redis_up 1"),
        ("wrong", "not-it", "redis_up 0"),
    ] {
        let passwords = json!({ url.as_str(): password }).to_string();
        site.write(&format!("{folder}/passwords.json"), passwords);
        let files = site.config_dir().join(folder);
        let exporter = Exporter::start("redis-exporter", "redis", &files, &[(pod, here.clone())]);
        exporter.shows(line).await;
    }
}
