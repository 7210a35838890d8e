//! A cache that hangs, is slow or refuses us costs one request its patience and no other anything.

use std::time::Duration;

use api_server::cache::{CacheConfig, PATIENCE};
use contract::access::Access;
use serde_json::{Value, json};

use crate::support::api::Api;
use crate::support::browser::Browser;
use crate::support::eventually;
use crate::support::inventory::camera;
use crate::support::redis::Redis;
use crate::support::site::Site;

/// The contract.
const MOST: Duration = Duration::from_millis(50);
const _: () = assert!(PATIENCE.as_millis() < MOST.as_millis());

/// Enough for a cache that answers on a busy machine.
fn patient(redis: &Redis) -> CacheConfig {
    CacheConfig {
        patience: Duration::from_secs(3),
        ..redis.config()
    }
}

async fn api(site: &Site, redis: &Redis, rules: Access) -> Api {
    let api = Api::start(site.api_config(Some(patient(redis)), rules)).await;
    site.entered(&api).await;
    stream_rests(&api).await;
    api
}

/// Waits until no call of the cache is the live stream's own: it asks when it first reads how everything is, which may be any
/// time after the start, and later only while somebody listens.
async fn stream_rests(api: &Api) {
    eventually("the stream has begun", async || {
        (api.get("/api/v1/stream").await.status == 200).then_some(())
    })
    .await;
    eventually("nobody listens", async || {
        (metric(api, "stream_clients{").await < 1.0).then_some(())
    })
    .await;
}

fn open_to_all() -> Access {
    Access {
        anonymous_read: true,
        ..Access::default()
    }
}

/// The value of a series of the API.
async fn metric(api: &Api, series: &str) -> f64 {
    let metrics = api.get("/metrics").await.text;
    let line = metrics
        .lines()
        .find_map(|line| line.strip_prefix(series)?.split_once("} "));
    line.unwrap_or_else(|| panic!("no {series} in {metrics}"))
        .1
        .parse()
        .unwrap()
}

/// Counted calls of the cache with this outcome, as the text of a whole number.
async fn calls(api: &Api, outcome: &str) -> String {
    metric(api, &format!("cache_calls_total{{outcome=\"{outcome}\""))
        .await
        .to_string()
}

/// Of so many requests one has found, with this outcome, that the cache is away, and the others have not asked it.
async fn was_found_by_one_of(requests: u32, api: &Api, outcome: &str) {
    assert_eq!(calls(api, outcome).await, "1", "{outcome}: one has asked");
    let skipped: f64 = calls(api, "skipped").await.parse().unwrap();
    assert!(
        skipped >= f64::from(requests - 1),
        "{skipped} of {requests} have not asked"
    );
}

async fn is_open(api: &Api) -> bool {
    metric(api, "cache_breaker_open{").await > 0.0
}

async fn views(api: &Api) -> Value {
    let answer = api.get("/cameras/hall").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["views"].clone()
}

#[tokio::test]
async fn a_cache_that_hangs_is_waited_for_once_and_used_again_when_it_goes_on() {
    let site = Site::with(vec![camera("hall")]).await;
    let redis = Redis::start();
    let api = api(&site, &redis, open_to_all()).await;
    assert!(views(&api).await.is_i64());
    assert!(!is_open(&api).await);

    redis.pause();
    for _ in 0..20 {
        assert_eq!(views(&api).await, Value::Null);
    }
    was_found_by_one_of(20, &api, "slow").await;
    assert!(is_open(&api).await);
    let health = api.get("/health").await;
    assert_eq!(health.json["dependencies"]["cache"]["status"], "down");

    redis.resume();
    eventually("views are counted again", async || views(&api).await.as_i64()).await;
    assert!(!is_open(&api).await);
}

#[tokio::test]
async fn a_cache_that_is_killed_refuses_one_request() {
    let site = Site::with(vec![camera("hall")]).await;
    let redis = Redis::start();
    let api = api(&site, &redis, open_to_all()).await;
    assert!(views(&api).await.is_i64());
    redis.kill();
    for _ in 0..5 {
        assert_eq!(views(&api).await, Value::Null);
    }
    was_found_by_one_of(5, &api, "failed").await;
    redis.restart();
    eventually("views are counted again", async || views(&api).await.as_i64()).await;
}

#[tokio::test]
async fn a_wrong_password_is_tried_again_with_what_the_file_holds_then() {
    let site = Site::with(vec![camera("hall")]).await;
    let redis = Redis::start();
    let right = std::fs::read(redis.password_file()).unwrap();
    std::fs::write(redis.password_file(), "wrong-Secret").unwrap();
    let api = api(&site, &redis, open_to_all()).await;
    for _ in 0..5 {
        assert_eq!(views(&api).await, Value::Null);
    }
    was_found_by_one_of(5, &api, "failed").await;
    std::fs::write(redis.password_file(), right).unwrap();
    assert_eq!(
        eventually("views are counted", async || views(&api).await.as_i64()).await,
        1
    );
}

#[tokio::test]
async fn a_cache_that_is_too_slow_counts_as_away_until_it_is_fast_again() {
    let site = Site::with(vec![camera("hall")]).await;
    let redis = Redis::start();
    let api = api(&site, &redis, open_to_all()).await;
    assert!(views(&api).await.is_i64());
    // Redis holds back every command for so long, then goes on by itself.
    redis.hold_back(Duration::from_secs(8)).await;
    assert_eq!(views(&api).await, Value::Null);
    assert_eq!(views(&api).await, Value::Null);
    was_found_by_one_of(2, &api, "slow").await;
    eventually("views are counted again", async || views(&api).await.as_i64()).await;
}

#[tokio::test]
async fn limits_hold_without_the_cache() {
    let site = Site::with(vec![camera("hall")]).await;
    let redis = Redis::start();
    let api = api(&site, &redis, open_to_all()).await;
    let mut admin = Browser::admin(&api).await;
    redis.pause();
    let mut statuses = Vec::new();
    for _ in 0..12 {
        let answer = Browser::at(&api).sign_in("jane", "tried-Secret").await;
        statuses.push(answer.status.as_u16());
    }
    assert_eq!(statuses[..10], [401; 10]);
    assert_eq!(statuses[10..], [429; 2]);

    let mut probed = Vec::new();
    for _ in 0..2 {
        let answer = admin.post("/api/v1/cameras/hall/probe", &json!({})).await;
        probed.push(answer.status.as_u16());
    }
    assert_eq!(probed, [504, 429], "no prober runs here");
}
