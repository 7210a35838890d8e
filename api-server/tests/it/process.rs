//! The binary itself, as a pod runs it: environment, signals, exit codes, and what it tells the world.

use std::net::SocketAddr;
use std::process::Output;

use contract::access::Access;
use contract::credentials::{BasicAuth, CredentialsFile};
use contract::inventory::{Camera, CamerasFile, Previews};
use reqwest::Method;
use serde_json::json;
use testing::free_port;
use tokio::process::{Child, Command};

use crate::support::api::{ask, ask_with, bearer};
use crate::support::binary::role;
use crate::support::browser::Browser;
use crate::support::inventory::{camera, file, local};
use crate::support::postgres::{Postgres, SUPERUSER_PASSWORD};
use crate::support::provider::{CLIENT_SECRET, GroupsIn, Provider};
use crate::support::redis::{self, Redis};
use crate::support::site::{ADMIN_PASSWORD, ALERTS_TOKEN, INTERNAL_TOKEN, OPERATOR_TOKEN, Site};
use crate::support::{conformance, eventually};

async fn terminate(child: Child) -> Output {
    let pid = child.id().expect("a process that runs").to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .await
            .unwrap()
            .success()
    );
    child.wait_with_output().await.unwrap()
}

/// The answers to everything that makes a prober ask a camera.
async fn asked_of_cameras(api: SocketAddr, prober: SocketAddr) -> String {
    let mut answers = String::new();
    for camera in ["closed", "far", "pictured"] {
        let path = format!("/api/v1/cameras/{camera}");
        let now = ask(api, Method::POST, &format!("{path}/probe")).await;
        assert!(now.status != 404 && now.status != 405, "{}", now.text);
        let look = ask(api, Method::GET, &format!("{path}/snapshot")).await;
        assert_ne!(look.json["type"], "/problems/previews-off");
        answers.extend([now.text, look.text]);
        let path = format!("/internal/v1/snapshot/{camera}");
        for token in ["wrong-Secret", INTERNAL_TOKEN] {
            let told = ask_with(prober, Method::GET, &path, bearer(token)).await;
            assert_eq!(told.status == 401, token != INTERNAL_TOKEN, "{}", told.text);
            answers.push_str(&told.text);
        }
    }
    answers
}

#[tokio::test]
async fn no_role_tells_a_secret_in_its_log_metrics_or_answers() {
    let site = Site::bare(Postgres::shared().await);
    let closed = Camera {
        credentials: Some("hall".into()),
        ..local("closed", free_port())
    };
    let pictured = Camera {
        url: "http://127.0.0.1:9/{username}/{password}".to_owned(),
        credentials: Some("hall".into()),
        ..local("pictured", 9)
    };
    site.write_inventory(&CamerasFile {
        previews: Previews::OnDemand,
        ..file(vec![closed, camera("far"), pictured])
    });
    let login = BasicAuth {
        username: "viewer-Secret".into(),
        password: "camera-Secret-3".into(),
    };
    site.write_credentials(&CredentialsFile([("hall".to_owned(), login)].into()));
    let redis = Redis::start();
    site.write("redis/password", redis::PASSWORD);

    let mut told = Vec::new();
    let migrated = role(&site, "migrate", 0).output().await.unwrap();
    assert!(
        migrated.status.success(),
        "{}",
        String::from_utf8_lossy(&migrated.stderr)
    );
    told.push(migrated);

    let (api_port, prober_port) = (free_port(), free_port());
    let api_address = ([127, 0, 0, 1], api_port).into();
    conformance::watch(api_address);
    let prober_address = ([127, 0, 0, 1], prober_port).into();
    conformance::forget(prober_address);
    let cache_port = redis.config().port.to_string();
    let api = role(&site, "serve", api_port)
        .env("CAMERASITE_CACHE_HOST", "127.0.0.1")
        .env("CAMERASITE_CACHE_PORT", cache_port)
        .env("CAMERASITE_PROBER_URL", format!("http://127.0.0.1:{prober_port}"))
        .spawn()
        .unwrap();
    let prober = role(&site, "probe", prober_port).spawn().unwrap();
    let mut answers = String::new();
    eventually("the closed camera is Down", async || {
        let client = reqwest::Client::new();
        let answer = client
            .get(format!("http://127.0.0.1:{api_port}/cameras/closed"))
            .send()
            .await
            .ok()?;
        answer.text().await.ok()?.contains("Down").then_some(())
    })
    .await;
    for path in [
        "/",
        "/api/v1/cameras",
        "/api/v1/events",
        "/api/v1/summary",
        "/health",
        "/metrics",
        "/nowhere",
    ] {
        answers.push_str(&ask(api_address, Method::GET, path).await.text);
    }
    answers.push_str(&ask(prober_address, Method::GET, "/metrics").await.text);
    answers.push_str(&asked_of_cameras(api_address, prober_address).await);
    let (api, prober) = tokio::join!(terminate(api), terminate(prober));
    for ended in [api, prober] {
        assert!(
            ended.status.success(),
            "SIGTERM is an orderly end: {}",
            String::from_utf8_lossy(&ended.stderr)
        );
        told.push(ended);
    }

    let mut all: String = told
        .iter()
        .map(|output| String::from_utf8_lossy(&output.stderr))
        .collect();
    assert!(all.contains("listening"), "there is a log at all");
    all.push_str(&answers);
    for secret in [
        SUPERUSER_PASSWORD,
        redis::PASSWORD,
        "owner-Secret",
        "app-Secret",
        "exporter-Secret",
        "camera-Secret",
        "viewer-Secret",
        "internal-Secret",
        "wrong-Secret",
        "SCRAM-SHA-256$",
    ] {
        assert!(!all.contains(secret), "{secret} was told");
    }
}

