//! `/api/v1/maintenance`, and what it lays over the cameras.

use contract::inventory::Camera;
use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::Api;
use crate::support::camera::{store_auth_failed, store_up};
use crate::support::inventory::camera;
use crate::support::site::Site;

fn around_now() -> Value {
    let hour = SignedDuration::from_hours(1);
    let now = Timestamp::now();
    json!({ "startsAt": now - hour, "endsAt": now + hour })
}

fn window(scope: &Value) -> Value {
    let mut window = around_now();
    window["reason"] = json!("new switch");
    for (key, value) in scope.as_object().unwrap() {
        window[key] = value.clone();
    }
    window
}

async fn make(api: &Api, window: &Value) -> crate::support::api::Answer {
    api.send(Method::POST, "/api/v1/maintenance", window).await
}

async fn site() -> Site {
    let quay = Camera {
        zone: "quais".to_owned(),
        ..camera("quay")
    };
    let disabled = Camera {
        enabled: false,
        ..camera("cellar")
    };
    let site = Site::with(vec![disabled, camera("hall"), quay]).await;
    store_auth_failed(&site.database(), "hall").await;
    store_up(&site.database(), "quay").await;
    site
}

#[tokio::test]
async fn a_window_lies_over_every_read_and_loses_nothing_beneath() {
    let site = site().await;
    let api = site.api(None).await;
    let made = make(&api, &window(&json!({ "scope": "Camera", "camera": "hall" }))).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let until = made.json["activeUntil"].clone();

    let hall = api.get("/api/v1/cameras/hall").await.json;
    assert_eq!(hall["state"], "Maintenance");
    assert_eq!(hall["verdict"], "Down");
    assert_eq!(hall["reason"], "AuthFailed");
    assert_eq!(
        hall["maintenance"],
        json!({ "id": made.json["id"], "until": until })
    );
    assert_eq!(hall["since"], made.json["startsAt"]);
    assert_eq!(
        api.get("/api/v1/cameras/quay").await.json["maintenance"],
        Value::Null
    );

    let names = async |state: &str| -> Vec<Value> {
        let page = api.get(&format!("/api/v1/cameras?state={state}")).await.json;
        let items = page["items"].as_array().unwrap().iter();
        items.map(|camera| camera["name"].clone()).collect()
    };
    assert_eq!(names("Maintenance").await, ["hall"]);
    assert!(names("Down").await.is_empty());
    assert_eq!(names("Up,Maintenance").await, ["hall", "quay"]);
    let frozen = api.get("/api/cameras").await.json;
    let status = |name: &str| {
        let cameras = frozen.as_array().unwrap();
        let camera = cameras.iter().find(|camera| camera["name"] == name);
        camera.unwrap()["status"].clone()
    };
    assert_eq!(
        (status("hall"), status("quay")),
        (json!("Maintenance"), json!("Up"))
    );

    let summary = api.get("/api/v1/summary").await.json;
    let counts = |key: &str| summary[key].as_i64().unwrap();
    assert_eq!(
        (
            counts("maintenance"),
            counts("up"),
            counts("down"),
            counts("disabled")
        ),
        (1, 1, 0, 1)
    );
}

#[tokio::test]
async fn a_window_covers_its_zone_or_the_site_and_not_what_is_disabled() {
    let site = site().await;
    let api = site.api(None).await;
    let zone = make(&api, &window(&json!({ "scope": "Zone", "zone": "quais" }))).await;
    assert_eq!(zone.status, 201, "{}", zone.text);
    let maintained = async || api.get("/api/v1/summary").await.json["maintenance"].clone();
    assert_eq!(maintained().await, 1);
    let weekly = json!({
        "scope": "Site", "reason": "patrol", "startsAt": "2025-01-01T00:00:00Z",
        "recurrence": { "cron": "0 * * * *", "timeZone": "Europe/Paris", "durationSeconds": 7200 }
    });
    let all = make(&api, &weekly).await;
    assert_eq!(all.status, 201, "{}", all.text);
    assert!(all.json["activeUntil"].is_string(), "{}", all.text);
    assert_eq!(maintained().await, 2, "the disabled one stays so");
    assert_eq!(api.get("/api/v1/cameras/cellar").await.json["state"], "Disabled");

    let listed = api.get("/api/v1/maintenance?limit=1").await.json;
    assert_eq!(
        (&listed["total"], &listed["items"][0]["id"]),
        (&json!(2), &all.json["id"])
    );
    let cursor = listed["nextCursor"].as_str().unwrap();
    let next = api
        .get(&format!("/api/v1/maintenance?limit=1&cursor={cursor}"))
        .await
        .json;
    assert_eq!(next["items"][0], {
        let mut expected = zone.json.clone();
        expected["activeUntil"] = next["items"][0]["activeUntil"].clone();
        expected
    });
    assert_eq!(next["nextCursor"], Value::Null);
    assert_eq!(
        api.get("/api/v1/maintenance?scope=Zone&zone=quais").await.json["total"],
        1
    );
}

