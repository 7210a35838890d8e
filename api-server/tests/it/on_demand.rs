//! Probe now, and what only the api may ask of a prober.

use std::time::Duration;

use contract::credentials::{BasicAuth, CredentialsFile};
use contract::inventory::{Camera, Depth};
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::json;
use testing::free_port;

use crate::support::api::{Answer, ask_with, bearer};
use crate::support::camera::Listener;
use crate::support::eventually;
use crate::support::inventory::{camera, local};
use crate::support::redis::Redis;
use crate::support::scripted::{Manner, Scripted};
use crate::support::site::{INTERNAL_TOKEN, Site};

/// Asks for a probe until the answer is not that the camera was probed a moment ago or that its prober is not there yet.
async fn settled(mut ask: impl AsyncFnMut() -> Answer) -> Answer {
    eventually("a probe on demand is admitted and answered", async || {
        let answer = ask().await;
        (![429, 504].contains(&answer.status.as_u16())).then_some(answer)
    })
    .await
}

#[tokio::test]
async fn a_probe_on_demand_tells_what_it_found() {
    let rtsp = Scripted::start(Manner::Rtsp(Duration::ZERO)).await;
    let mut open = local("open", rtsp.port);
    open.url = format!("rtsp://127.0.0.1:{}/", rtsp.port);
    open.probe.depth = Depth::Describe;
    open.probe.timeout_seconds = 30;
    let site = Site::with(vec![local("closed", free_port()), open]).await;
    let api = site.api(None).await;
    let _prober = site.prober().await;

    let answer = settled(async || api.post("/api/v1/cameras/open/probe").await).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let json = &answer.json;
    assert_eq!(
        (
            &json["state"],
            &json["verdict"],
            &json["reason"],
            &json["message"]
        ),
        (&json!("Up"), &json!("Up"), &json!(null), &json!(null))
    );
    let stages: Vec<_> = json["stages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stage| stage["stage"].as_str().unwrap())
        .collect();
    assert!(
        stages.contains(&"connect") && stages.contains(&"describe"),
        "{stages:?}"
    );
    assert!(
        json["stages"]
            .as_array()
            .unwrap()
            .iter()
            .all(|stage| stage["durationMs"].is_u64())
    );
    assert_eq!(json["facts"]["codec"], "H264");
    assert!(json["latencyMs"].is_u64(), "{json}");
    assert!(json["at"].as_str().unwrap().ends_with('Z'), "{json}");
    assert_eq!(rtsp.most(), 1, "never twice at a time");

    let id = api.get("/api/v1/cameras/closed").await.json["id"].clone();
    let answer = settled(async || api.post(&format!("/api/v1/cameras/{id}/probe")).await).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json["reason"]),
        (200, &json!("Refused"))
    );
    assert_eq!(answer.json["state"], "Down");
}

#[tokio::test]
async fn a_camera_is_probed_on_demand_once_in_five_seconds() {
    let listener = Listener::start(0).await;
    let site = Site::with(vec![local("hall", listener.port), local("vault", listener.port)]).await;
    let redis = Redis::start();
    let (one, other) = (site.api(Some(&redis)).await, site.api(Some(&redis)).await);
    let _prober = site.prober().await;

    // The camera is asked for at two replicas at once: one of the two comes too late, whatever the machine's load.
    let path = "/api/v1/cameras/hall/probe";
    let (first, second) = tokio::join!(one.post(path), other.post(path));
    let statuses = [first.status.as_u16(), second.status.as_u16()];
    let limited = if statuses[0] == 429 { &first } else { &second };
    assert_eq!(
        statuses.iter().filter(|status| **status == 429).count(),
        1,
        "{statuses:?}"
    );
    assert_eq!(limited.json["type"], "/problems/rate-limited");
    let wait: u64 = limited.header("retry-after").parse().unwrap();
    assert!((1..=5).contains(&wait), "{wait}");
    assert_ne!(
        one.post("/api/v1/cameras/vault/probe").await.status,
        429,
        "each camera for itself"
    );

    // Without the cache each replica keeps the limit for itself.
    redis.kill();
    let path = "/api/v1/cameras/vault/probe";
    let (first, second) = tokio::join!(other.post(path), other.post(path));
    let statuses = [first.status.as_u16(), second.status.as_u16()];
    assert_eq!(
        statuses.iter().filter(|status| **status == 429).count(),
        1,
        "{statuses:?}"
    );
}

