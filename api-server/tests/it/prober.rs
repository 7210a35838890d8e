//! Role `probe`, from a TCP connection to rows in Postgres.

use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};
use testing::free_port;

use crate::support::api::Api;
use crate::support::camera::Listener;
use crate::support::eventually;
use crate::support::inventory::{camera, file, local};
use crate::support::postgres::Postgres;
use crate::support::site::Site;

async fn until_state(api: &Api, camera: &str, state: &str) -> Value {
    eventually("the camera has the state", async || {
        let json = api.get(&format!("/api/v1/cameras/{camera}")).await.json;
        (json["state"] == state).then_some(json)
    })
    .await
}

/// `from → to` of all events of a camera, oldest first.
async fn transitions(api: &Api, camera: &str) -> Vec<String> {
    let page = api
        .get(&format!("/api/v1/events?camera={camera}&limit=500"))
        .await
        .json;
    let text = |event: &Value| {
        format!(
            "{} → {}",
            event["from"].as_str().unwrap(),
            event["to"].as_str().unwrap()
        )
    };
    page["items"].as_array().unwrap().iter().rev().map(text).collect()
}

#[tokio::test]
async fn what_the_prober_finds_is_shown_by_the_api() {
    let listener = Listener::start(0).await;
    let closed = free_port();
    let site = Site::with(vec![local("closed", closed), local("open", listener.port)]).await;
    let api = site.api(None).await;
    let prober = site.prober().await;

    let open = until_state(&api, "open", "Up").await;
    assert!(
        open["lastProbeAt"].is_string() && open["latencyMs"].is_number(),
        "{open}"
    );
    let down = until_state(&api, "closed", "Down").await;
    assert_eq!(down["reason"], "Refused");
    assert_eq!(transitions(&api, "open").await, ["Unknown → Up"]);
    assert_eq!(transitions(&api, "closed").await, ["Unknown → Down"]);
    eventually("the shard is live", async || {
        (api.get("/api/v1/summary").await.json["probers"] == json!({"want": 1, "live": 1})).then_some(())
    })
    .await;

    assert_eq!(prober.get("/livez").await.status, 200);
    eventually("ready", async || {
        prober.get("/readyz").await.status.is_success().then_some(())
    })
    .await;
    let labels =
        |camera: &str| format!(r#"{{camera="{camera}",priority="Normal",zone="halls",site="nord"}}"#);
    assert_eq!(
        prober.metric(&format!("camera_up{}", labels("open"))).await,
        Some(1.0)
    );
    assert_eq!(
        prober.metric(&format!("camera_up{}", labels("closed"))).await,
        Some(0.0)
    );
    assert_eq!(
        prober.metric(r#"prober_states_restored{site="nord"}"#).await,
        Some(1.0)
    );
    let down = r#"camera_state{camera="closed",priority="Normal",state="Down",zone="halls",site="nord"}"#;
    assert_eq!(prober.metric(down).await, Some(1.0));
    let refused = prober
        .metric(r#"camera_probe_failures_total{reason="Refused",site="nord"}"#)
        .await;
    assert!(refused.is_some_and(|count| count >= 1.0), "{refused:?}");
    let text = prober.get("/metrics").await.text;
    assert!(
        text.contains("camera_probe_duration_seconds_bucket{stage=\"connect\",site=\"nord\""),
        "{text}"
    );
    assert!(
        text.contains("prober_lag_seconds") && text.contains("camera_info{"),
        "{text}"
    );
    for outcome in ["ok", "failed"] {
        let count = prober
            .metric(&format!(
                "camera_probes_total{{outcome=\"{outcome}\",site=\"nord\"}}"
            ))
            .await;
        assert!(count.is_some_and(|count| count >= 1.0), "{outcome}: {count:?}");
    }
    let last_probe = format!("camera_last_probe_timestamp_seconds{}", labels("open"));
    assert!(
        prober.metric(&last_probe).await.is_some_and(|at| at > 0.0),
        "{text}"
    );
}

#[tokio::test]
async fn the_inventory_is_followed_without_a_restart() {
    let (one, two) = (Listener::start(0).await, Listener::start(0).await);
    let site = Site::with(vec![local("one", one.port)]).await;
    let api = site.api(None).await;
    let prober = site.prober().await;
    until_state(&api, "one", "Up").await;

    site.write_inventory(&file(vec![local("two", two.port)]));
    until_state(&api, "two", "Up").await;
    let text = prober.get("/metrics").await.text;
    assert!(
        text.contains("camera=\"two\"") && !text.contains("camera=\"one\""),
        "{text}"
    );

    site.write("cameras/cameras.json", "{ half a fi");
    let last_probe = async || {
        api.get("/api/v1/cameras/two").await.json["lastProbeAt"]
            .as_str()
            .map(str::to_owned)
    };
    let before = last_probe().await;
    eventually("a broken file does not stop probing", async || {
        (last_probe().await > before).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_restart_goes_on_where_the_prober_stopped() {
    let listener = Listener::start(0).await;
    let site = Site::with(vec![local("hall", listener.port)]).await;
    let api = site.api(None).await;
    let prober = site.prober().await;
    let before = until_state(&api, "hall", "Up").await;
    prober.end().await;

    let prober = site.prober().await;
    let up = r#"camera_up{camera="hall",priority="Normal",zone="halls",site="nord"}"#;
    let first = eventually("the first scrape that is answered", async || {
        let answer = prober.get("/metrics").await;
        answer.status.is_success().then_some(answer.text)
    })
    .await;
    assert!(
        first.contains(&format!("{up} 1")),
        "the verdict is there from the first scrape: {first}"
    );
    let last_probe = async || api.get("/api/v1/cameras/hall").await.json;
    let after = eventually("probed again", async || {
        let json = last_probe().await;
        (json["lastProbeAt"] != before["lastProbeAt"]).then_some(json)
    })
    .await;
    assert_eq!(after["since"], before["since"]);
    assert_eq!(
        transitions(&api, "hall").await,
        ["Unknown → Up"],
        "no second beginning"
    );
}

#[tokio::test]
async fn probing_goes_on_while_the_database_is_away_and_no_event_is_lost() {
    let listener = Listener::start(0).await;
    let port = listener.port;
    let site = Site::on(Postgres::own().await, vec![local("hall", port)]).await;
    let api = site.api(None).await;
    let prober = site.prober().await;
    until_state(&api, "hall", "Up").await;

    site.postgres.stop();
    let up = r#"camera_up{camera="hall",priority="Normal",zone="halls",site="nord"}"#;
    let until_up = async |value: f64| {
        eventually("the prober notices", async || {
            (prober.metric(up).await == Some(value)).then_some(())
        })
        .await;
    };
    listener.stop().await;
    until_up(0.0).await;
    let listener = Listener::start(port).await;
    until_up(1.0).await;
    listener.stop().await;
    until_up(0.0).await;
    let buffered = async || prober.metric(r#"prober_events_buffered{site="nord"}"#).await;
    let until_buffered = async |events: f64| {
        eventually("so many events wait", async || {
            (buffered().await == Some(events)).then_some(())
        })
        .await;
    };
    until_buffered(3.0).await;

    site.postgres.start().await;
    // The state alone says little: the batch that was being written when the database went was "Down" too.
    until_buffered(0.0).await;
    until_state(&api, "hall", "Down").await;
    let expected = ["Unknown → Up", "Up → Down", "Down → Up", "Up → Down"];
    assert_eq!(transitions(&api, "hall").await, expected);
    assert_eq!(
        prober.metric(r#"prober_events_lost_total{site="nord"}"#).await,
        Some(0.0)
    );
}

#[tokio::test]
async fn a_camera_that_the_api_has_not_entered_yet_loses_nothing() {
    let listener = Listener::start(0).await;
    let site = Site::with(vec![local("hall", listener.port)]).await;
    let prober = site.prober().await;
    let mut superuser = site.superuser().await;
    eventually("the event is stored", async || {
        let count: i64 = sqlx::query_scalar("select count(*) from camera_events")
            .fetch_one(&mut superuser)
            .await
            .unwrap();
        (count == 1).then_some(())
    })
    .await;
    prober.end().await;
    let api = site.api(None).await;
    assert_eq!(api.get("/api/v1/cameras/hall").await.json["state"], "Up");
    assert_eq!(transitions(&api, "hall").await, ["Unknown → Up"]);
}

#[tokio::test]
async fn a_disabled_camera_is_listed_and_not_probed() {
    let listener = Listener::start(0).await;
    let mut off = camera("off");
    off.enabled = false;
    let site = Site::with(vec![off, local("on", listener.port)]).await;
    let api = site.api(None).await;
    let prober = site.prober().await;
    until_state(&api, "on", "Up").await;
    let json = api.get("/api/v1/cameras/off").await.json;
    assert_eq!(
        (&json["state"], &json["lastProbeAt"]),
        (&json!("Disabled"), &Value::Null)
    );
    assert!(!prober.get("/metrics").await.text.contains("camera=\"off\""));
}

#[tokio::test]
async fn metrics_tell_of_maintenance_reasons_and_the_site() {
    let site = Site::with(vec![local("closed", free_port()), local("other", free_port())]).await;
    let api = site.api(None).await;
    let prober = site.prober().await;
    let now = Timestamp::now();
    let window = json!({
        "scope": "Camera", "camera": "closed", "reason": "new switch",
        "startsAt": now - SignedDuration::from_hours(1), "endsAt": now + SignedDuration::from_hours(1)
    });
    let made = api.send(Method::POST, "/api/v1/maintenance", &window).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let of = |name: &str, camera: &str, reason: &str| {
        format!(r#"{name}{{camera="{camera}",priority="Normal",{reason}zone="halls",site="nord"}}"#)
    };
    eventually("the prober knows the window", async || {
        let value = prober.metric(&of("camera_maintenance", "closed", "")).await;
        (value == Some(1.0)).then_some(())
    })
    .await;
    assert_eq!(
        prober.metric(&of("camera_maintenance", "other", "")).await,
        Some(0.0)
    );
    eventually("the reason is told", async || {
        let refused = of("camera_reason", "closed", r#"reason="Refused","#);
        (prober.metric(&refused).await == Some(1.0)).then_some(())
    })
    .await;
    let text = api.get("/metrics").await.text;
    let info = r#"camerasite_site_info{city="Paris",url="",vlan="",site="nord"} 1"#;
    assert!(text.contains(info), "{text}");
}
