//! Views: counted exactly, `null` in doubt, back by themselves.

use serde_json::Value;

use crate::support::api::Api;
use crate::support::eventually;
use crate::support::inventory::camera;
use crate::support::redis::Redis;
use crate::support::site::Site;

/// Views of all cameras as the list that does not count shows them.
async fn peek(api: &Api) -> Vec<Value> {
    let page = api.get("/api/v1/cameras").await;
    page.json["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|camera| camera["views"].clone())
        .collect()
}

#[tokio::test]
async fn only_the_agreed_requests_count_and_each_exactly_one_view() {
    let site = Site::with(vec![camera("a"), camera("b")]).await;
    let redis = Redis::start();
    let api = site.api(Some(&redis)).await;
    assert_eq!(peek(&api).await, [0, 0]);

    for path in ["/", "/cameras", "/api/cameras"] {
        api.get(path).await;
    }
    for path in [
        "/cameras/1",
        "/api/cameras/a",
        "/api/v1/cameras/1",
        "/api/v1/cameras/a",
    ] {
        api.get(path).await;
    }
    assert_eq!(peek(&api).await, [7, 3]);

    for path in [
        "/api/v1/summary",
        "/api/v1/events",
        "/health",
        "/metrics",
        "/cameras/nobody",
    ] {
        api.get(path).await;
    }
    for path in ["/", "/cameras", "/cameras/1", "/api/v1/cameras/a"] {
        api.head(path).await;
    }
    assert_eq!(peek(&api).await, [7, 3]);
}

#[tokio::test]
async fn views_counted_at_the_same_time_are_all_counted() {
    let site = Site::with(vec![camera("a")]).await;
    let redis = Redis::start();
    let api = site.api(Some(&redis)).await;
    // The connection is made first: views asked for while it is being made may well be null.
    api.get("/cameras").await;
    let counts = futures::future::join_all(
        (0..40).map(|_| async { api.get("/cameras").await.json[0]["views"].clone() }),
    );
    let mut counts: Vec<_> = counts
        .await
        .into_iter()
        .filter_map(|views| views.as_i64())
        .collect();
    counts.sort_unstable();
    counts.dedup();
    assert_eq!(counts, (2..=41).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_killed_cache_costs_views_but_no_answer_and_loses_no_count() {
    let site = Site::with(vec![camera("a")]).await;
    let redis = Redis::start();
    let api = site.api(Some(&redis)).await;
    for expected in 1..=5 {
        assert_eq!(api.get("/cameras/a").await.json["views"], expected);
    }

    redis.kill();
    for path in ["/cameras/a", "/api/v1/cameras/a"] {
        let answer = api.get(path).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json["views"]),
            (200, &Value::Null),
            "{path}"
        );
    }
    let health = api.get("/health").await;
    assert_eq!(health.status, 200);
    assert_eq!(health.json["status"], "degraded");
    assert_eq!(health.json["dependencies"]["cache"]["status"], "down");

    redis.restart();
    let back = eventually("views are back", async || {
        api.get("/cameras/a").await.json["views"].as_i64()
    })
    .await;
    assert_eq!(
        back, 6,
        "five were counted before the kill, none during it, and one now"
    );
}

#[tokio::test]
async fn a_site_without_a_cache_shows_null_and_is_not_degraded_by_it() {
    let site = Site::with(vec![camera("a")]).await;
    let api = site.api(None).await;
    assert_eq!(api.get("/cameras/a").await.json["views"], Value::Null);
    assert_eq!(
        api.get("/health").await.json["dependencies"]["cache"]["status"],
        "disabled"
    );
    assert_eq!(api.get("/api/v1/summary").await.json["cache"], "disabled");
}

#[tokio::test]
async fn a_new_password_file_is_used_at_the_next_connect_and_the_old_one_while_redis_keeps_it() {
    let site = Site::with(vec![camera("a")]).await;
    let redis = Redis::start();
    let api = site.api(Some(&redis)).await;
    assert_eq!(api.get("/cameras/a").await.json["views"], 1);
    // The Secret has changed, Redis has not been restarted with it: the password that worked is tried too.
    std::fs::write(redis.password_file(), "another-Secret").unwrap();
    redis.kill();
    redis.restart();
    let back = eventually("views are back", async || {
        api.get("/cameras/a").await.json["views"].as_i64()
    })
    .await;
    assert_eq!(back, 2);
}
