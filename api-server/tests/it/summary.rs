//! `/api/v1/summary`.

use api_server::db::shards::beat;
use contract::inventory::{Camera, CamerasFile};
use contract::summary::{CameraCounts, DependencyState, Gateway, Probers, Summary};

use crate::support::camera::{store_auth_failed, store_up};
use crate::support::inventory::{camera, file};
use crate::support::prober::sign;
use crate::support::redis::Redis;
use crate::support::site::Site;

#[tokio::test]
async fn the_summary_counts_every_camera_once() {
    let disabled = Camera {
        enabled: false,
        ..camera("cellar")
    };
    let site = Site::with(vec![disabled, camera("hall"), camera("new"), camera("vault")]).await;
    let redis = Redis::start();
    let api = site.api(Some(&redis)).await;
    store_up(&site.database(), "hall").await;
    store_auth_failed(&site.database(), "vault").await;

    let summary: Summary = serde_json::from_str(&api.get("/api/v1/summary").await.text).unwrap();
    let counts = CameraCounts {
        total: 4,
        up: 1,
        down: 1,
        unknown: 1,
        disabled: 1,
        ..CameraCounts::default()
    };
    assert_eq!(summary.counts, counts);
    assert_eq!((summary.site.as_str(), summary.city.as_str()), ("nord", "Paris"));
    assert_eq!(summary.time_zone, "Europe/Paris");
    assert_eq!(summary.probers, Probers { want: 1, live: 0 });
    assert_eq!(summary.gateway, Gateway::None);
    assert_eq!(
        (summary.database, summary.cache),
        (DependencyState::Ok, DependencyState::Ok)
    );
    assert!(summary.generated_at.ends_with('Z'));

    redis.kill();
    let summary: Summary = serde_json::from_str(&api.get("/api/v1/summary").await.text).unwrap();
    assert_eq!(summary.cache, DependencyState::Down);
}

#[tokio::test]
async fn one_live_shard_without_the_gateway_is_enough_to_miss_it() {
    let site = Site::with(Vec::new()).await;
    site.write_inventory(&CamerasFile {
        shards: 3,
        ..file(Vec::new())
    });
    let api = site.api(None).await;
    let database = site.database();
    let shown = async || api.get("/api/v1/summary").await.json["gateway"].clone();
    let cases = [
        (0, Gateway::None, "None"),
        (0, Gateway::Up, "Up"),
        // Beyond the wanted ones.
        (3, Gateway::Down, "Up"),
        (1, Gateway::Down, "Down"),
        (2, Gateway::Up, "Down"),
    ];
    for (shard, gateway, expected) in cases {
        beat(&database, &sign(shard, gateway)).await.unwrap();
        assert_eq!(shown().await, expected, "{shard} says {gateway:?}");
    }
    sqlx::query("update prober_shards set seen_at = now() - interval '1 minute' where shard = 1")
        .execute(&mut site.superuser().await)
        .await
        .unwrap();
    assert_eq!(shown().await, "Up", "a dead shard has no say");
}

#[tokio::test]
async fn a_shard_that_reports_is_live_and_one_that_stopped_is_not() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    let live = async || api.get("/api/v1/summary").await.json["probers"]["live"].clone();
    let database = site.database();
    beat(&database, &sign(0, Gateway::None)).await.unwrap();
    assert_eq!(live().await, 1);
    // A shard beyond the wanted ones does not stand in for a missing one.
    beat(&database, &sign(7, Gateway::None)).await.unwrap();
    assert_eq!(live().await, 1);
    sqlx::query("update prober_shards set seen_at = now() - interval '1 minute'")
        .execute(&mut site.superuser().await)
        .await
        .unwrap();
    assert_eq!(live().await, 0);
    let health = api.get("/health").await;
    assert_eq!(health.json["dependencies"]["probers"]["status"], "down");
    assert_eq!(
        (health.status.as_u16(), &health.json["status"]),
        (200, &"degraded".into())
    );
}

#[tokio::test]
async fn without_an_inventory_no_summary_is_invented() {
    let site = Site::with(Vec::new()).await;
    std::fs::remove_file(site.config_dir().join("cameras/cameras.json")).unwrap();
    let api = site.start_api(None).await;
    let answer = api.get("/api/v1/summary").await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.json["type"], "/problems/inventory-unavailable");
}
