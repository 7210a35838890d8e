//! Requests that wait for the same answer share a read of the database, and see what was written before they asked.

use std::sync::atomic::{AtomicBool, Ordering};

use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::Connection as _;

use crate::support::api::{Answer, Api};
use crate::support::eventually;
use crate::support::inventory::camera;
use crate::support::postgres::Postgres;
use crate::support::redis::Redis;
use crate::support::site::Site;

/// Writes, again where a busy machine had no connection in time: then nothing was written.
async fn write(api: &Api, method: Method, path: &str, body: &Value, expected: u16) {
    eventually("it is written", async || {
        let answer = api.send_if(method.clone(), path, "*", body).await;
        if answer.status == 503 {
            return None;
        }
        assert_eq!(answer.status, expected, "{method} {path}: {}", answer.text);
        Some(())
    })
    .await;
}

/// Asks, again where a busy machine had no connection in time.
async fn read(api: &Api, path: &str) -> Answer {
    eventually("it is answered", async || {
        let answer = api.get(path).await;
        (answer.status != 503).then_some(answer)
    })
    .await
}

/// Every list that has a camera or has it not.
async fn listed(api: &Api, name: &str) -> Vec<bool> {
    let (page, csv) = ("/api/v1/cameras?limit=500", "/api/v1/cameras.csv");
    let mut found = Vec::new();
    for path in [page, "/api/cameras", "/", csv] {
        found.push(read(api, path).await.text.contains(name));
    }
    found.push(read(api, &format!("/api/v1/cameras/{name}")).await.status == 200);
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_sees_what_was_written_before_they_asked_however_many_ask() {
    let site = Site::with(vec![camera("hall")]).await;
    let redis = Redis::start();
    let api = site.api(Some(&redis)).await;
    let writing = AtomicBool::new(true);
    let reader = async || {
        while writing.load(Ordering::Relaxed) {
            let counted = read(&api, "/cameras/hall").await.json["views"].as_i64();
            let page = read(&api, "/api/v1/cameras?q=hall").await.json;
            let shown = page["items"][0]["views"].as_i64();
            if let (Some(counted), Some(shown)) = (counted, shown) {
                assert!(shown >= counted, "{shown} views are shown after {counted}");
            }
            assert!(read(&api, "/api/v1/summary").await.json["total"].as_u64() >= Some(1));
        }
    };
    let writer = async |number: usize| {
        for round in 0..5 {
            let name = format!("quay-{number}-{round}");
            let path = format!("/api/v1/cameras/{name}");
            let entered = json!({ "name": name, "url": "tcp://127.0.0.1:9" });
            write(&api, Method::POST, "/api/v1/cameras", &entered, 201).await;
            assert_eq!(listed(&api, &name).await, [true; 5], "{name} was entered");
            write(&api, Method::DELETE, &path, &Value::Null, 204).await;
            assert_eq!(listed(&api, &name).await, [false; 5], "{name} was removed");
        }
    };
    let writers = async {
        join_all((0..3).map(writer)).await;
        writing.store(false, Ordering::Relaxed);
    };
    tokio::join!(join_all((0..6).map(|_| reader())), writers);
    assert_eq!(read(&api, "/api/v1/summary").await.json["total"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_that_waits_costs_a_few_reads() {
    const CROWD: usize = 30;
    let site = Site::on(Postgres::own().await, vec![camera("hall"), camera("vault")]).await;
    let api = site.api(None).await;
    let reads = || site.postgres.log().matches("from cameras c left join").count();
    let before = reads();

    let mut superuser = site.superuser().await;
    let mut lock = superuser.begin().await.unwrap();
    sqlx::query("lock table camerasite.cameras in access exclusive mode")
        .execute(&mut *lock)
        .await
        .unwrap();
    let everybody_waits = async {
        eventually("everybody waits", async || {
            let metrics = api.get("/metrics").await.text;
            let line = metrics
                .lines()
                .find(|line| line.starts_with("http_requests_in_flight{"))?;
            let waiting: usize = line.rsplit(' ').next()?.parse().ok()?;
            // And the one that asks for the metrics.
            (waiting > CROWD).then_some(())
        })
        .await;
        lock.rollback().await.unwrap();
    };
    let crowd = join_all((0..CROWD).map(|_| api.get("/api/v1/cameras")));
    let (answers, ()) = tokio::join!(crowd, everybody_waits);
    for answer in &answers {
        assert_eq!((answer.status.as_u16(), &answer.body), (200, &answers[0].body));
    }
    let reads = reads() - before;
    assert!(reads <= CROWD / 3, "{reads} reads for {CROWD} requests");
}