/// Starts role `serve` with these rules and waits until it is ready.
async fn serving(site: &Site, rules: &Access) -> (Child, SocketAddr) {
    let address = SocketAddr::from(([127, 0, 0, 1], free_port()));
    conformance::watch(address);
    let child = role(site, "serve", address.port())
        .env("CAMERASITE_ACCESS", serde_json::to_string(rules).unwrap())
        .spawn()
        .unwrap();
    eventually("the API is ready", async || {
        let answer = reqwest::get(format!("http://{address}/readyz")).await.ok()?;
        (answer.status() == 200).then_some(())
    })
    .await;
    (child, address)
}

#[tokio::test]
async fn signing_in_tells_no_secret_in_log_metrics_or_lists() {
    let site = Site::with(vec![camera("hall")]).await;
    site.write("oidc/client-secret", CLIENT_SECRET);
    let mut told = String::new();
    let mut secrets: Vec<String> = [
        ADMIN_PASSWORD,
        OPERATOR_TOKEN,
        ALERTS_TOKEN,
        CLIENT_SECRET,
        "tried-Secret",
        "chosen-Secret",
    ]
    .map(str::to_owned)
    .into();

    let (child, address) = serving(&site, &Access::default()).await;
    let mut admin = Browser::admin_at(address).await;
    secrets.push(admin.cookies["camerasite_session"].clone());
    let token = admin.token("reader", "Viewer").await;
    let mut stranger = Browser::at_address(address);
    stranger.sign_in("admin", "tried-Secret").await;
    stranger.sign_in("tried-Secret-as-a-name", "x").await;
    let new =
        json!({"name": "jane", "role": "Viewer", "password": "chosen-Secret-word", "more": "chosen-Secret"});
    told.push_str(&admin.post("/api/v1/users", &new).await.text);
    for token in [token.as_str(), OPERATOR_TOKEN, ALERTS_TOKEN, "tried-Secret"] {
        for path in ["/api/v1/summary", "/api/v1/users"] {
            told.push_str(&ask_with(address, Method::GET, path, bearer(token)).await.text);
        }
    }
    for path in [
        "/api/v1/users",
        "/api/v1/tokens",
        "/api/v1/sessions",
        "/api/v1/audit",
        "/metrics",
        "/health",
    ] {
        told.push_str(&admin.get(path).await.text);
    }
    secrets.push(token);
    let local = terminate(child).await;

    let provider = Provider::start(GroupsIn::UserInfo);
    let (child, address) = serving(&site, &provider.rules()).await;
    let mut jane = Browser::at_address(address);
    let left = jane.get("/api/v1/session/oidc").await;
    secrets.push(jane.cookies["camerasite_flow"].clone());
    let back = provider.visit(left.header("location"), Some("jane")).await;
    assert_eq!(jane.get(&back).await.status, 303);
    secrets.push(jane.cookies["camerasite_session"].clone());
    let url = reqwest::Url::parse(&format!("http://x{back}")).unwrap();
    secrets.extend(
        url.query_pairs()
            .filter(|(name, _)| name != "iss")
            .map(|(_, value)| value.into_owned()),
    );
    let oidc = terminate(child).await;

    for output in [local, oidc] {
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(log.contains("listening"), "there is a log at all");
        told.push_str(&log);
    }
    secrets.push("$argon2".to_owned());
    for secret in secrets {
        assert!(!told.contains(&secret), "{secret} was told");
    }
}

#[tokio::test]
async fn bad_arguments_end_with_a_line_that_says_what_to_do() {
    let site = Site::bare(Postgres::shared().await);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let cases = [
        (role(&site, "serve", port), "cannot listen"),
        (role(&site, "probe", port), "cannot listen"),
        (role(&site, "sing", 0), "unrecognized subcommand"),
    ];
    for (mut command, expected) in cases {
        let output = command.output().await.unwrap();
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !output.status.success() && log.contains(expected),
            "{expected}: {log}"
        );
    }
    let mut bad_pod = role(&site, "probe", 0);
    let output = bad_pod
        .env("CAMERASITE_POD_NAME", "prober")
        .output()
        .await
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("--pod-name"));
}