#[tokio::test]
async fn nobodys_change_is_lost() {
    let site = site().await;
    let api = site.api(None).await;
    let made = make(&api, &window(&json!({ "scope": "Site" }))).await;
    let (path, tag) = (made.header("location").to_owned(), made.header("etag").to_owned());
    assert_eq!(api.get(&path).await.header("etag"), tag);
    let mut change = window(&json!({ "scope": "Site", "reason": "another switch" }));

    let unconditional = api.send(Method::PUT, &path, &change).await;
    assert_eq!(unconditional.status, 428);
    assert_eq!(unconditional.json["type"], "/problems/if-match-required");
    let first = api.send_if(Method::PUT, &path, &tag, &change).await;
    assert_eq!(first.status, 200, "{}", first.text);
    assert_eq!(
        (&first.json["reason"], &first.json["version"]),
        (&json!("another switch"), &json!(2))
    );
    let second = api.send_if(Method::PUT, &path, &tag, &change).await;
    assert_eq!(
        (second.status.as_u16(), &second.json["type"]),
        (412, &json!("/problems/version-mismatch"))
    );
    let stale = api.send_if(Method::DELETE, &path, &tag, &Value::Null).await;
    assert_eq!(stale.status, 412);

    change["scope"] = json!("Zone");
    let refused = api
        .send_if(Method::PUT, &path, first.header("etag"), &change)
        .await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json["errors"][0]["pointer"]),
        (422, &json!("/scope"))
    );
    let gone = api
        .send_if(Method::DELETE, &path, first.header("etag"), &Value::Null)
        .await;
    assert_eq!(gone.status, 204);
    for method in [Method::PUT, Method::DELETE] {
        let answer = api
            .send_if(method, &path, "*", &window(&json!({ "scope": "Site" })))
            .await;
        assert_eq!(answer.status, 404);
    }
    let actions: Vec<(String, String)> = sqlx::query_as("select action, object from audit_log order by id")
        .fetch_all(&mut site.superuser().await)
        .await
        .unwrap();
    let id = made.json["id"].to_string();
    assert_eq!(
        actions,
        ["maintenance.create", "maintenance.replace", "maintenance.delete"]
            .map(|action| (action.to_owned(), id.clone()))
    );
}

#[tokio::test]
async fn what_cannot_be_a_window_is_refused() {
    let site = site().await;
    let api = site.api(None).await;
    for (scope, pointer) in [
        (json!({ "scope": "Camera", "camera": "attic" }), "/camera"),
        (json!({ "scope": "Zone", "zone": "attic" }), "/zone"),
        (json!({ "scope": "Zone" }), "/scope"),
        (json!({ "scope": "Site", "reason": "" }), "/reason"),
    ] {
        let answer = make(&api, &window(&scope)).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json["errors"][0]["pointer"]),
            (422, &json!(pointer)),
            "{scope}"
        );
    }
    for malformed in [
        json!("everything"),
        window(&json!({ "scope": "Everything" })),
        window(&json!({ "colour": "red" })),
    ] {
        let answer = make(&api, &malformed).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json["type"]),
            (400, &json!("/problems/malformed")),
            "{malformed}"
        );
    }
    for unknown in ["0", "x", "99999999999999999999"] {
        assert_eq!(
            api.get(&format!("/api/v1/maintenance/{unknown}")).await.status,
            404
        );
    }
}
