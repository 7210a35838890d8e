//! `/api/v1/cameras`.

use std::collections::BTreeSet;

use contract::inventory::{Camera, Priority};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::Api;
use crate::support::camera::{store, store_auth_failed, store_up};
use crate::support::inventory::camera;
use crate::support::site::Site;

fn names(page: &Value) -> Vec<String> {
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_camera_has_every_key_of_the_contract_and_null_where_nothing_is_known() {
    let mut hall = camera("hall");
    hall.priority = Priority::Critical;
    hall.tags = vec!["ptz".into(), "outdoor".into()];
    let site = Site::with(vec![hall]).await;
    let api = site.api(None).await;

    let mut fresh = api.get("/api/v1/cameras/hall").await.json;
    assert!(fresh["since"].as_str().unwrap().ends_with('Z'));
    fresh["since"] = "…".into();
    let expected = json!({
        "id": 1, "name": "hall", "displayName": "Camera hall", "zone": "halls", "tags": ["ptz", "outdoor"],
        "priority": "Critical", "address": "192.0.2.1:554", "url": "rtsp://192.0.2.1:554/hall", "location": null,
        "coordinates": null, "origin": "Declared", "enabled": true, "state": "Unknown", "verdict": null,
        "reason": "NotProbedYet", "message": "the camera has not been probed yet", "since": "…", "lastProbeAt": null,
        "latencyMs": null, "facts": null, "maintenance": null, "snapshotAt": null, "views": null, "version": 1
    });
    assert_eq!(fresh, expected);

    store_up(&site.database(), "hall").await;
    let up = api.get("/api/v1/cameras/1").await.json;
    assert_eq!(
        (&up["state"], &up["verdict"], &up["reason"]),
        (&json!("Up"), &json!("Up"), &Value::Null)
    );
    assert_eq!(up["latencyMs"], 12);
    assert_eq!(
        up["facts"],
        json!({"codec": "H264", "width": 640, "height": 360, "fps": null, "bitrateBps": null, "server": null,
               "clockOffsetMs": null, "firstPacketMs": null, "firstKeyframeMs": null, "make": null, "model": null,
               "firmware": null, "serial": null, "certificateExpiresAt": null})
    );
    assert_eq!(
        up["lastProbeAt"].as_str().unwrap().len(),
        "2026-11-20T08:00:00.000Z".len()
    );
}

#[tokio::test]
async fn a_state_that_no_prober_renews_becomes_unknown() {
    let site = Site::with(vec![camera("hall")]).await;
    let api = site.api(None).await;
    let long_ago = jiff::Timestamp::now() - jiff::SignedDuration::from_mins(2);
    store(&site.database(), "hall", long_ago, probe::Outcome::Ok).await;
    let stale = api.get("/api/v1/cameras/hall").await.json;
    assert_eq!(
        (&stale["state"], &stale["reason"]),
        (&json!("Unknown"), &json!("NoProber"))
    );
    assert_eq!(stale["verdict"], "Up", "the last verdict is kept");
    assert_eq!(api.get("/cameras").await.json[0]["status"], "Unknown");
    assert_eq!(api.get("/api/v1/summary").await.json["unknown"], 1);
}

#[tokio::test]
async fn filters_choose_by_state_zone_tag_and_words() {
    let tagged = Camera {
        tags: vec!["ptz".into()],
        zone: "platforms".into(),
        ..camera("platform-1")
    };
    let disabled = Camera {
        enabled: false,
        ..camera("cellar")
    };
    let site = Site::with(vec![disabled, camera("hall"), tagged, camera("vault")]).await;
    let api = site.api(None).await;
    store_up(&site.database(), "hall").await;
    store_auth_failed(&site.database(), "vault").await;

    for (query, expected) in [
        ("", vec!["cellar", "hall", "platform-1", "vault"]),
        ("state=Down", vec!["vault"]),
        ("state=Up,Down", vec!["hall", "vault"]),
        ("state=Disabled", vec!["cellar"]),
        ("zone=platforms", vec!["platform-1"]),
        ("tag=ptz", vec!["platform-1"]),
        ("q=CAMERA%20HA", vec!["hall"]),
        ("q=%25", vec![]),
        ("q=' or 1=1 --", vec![]),
        ("zone=", vec!["cellar", "hall", "platform-1", "vault"]),
        ("zone=halls&state=Unknown", vec![]),
    ] {
        let page = api.get(&format!("/api/v1/cameras?{query}")).await;
        assert_eq!(names(&page.json), expected, "{query}");
        assert_eq!(page.json["total"], expected.len(), "{query}");
    }
}

#[tokio::test]
async fn filters_choose_by_priority_origin_and_whether_a_camera_is_probed() {
    let critical = Camera {
        priority: Priority::Critical,
        enabled: false,
        ..camera("vault")
    };
    let site = Site::with(vec![camera("hall"), critical]).await;
    let api = site.api(None).await;
    let entered = json!({ "name": "quay", "url": "tcp://127.0.0.1:9" });
    assert_eq!(
        api.send(Method::POST, "/api/v1/cameras", &entered).await.status,
        201
    );
    for (query, expected) in [
        ("priority=Critical", vec!["vault"]),
        ("priority=Normal", vec!["hall", "quay"]),
        ("enabled=false", vec!["vault"]),
        ("enabled=true&origin=Declared", vec!["hall"]),
        ("origin=Api", vec!["quay"]),
    ] {
        let page = api.get(&format!("/api/v1/cameras?{query}")).await;
        assert_eq!(names(&page.json), expected, "{query}");
    }
    for (query, pointer) in [
        ("priority=High", "/priority"),
        ("origin=api", "/origin"),
        ("enabled=1", "/enabled"),
        ("sort=colour", "/sort"),
    ] {
        let refused = api.get(&format!("/api/v1/cameras?{query}")).await;
        assert_eq!(
            (refused.status.as_u16(), &refused.json["errors"][0]["pointer"]),
            (422, &json!(pointer)),
            "{query}"
        );
    }
}

#[tokio::test]
async fn lists_are_sorted_as_asked_and_a_cursor_is_of_its_order() {
    let named = |name: &str, display_name: &str, zone: &str| Camera {
        display_name: display_name.to_owned(),
        zone: zone.to_owned(),
        ..camera(name)
    };
    let site = Site::with(vec![
        named("a", "Zebra", "north"),
        named("b", "apple", "south"),
        named("c", "Mango", "north"),
    ])
    .await;
    let api = site.api(None).await;
    store_up(&site.database(), "a").await;
    store_auth_failed(&site.database(), "c").await;
    for (sort, expected) in [
        ("name", ["a", "b", "c"]),
        ("-name", ["c", "b", "a"]),
        ("displayName", ["b", "c", "a"]),
        ("zone", ["a", "c", "b"]),
        ("-zone", ["b", "a", "c"]),
        ("state", ["c", "b", "a"]),
        ("-state", ["a", "b", "c"]),
        ("-id", ["c", "b", "a"]),
    ] {
        assert_eq!(walk_by(&api, 2, sort).await, expected, "{sort}");
    }
    let first = api.get("/api/v1/cameras?limit=1&sort=-zone").await.json;
    let cursor = first["nextCursor"].as_str().unwrap();
    let other = api
        .get(&format!("/api/v1/cameras?limit=1&sort=zone&cursor={cursor}"))
        .await;
    assert_eq!(other.status, 400, "{}", other.text);
}

/// Walks through all pages.
async fn walk(api: &Api, limit: usize) -> Vec<String> {
    walk_by(api, limit, "").await
}

/// Walks through all pages in an order.
async fn walk_by(api: &Api, limit: usize, sort: &str) -> Vec<String> {
    let mut seen = Vec::new();
    let mut query = format!("limit={limit}&sort={sort}");
    loop {
        let page = api.get(&format!("/api/v1/cameras?{query}")).await.json;
        let names = names(&page);
        assert!(names.len() <= limit);
        seen.extend(names);
        match page["nextCursor"].as_str() {
            Some(cursor) => query = format!("limit={limit}&sort={sort}&cursor={cursor}"),
            None => return seen,
        }
    }
}

#[tokio::test]
async fn pages_of_any_size_show_every_camera_once_and_in_order() {
    let cameras: Vec<Camera> = (0..23)
        .map(|number| camera(&format!("camera-{number}")))
        .collect();
    let mut expected: Vec<String> = cameras.iter().map(|camera| camera.name.clone()).collect();
    expected.sort();
    let site = Site::with(cameras).await;
    let api = site.api(None).await;
    for limit in [1, 2, 7, 22, 23, 24, 500] {
        let seen = walk(&api, limit).await;
        assert_eq!(seen, expected, "pages of {limit}");
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), seen.len());
    }
}

