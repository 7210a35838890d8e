//! A cache that hangs, is slow or refuses us costs one request its patience and no other anything.

use std::collections::BTreeMap;
use std::time::Duration;

use api_server::cache::{Cache, CacheConfig, PATIENCE};
use contract::access::Access;
use prometheus::Registry;
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

/// Id of a camera.
const CAMERA: i32 = 1;

/// Enough for a cache that answers on a busy machine.
fn patient(redis: &Redis) -> CacheConfig {
    CacheConfig {
        patience: Duration::from_secs(3),
        ..redis.config()
    }
}

async fn api(site: &Site, redis: &Redis) -> Api {
    let rules = Access {
        anonymous_read: true,
        ..Access::default()
    };
    let api = Api::start(site.api_config(Some(patient(redis)), rules)).await;
    site.entered(&api).await;
    api
}

/// A cache that nobody else asks, so that its calls can be counted: in a process of the API the live stream asks, too.
struct Counted {
    cache: Cache,
    registry: Registry,
}

impl Counted {
    fn new(redis: &Redis) -> Self {
        let registry = Registry::new();
        let cache = Cache::new("nord", Some(patient(redis)), &registry).unwrap();
        Self { cache, registry }
    }

    /// Views of the one camera after one more.
    async fn view(&self) -> Option<i64> {
        Some(self.cache.count(&[CAMERA]).await?[&CAMERA])
    }

    /// Calls by outcome, those without any left out.
    fn calls(&self) -> BTreeMap<String, f64> {
        let families = self.registry.gather();
        let calls = families
            .iter()
            .find(|family| family.name() == "cache_calls_total");
        let counted = calls.unwrap().get_metric().iter().map(|series| {
            let outcome = series.get_label()[0].value().to_owned();
            (outcome, series.get_counter().get_value())
        });
        counted.filter(|(_, calls)| *calls > 0.0).collect()
    }

    fn is_open(&self) -> bool {
        let families = self.registry.gather();
        let open = families
            .iter()
            .find(|family| family.name() == "cache_breaker_open");
        open.unwrap().get_metric()[0].get_gauge().get_value() > 0.0
    }

    /// Asks so often, of which one call finds with this outcome that the cache is away, and the others are not made.
    async fn is_found_away_once_in(&self, times: u32, outcome: &str) {
        let mut expected = self.calls();
        *expected.entry(outcome.to_owned()).or_default() += 1.0;
        *expected.entry("skipped".to_owned()).or_default() += f64::from(times - 1);
        for _ in 0..times {
            assert_eq!(self.view().await, None);
        }
        assert_eq!(self.calls(), expected);
        assert!(self.is_open());
    }

    /// Waits until it counts again, and returns the views.
    async fn recovered(&self) -> i64 {
        let views = eventually("views are counted again", async || self.view().await).await;
        assert!(!self.is_open());
        views
    }
}

/// The value of a series that the API tells of its cache.
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

async fn views(api: &Api) -> Value {
    let answer = api.get("/cameras/hall").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["views"].clone()
}

#[tokio::test]
async fn a_cache_that_hangs_is_waited_for_once_and_used_again_when_it_goes_on() {
    let redis = Redis::start();
    let cache = Counted::new(&redis);
    assert_eq!(cache.view().await, Some(1));
    assert!(!cache.is_open());
    redis.pause();
    cache.is_found_away_once_in(20, "slow").await;
    redis.resume();
    cache.recovered().await;
}

#[tokio::test]
async fn a_cache_that_is_killed_refuses_one_call() {
    let redis = Redis::start();
    let cache = Counted::new(&redis);
    assert_eq!(cache.view().await, Some(1));
    redis.kill();
    cache.is_found_away_once_in(5, "failed").await;
    redis.restart();
    assert_eq!(cache.recovered().await, 2, "no call was made in vain");
}

#[tokio::test]
async fn a_wrong_password_is_tried_again_with_what_the_file_holds_then() {
    let redis = Redis::start();
    let cache = Counted::new(&redis);
    let right = std::fs::read(redis.password_file()).unwrap();
    std::fs::write(redis.password_file(), "wrong-Secret").unwrap();
    cache.is_found_away_once_in(5, "failed").await;
    std::fs::write(redis.password_file(), right).unwrap();
    assert_eq!(cache.recovered().await, 1);
}

#[tokio::test]
async fn a_cache_that_is_too_slow_counts_as_away_until_it_is_fast_again() {
    let redis = Redis::start();
    let cache = Counted::new(&redis);
    assert_eq!(cache.view().await, Some(1));
    // Redis holds back every command for so long, then goes on by itself.
    redis.hold_back(Duration::from_secs(8)).await;
    cache.is_found_away_once_in(2, "slow").await;
    cache.recovered().await;
}

#[tokio::test]
async fn cameras_are_shown_without_views_while_the_cache_hangs() {
    let site = Site::with(vec![camera("hall")]).await;
    let redis = Redis::start();
    let api = api(&site, &redis).await;
    assert!(views(&api).await.is_i64());
    redis.pause();
    for _ in 0..20 {
        assert_eq!(views(&api).await, Value::Null);
    }
    assert!(metric(&api, "cache_breaker_open{").await > 0.0);
    let skipped = metric(&api, "cache_calls_total{outcome=\"skipped\"").await;
    assert!(skipped >= 19.0, "only {skipped} of 20 requests did not wait");
    let health = api.get("/health").await;
    assert_eq!(health.json["dependencies"]["cache"]["status"], "down");
    redis.resume();
    eventually("views are counted again", async || views(&api).await.as_i64()).await;
    assert!(metric(&api, "cache_breaker_open{").await < 1.0);
}

#[tokio::test]
async fn limits_hold_without_the_cache() {
    let site = Site::with(vec![camera("hall")]).await;
    let redis = Redis::start();
    let api = api(&site, &redis).await;
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