#[tokio::test]
async fn a_held_login_is_not_tried_on_demand_either() {
    let rtsp = Scripted::start(Manner::Rejecting).await;
    let hall = Camera {
        url: format!("rtsp://127.0.0.1:{}/", rtsp.port),
        credentials: Some("hall".to_owned()),
        ..camera("hall")
    };
    let site = Site::with(vec![hall]).await;
    let login = BasicAuth {
        username: "viewer".to_owned(),
        password: "wrong".to_owned(),
    };
    site.write_credentials(&CredentialsFile([("hall".to_owned(), login)].into()));
    let api = site.api(None).await;
    let _prober = site.prober().await;
    eventually("the login is held", async || {
        (api.get("/api/v1/cameras/hall").await.json["reason"] == "AuthFailed").then_some(())
    })
    .await;
    let connections = rtsp.all();
    let answer = settled(async || api.post("/api/v1/cameras/hall/probe").await).await;
    assert_eq!(answer.status, 409, "{}", answer.text);
    assert_eq!(answer.json["type"], "/problems/auth-held");
    assert!(
        answer.json["until"].as_str().unwrap().ends_with('Z'),
        "{}",
        answer.text
    );
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=900).contains(&wait), "{wait}");
    assert_eq!(rtsp.all(), connections, "the camera was left alone");
}

#[tokio::test]
async fn without_a_prober_the_answer_says_so() {
    let disabled = Camera {
        enabled: false,
        ..camera("cellar")
    };
    let site = Site::with(vec![disabled, camera("hall")]).await;
    let api = site.api(None).await;
    let cases = [
        ("hall", 504, "prober-unreachable"),
        ("cellar", 409, "camera-disabled"),
        ("nowhere", 404, "not-found"),
    ];
    for (camera, status, slug) in cases {
        let answer = api.post(&format!("/api/v1/cameras/{camera}/probe")).await;
        assert_eq!(answer.status, status, "{camera}: {}", answer.text);
        assert_eq!(answer.json["type"], format!("/problems/{slug}"));
    }
    assert_eq!(api.get("/api/v1/cameras/hall/probe").await.status, 405);
}

#[tokio::test]
async fn a_prober_obeys_the_internal_token_alone() {
    let listener = Listener::start(0).await;
    let site = Site::with(vec![local("hall", listener.port)]).await;
    let prober = site.prober().await;
    let ask_as = async |method: Method, path: &str, headers: HeaderMap| {
        ask_with(prober.address, method, path, headers).await
    };
    for (method, path) in [
        (Method::POST, "/internal/v1/probe/hall"),
        (Method::GET, "/internal/v1/snapshot/hall"),
    ] {
        for headers in [
            HeaderMap::new(),
            bearer("wrong"),
            bearer(&INTERNAL_TOKEN[1..]),
            bearer(&format!("{INTERNAL_TOKEN}x")),
        ] {
            let answer = ask_as(method.clone(), path, headers).await;
            assert_eq!(answer.status, 401, "{path}: {}", answer.text);
            assert_eq!(answer.json["type"], "/problems/unauthenticated");
        }
    }
    let probe = async |token: &str| {
        ask_as(Method::POST, "/internal/v1/probe/hall", bearer(token))
            .await
            .status
    };
    assert_eq!(probe(INTERNAL_TOKEN).await, 200);
    let elsewhere = ask_as(Method::POST, "/internal/v1/probe/vault", bearer(INTERNAL_TOKEN)).await;
    assert_eq!(
        (elsewhere.status.as_u16(), &elsewhere.json["type"]),
        (404, &json!("/problems/not-ours"))
    );

    site.write("tokens/internal-token", "another-Secret-5\n");
    eventually("a new token is followed", async || {
        (probe("another-Secret-5").await == 200).then_some(())
    })
    .await;
    assert_eq!(probe(INTERNAL_TOKEN).await, 401);
}
