//! Cameras that users enter are probed like declared ones: by real probers, within seconds, by one shard each.

use std::time::Duration;

use contract::credentials::{BasicAuth, CredentialsFile, shared};
use contract::inventory::{CamerasFile, Depth, ProbeSettings};
use probe::shard::owner;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::Api;
use crate::support::eventually;
use crate::support::inventory::file;
use crate::support::scripted::{Manner, Scripted};
use crate::support::site::Site;

/// A site that probes each second.
fn inventory(shards: u32) -> CamerasFile {
    CamerasFile {
        shards,
        credentials: vec!["halls".to_owned()],
        probe: ProbeSettings {
            depth: Depth::Describe,
            interval_seconds: 2,
            timeout_seconds: 1,
            failure_threshold: 1,
            ..ProbeSettings::default()
        },
        ..file(Vec::new())
    }
}

fn entered(name: &str, port: u16) -> Value {
    json!({ "name": name, "url": format!("rtsp://localhost:{port}/") })
}

async fn enter(api: &Api, camera: &Value) {
    let answer = api.send(Method::POST, "/api/v1/cameras", camera).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
}

async fn until(api: &Api, name: &str, state: &str) -> Value {
    eventually("the camera has the state", async || {
        let json = api.get(&format!("/api/v1/cameras/{name}")).await.json;
        (json["state"] == state).then_some(json)
    })
    .await
}

#[tokio::test]
async fn an_entered_camera_is_probed_changed_and_let_go() {
    let rtsp = Scripted::start(Manner::Rtsp(Duration::ZERO)).await;
    let site = Site::with(Vec::new()).await;
    site.write_inventory(&inventory(1));
    let api = site.api(None).await;
    let prober = site.prober().await;
    enter(&api, &entered("quay", rtsp.port)).await;
    until(&api, "quay", "Up").await;
    let metrics = prober.get("/metrics").await.text;
    let up = metrics
        .lines()
        .find(|line| line.starts_with("camera_up{") && line.contains("camera=\"quay\""));
    assert!(
        up.is_some_and(|line| line.ends_with(" 1")),
        "it has the metrics of any camera: {up:?}"
    );

    let elsewhere = json!({ "url": "rtsp://localhost:9/" });
    let changed = api
        .send_if(Method::PATCH, "/api/v1/cameras/quay", "*", &elsewhere)
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let down = until(&api, "quay", "Down").await;
    assert_eq!(down["reason"], "Refused");
    let now = eventually("a probe on demand reaches its prober", async || {
        let answer = api.post("/api/v1/cameras/quay/probe").await;
        (answer.status == 200).then_some(answer.json)
    })
    .await;
    assert_eq!(now["reason"], "Refused");

    let removed = api
        .send_if(Method::DELETE, "/api/v1/cameras/quay", "*", &Value::Null)
        .await;
    assert_eq!(removed.status, 204);
    eventually("the prober has let it go", async || {
        (!prober.get("/metrics").await.text.contains("quay")).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_restarted_prober_goes_on_with_entered_cameras_from_their_state() {
    let rtsp = Scripted::start(Manner::Rtsp(Duration::ZERO)).await;
    let site = Site::with(Vec::new()).await;
    site.write_inventory(&inventory(1));
    let api = site.api(None).await;
    let prober = site.prober().await;
    enter(&api, &entered("quay", rtsp.port)).await;
    let before = until(&api, "quay", "Up").await;
    prober.end().await;
    let connections = rtsp.all();
    let _prober = site.prober().await;
    eventually("it is probed again", async || {
        (rtsp.all() > connections).then_some(())
    })
    .await;
    let after = until(&api, "quay", "Up").await;
    assert_eq!(after["since"], before["since"]);
    assert_eq!(api.get("/api/v1/events?camera=quay").await.json["total"], 1);
}

#[tokio::test]
async fn entered_cameras_move_between_shards_and_none_is_probed_twice_at_a_time() {
    let slow = Manner::Rtsp(Duration::from_millis(200));
    let name_of = |shard| {
        let mut names = (0..).map(|number| format!("quay-{number}"));
        names.find(|name| owner(name, 2) == shard).unwrap()
    };
    let (kept, moved) = (name_of(0), name_of(1));
    let cameras = [Scripted::start(slow.clone()).await, Scripted::start(slow).await];
    let site = Site::with(Vec::new()).await;
    site.write_inventory(&inventory(1));
    let api = site.api(None).await;
    let _first = site.shard(0).await;
    for (name, camera) in [&kept, &moved].into_iter().zip(&cameras) {
        enter(&api, &entered(name, camera.port)).await;
        until(&api, name, "Up").await;
    }
    site.write_inventory(&inventory(2));
    let _second = site.shard(1).await;
    let mut superuser = site.superuser().await;
    eventually("the second shard has its camera", async || {
        let shard: i32 = sqlx::query_scalar("select shard from camera_states where camera = $1")
            .bind(&moved)
            .fetch_one(&mut superuser)
            .await
            .unwrap();
        (shard == 1).then_some(())
    })
    .await;
    for (name, camera) in [&kept, &moved].into_iter().zip(&cameras) {
        let seen = camera.all();
        eventually("it is probed on", async || {
            (camera.all() > seen + 1).then_some(())
        })
        .await;
        assert_eq!(camera.most(), 1, "{name} was probed twice at a time");
        until(&api, name, "Up").await;
    }
}

#[tokio::test]
async fn an_entered_camera_logs_in_with_what_the_site_lists_and_nothing_else() {
    let rtsp = Scripted::start(Manner::Rejecting).await;
    let site = Site::with(Vec::new()).await;
    site.write_inventory(&inventory(1));
    let login = |username: &str| BasicAuth {
        username: username.to_owned(),
        password: "hunter2".to_owned(),
    };
    site.write_credentials(&CredentialsFile(
        [
            (shared("halls"), login("viewer")),
            ("halls".to_owned(), login("declared")),
        ]
        .into(),
    ));
    let api = site.api(None).await;
    let _prober = site.prober().await;
    let mut camera = entered("quay", rtsp.port);
    enter(&api, &camera).await;
    assert_eq!(until(&api, "quay", "Down").await["reason"], "AuthRequired");
    camera["credentials"] = json!("halls");
    let changed = api
        .send_if(Method::PUT, "/api/v1/cameras/quay", "*", &camera)
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    eventually("the camera rejects the login", async || {
        let json = api.get("/api/v1/cameras/quay").await.json;
        (json["reason"] == "AuthFailed").then_some(())
    })
    .await;
    // The login is taken out of the site: the camera is asked without it from then on.
    site.write_inventory(&CamerasFile {
        credentials: Vec::new(),
        ..inventory(1)
    });
    eventually("the camera is asked without a login", async || {
        let json = api.get("/api/v1/cameras/quay").await.json;
        (json["reason"] == "AuthRequired").then_some(())
    })
    .await;
}
