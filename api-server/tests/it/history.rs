//! `/api/v1/cameras/{key}/history`, from what probers count to what is shown.

use api_server::db::rollups::RollupWrite;
use api_server::db::states::{Batch, write};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use testing::free_port;

use crate::support::camera::Listener;
use crate::support::eventually;
use crate::support::history::at;
use crate::support::inventory::{camera, local};
use crate::support::site::Site;

/// A part of a bucket: 30 probes, 10 of them failed.
fn part(when: Timestamp, batch: i64) -> RollupWrite {
    RollupWrite {
        camera: "hall".to_owned(),
        at: when,
        batch,
        probes: 30,
        failed: 10,
        latency_sum_ms: 800,
        latency_min_ms: Some(20),
        latency_max_ms: Some(90),
        up_s: 200.0,
        degraded_s: 0.0,
        down_s: 100.0,
        unknown_s: 0.0,
    }
}

async fn store(site: &Site, rollups: Vec<RollupWrite>) {
    let batch = Batch {
        rollups,
        ..Batch::default()
    };
    write(&site.database(), &batch).await.unwrap();
}

/// A number of the hour of the camera.
async fn hour(site: &Site, column: &str) -> Vec<f64> {
    let sql = format!("select {column}::double precision from camerasite.rollup_1h order by at");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .fetch_all(&mut site.superuser().await)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_batch_that_is_written_again_counts_once_in_minutes_and_hours() {
    let site = Site::with(vec![camera("hall")]).await;
    let first = part(at("2026-11-20T08:55:00Z"), 1);
    let second = part(at("2026-11-20T09:00:00Z"), 1);
    store(&site, vec![first.clone(), second.clone()]).await;
    store(&site, vec![first, second]).await;
    assert_eq!(hour(&site, "probes").await, [30.0, 30.0]);
    // Time that turns out to have been Down: 60 s move from one to the other.
    let moved = RollupWrite {
        probes: 0,
        failed: 0,
        latency_sum_ms: 0,
        latency_min_ms: None,
        latency_max_ms: None,
        up_s: -60.0,
        down_s: 60.0,
        ..part(at("2026-11-20T08:55:00Z"), 2)
    };
    store(&site, vec![moved]).await;
    assert_eq!(hour(&site, "up_s").await, [140.0, 200.0]);
    assert_eq!(hour(&site, "down_s").await, [160.0, 100.0]);
    assert_eq!(hour(&site, "latency_min_ms").await, [20.0, 20.0]);
    let lost = part(at("1999-01-01T00:00:00Z"), 3);
    store(&site, vec![lost]).await;
    assert_eq!(
        hour(&site, "probes").await.len(),
        3,
        "the default partition takes the rest"
    );
}

#[tokio::test]
async fn empty_buckets_are_there_and_null() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    let now = Timestamp::now().as_second();
    let hour = Timestamp::from_second(now - now.rem_euclid(3_600) - 3 * 3_600).unwrap();
    let minutes = |minutes| SignedDuration::from_mins(minutes);
    store(
        &site,
        vec![part(hour, 1), part(hour, 2), part(hour + minutes(5), 2)],
    )
    .await;
    let get = async |from: Timestamp, to: Timestamp| {
        let answer = api
            .get(&format!("/api/v1/cameras/hall/history?from={from}&to={to}"))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json
    };
    let fine = get(hour + minutes(1), hour + minutes(12)).await;
    assert_eq!(fine["camera"], json!({ "id": 1, "name": "hall" }));
    assert_eq!(fine["bucketSeconds"], 300);
    let buckets = fine["buckets"].as_array().unwrap();
    let shown = |at: Timestamp| at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string();
    assert_eq!(
        buckets[0],
        json!({
            "at": shown(hour), "probes": 60, "failed": 20, "latencyAvgMs": 40, "latencyMinMs": 20, "latencyMaxMs": 90,
            "upSeconds": 400, "degradedSeconds": 0, "downSeconds": 200, "unknownSeconds": 0
        })
    );
    assert_eq!(buckets[1]["probes"], 30);
    assert_eq!(
        buckets[2],
        json!({
            "at": shown(hour + minutes(10)), "probes": null, "failed": null, "latencyAvgMs": null, "latencyMinMs": null,
            "latencyMaxMs": null, "upSeconds": null, "degradedSeconds": null, "downSeconds": null, "unknownSeconds": null
        })
    );
    assert_eq!(buckets.len(), 3);

    let hourly = get(hour - minutes(60 * 48), hour + minutes(60)).await;
    let buckets = hourly["buckets"].as_array().unwrap();
    assert_eq!(
        (hourly["bucketSeconds"].clone(), buckets.len()),
        (json!(3_600), 49)
    );
    assert_eq!(buckets[48]["probes"], 90);
    assert_eq!(buckets[47]["probes"], Value::Null);
    let daily = get(hour - minutes(60 * 24 * 30), hour + minutes(60)).await;
    assert_eq!(daily["bucketSeconds"], 86_400);
    let filled = daily["buckets"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|bucket| bucket["probes"] == 90);
    assert_eq!(filled.count(), 1);
    assert_eq!(
        api.get("/api/v1/cameras/hall/history").await.json["buckets"][0]["probes"],
        Value::Null
    );
    assert_eq!(api.get("/api/v1/cameras/attic/history").await.status, 404);
    assert_eq!(api.get("/api/v1/cameras/hall/history?to=1").await.status, 422);
}

#[tokio::test]
async fn a_prober_writes_what_it_counted_when_it_ends() {
    let listener = Listener::start(0).await;
    let site = Site::with(vec![local("closed", free_port()), local("open", listener.port)]).await;
    let api = site.api(None).await;
    let prober = site.prober().await;
    eventually("both were probed some times", async || {
        let ok = prober
            .metric(r#"camera_probes_total{outcome="ok",site="nord"}"#)
            .await?;
        let failed = prober
            .metric(r#"camera_probes_total{outcome="failed",site="nord"}"#)
            .await?;
        (ok >= 3.0 && failed >= 2.0).then_some(())
    })
    .await;
    prober.end().await;
    let sum = async |camera: &str, key: &str| -> i64 {
        let history = api.get(&format!("/api/v1/cameras/{camera}/history")).await.json;
        let buckets = history["buckets"].as_array().unwrap().iter();
        buckets.filter_map(|bucket| bucket[key].as_i64()).sum()
    };
    assert!(sum("open", "probes").await >= 3);
    assert_eq!(sum("open", "failed").await, 0);
    assert_eq!(sum("open", "downSeconds").await, 0);
    assert!(sum("closed", "failed").await >= 2);
    assert_eq!(sum("closed", "upSeconds").await, 0);
}