#[tokio::test]
async fn pages_are_the_same_whether_the_database_or_the_server_cuts_them() {
    const ANY: &str = "Up,Degraded,Down,Flapping,Unknown,Maintenance,Disabled";
    // Dictionaries sort these otherwise.
    let mut cameras = ["a", "a-1", "a-b", "a0", "ab", "b"].map(camera);
    cameras[1].zone = "platforms".into();
    cameras[3].tags = vec!["ptz".into()];
    cameras[4].enabled = false;
    let site = Site::with(cameras.into()).await;
    let api = site.api(None).await;
    store_up(&site.database(), "a").await;
    for filter in [
        "",
        "&zone=halls",
        "&tag=ptz",
        "&q=a-",
        "&enabled=true",
        "&zone=none",
    ] {
        let mut after = String::new();
        loop {
            let query = format!("limit=2{filter}{after}");
            let page = api.get(&format!("/api/v1/cameras?{query}")).await;
            // Only the server knows of states: it cuts this one.
            let same = api.get(&format!("/api/v1/cameras?{query}&state={ANY}")).await;
            assert_eq!(page.json, same.json, "{query}");
            match page.json["nextCursor"].as_str() {
                Some(cursor) => after = format!("&cursor={cursor}"),
                None => break,
            }
        }
    }
}

#[tokio::test]
async fn a_cursor_goes_on_after_a_camera_that_has_gone_meanwhile() {
    let site = Site::with(vec![camera("a"), camera("b"), camera("c")]).await;
    let api = site.api(None).await;
    let first = api.get("/api/v1/cameras?limit=2").await.json;
    let mut superuser = site.superuser().await;
    sqlx::query("update cameras set removed_at = now(), origin = 'Api' where name = 'b'")
        .execute(&mut superuser)
        .await
        .unwrap();
    let cursor = first["nextCursor"].as_str().unwrap();
    let second = api
        .get(&format!("/api/v1/cameras?limit=2&cursor={cursor}"))
        .await
        .json;
    assert_eq!(names(&second), ["c"]);
}
