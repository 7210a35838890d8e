//! Several prober shards: who probes what when their number changes, and when one dies.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use contract::inventory::{Camera, CamerasFile, Depth};
use probe::shard::owner;
use serde_json::{Value, json};

use crate::support::api::Api;
use crate::support::binary::role;
use crate::support::camera::Listener;
use crate::support::eventually;
use crate::support::inventory::{file, local};
use crate::support::prober::Prober;
use crate::support::scripted::{Manner, Scripted};
use crate::support::site::Site;

/// Slow enough that a camera that two shards probe is seen with two connections before long.
const SLOW: Duration = Duration::from_millis(400);

/// Names of which each of three shards owns three.
fn names() -> Vec<String> {
    let mut names = Vec::new();
    for shard in 0..3 {
        let ours = (0..)
            .map(|number| format!("camera-{number}"))
            .filter(|name| owner(name, 3) == shard);
        names.extend(ours.take(3));
    }
    names
}

/// A camera whose probes take most of its interval.
fn busy(name: &str, port: u16) -> Camera {
    let mut camera = local(name, port);
    camera.url = format!("rtsp://127.0.0.1:{port}/");
    camera.probe.depth = Depth::Describe;
    camera.probe.timeout_seconds = 30;
    camera
}

async fn cameras(api: &Api) -> BTreeMap<String, Value> {
    let page = api.get("/api/v1/cameras").await.json;
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|camera| (camera["name"].as_str().unwrap().to_owned(), camera.clone()))
        .collect()
}

/// The cameras that a shard exports.
async fn exported(prober: &Prober) -> BTreeSet<String> {
    let text = prober.get("/metrics").await.text;
    let names = text.lines().filter_map(|line| {
        let rest = line.strip_prefix("camera_info{camera=\"")?;
        Some(rest.split_once('"')?.0.to_owned())
    });
    names.collect()
}

/// Waits until every camera is probed by the shard that owns it, and was probed twice by it.
async fn until_owned(site: &Site, shards: u32, scripted: &BTreeMap<String, Scripted>) {
    let mut superuser = site.superuser().await;
    eventually("every camera has its owner", async || {
        let rows: Vec<(String, i32)> = sqlx::query_as("select camera, shard from camera_states")
            .fetch_all(&mut superuser)
            .await
            .unwrap();
        let owned = |(camera, shard): &(String, i32)| i64::from(owner(camera, shards)) == i64::from(*shard);
        (rows.len() == scripted.len() && rows.iter().all(owned)).then_some(())
    })
    .await;
    let before: BTreeMap<_, _> = scripted
        .iter()
        .map(|(name, camera)| (name, camera.all()))
        .collect();
    eventually("every camera is probed again", async || {
        scripted
            .iter()
            .all(|(name, camera)| camera.all() >= before[name] + 2)
            .then_some(())
    })
    .await;
}

#[tokio::test]
async fn from_one_shard_to_three_and_back_no_camera_is_probed_twice_at_a_time_or_lost() {
    let mut scripted = BTreeMap::new();
    for name in names() {
        scripted.insert(name, Scripted::start(Manner::Rtsp(SLOW)).await);
    }
    let inventory = |shards| CamerasFile {
        shards,
        ..file(
            scripted
                .iter()
                .map(|(name, camera)| busy(name, camera.port))
                .collect(),
        )
    };
    let all: BTreeSet<String> = scripted.keys().cloned().collect();
    let site = Site::with(inventory(1).cameras).await;
    let api = site.api(None).await;
    let first = site.shard(0).await;
    let up = eventually("all are up", async || {
        let cameras = cameras(&api).await;
        cameras
            .values()
            .all(|camera| camera["state"] == "Up")
            .then_some(cameras)
    })
    .await;

    site.write_inventory(&inventory(3));
    let more = [site.shard(1).await, site.shard(2).await];
    until_owned(&site, 3, &scripted).await;
    let mut seen = exported(&first).await;
    for prober in &more {
        let theirs = exported(prober).await;
        assert!(
            theirs.len() == 3 && seen.is_disjoint(&theirs),
            "{theirs:?} of {seen:?}"
        );
        seen.extend(theirs);
    }
    assert_eq!(seen, all);

    site.write_inventory(&inventory(1));
    until_owned(&site, 1, &scripted).await;
    assert_eq!(exported(&first).await, all);
    for prober in more {
        prober.end().await;
    }

    for (name, camera) in &scripted {
        assert_eq!(camera.most(), 1, "{name} was probed twice at a time");
    }
    for (name, camera) in cameras(&api).await {
        assert_eq!(
            (&camera["state"], &camera["since"]),
            (&json!("Up"), &up[&name]["since"]),
            "{name} goes on from where it was"
        );
    }
    let events = api.get("/api/v1/events").await.json;
    assert_eq!(
        events["total"],
        all.len(),
        "nothing happened but the first Up of each: {events}"
    );
    let releases: i64 = sqlx::query_scalar("select count(*) from shard_releases")
        .fetch_one(&mut site.superuser().await)
        .await
        .unwrap();
    assert_eq!(releases, 0, "every release was taken");
}

#[tokio::test]
async fn cameras_of_a_killed_shard_read_unknown_and_never_up() {
    let listener = Listener::start(0).await;
    let name_of = |shard| {
        let mut names = (0..).map(|number| format!("camera-{number}"));
        names.find(|name| owner(name, 2) == shard).unwrap()
    };
    let (kept, lost) = (name_of(0), name_of(1));
    let inventory = CamerasFile {
        shards: 2,
        ..file(vec![local(&kept, listener.port), local(&lost, listener.port)])
    };
    let site = Site::with(Vec::new()).await;
    site.write_inventory(&inventory);
    let api = site.api(None).await;
    let _prober = site.shard(0).await;
    let mut killed = role(&site, "probe", 0)
        .env("CAMERASITE_POD_NAME", "nord-prober-1")
        .spawn()
        .unwrap();
    let state = async |camera: &str| api.get(&format!("/api/v1/cameras/{camera}")).await.json;
    for camera in [&kept, &lost] {
        eventually("it is up", async || {
            (state(camera).await["state"] == "Up").then_some(())
        })
        .await;
    }

    killed.kill().await.unwrap();
    // A minute passes, as far as readers can tell.
    let mut superuser = site.superuser().await;
    sqlx::query(
        "update camera_states set snapshot = jsonb_set(snapshot, '{lastResultAt}', to_jsonb(now() - interval '61 seconds'))
         where camera = $1",
    )
    .bind(&lost)
    .execute(&mut superuser)
    .await
    .unwrap();
    sqlx::query("update prober_shards set seen_at = seen_at - interval '61 seconds' where shard = 1")
        .execute(&mut superuser)
        .await
        .unwrap();
    let json = state(&lost).await;
    assert_eq!(
        (&json["state"], &json["reason"], &json["verdict"]),
        (&json!("Unknown"), &json!("NoProber"), &json!("Up")),
        "{json}"
    );
    assert_eq!(state(&kept).await["state"], "Up");
    let summary = api.get("/api/v1/summary").await.json;
    assert_eq!(summary["probers"], json!({"want": 2, "live": 1}));
    assert_eq!((&summary["up"], &summary["unknown"]), (&json!(1), &json!(1)));
}
