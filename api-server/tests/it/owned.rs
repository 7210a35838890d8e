//! Cameras that users enter: made, changed, removed, and taken over by the CameraSite.

use contract::inventory::CamerasFile;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::{Answer, Api};
use crate::support::camera::store_up;
use crate::support::eventually;
use crate::support::inventory::{camera, file};
use crate::support::site::{SERVICE, Site};

const LIST: &str = "/api/v1/cameras";

async fn enter(api: &Api, camera: &Value) -> Answer {
    api.send(Method::POST, LIST, camera).await
}

/// A camera on this machine, where nobody listens.
fn quay() -> Value {
    json!({
        "name": "quay", "displayName": "The quay", "zone": "quays", "location": "mast 3", "url": "rtsp://127.0.0.1:9/live",
        "tags": ["ptz"], "priority": "Critical", "credentials": "halls", "notes": "new in March", "vlan": 12,
        "coordinates": { "latitude": "48.8443", "longitude": "2.3744" },
        "probe": { "depth": "Connect", "intervalSeconds": 20 }
    })
}

async fn site() -> Site {
    let site = Site::with(Vec::new()).await;
    site.write_inventory(&CamerasFile {
        credentials: vec!["halls".to_owned()],
        ..file(vec![camera("hall")])
    });
    site
}

async fn actions(site: &Site) -> Vec<(String, String)> {
    sqlx::query_as("select action, object from audit_log order by id")
        .fetch_all(&mut site.superuser().await)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_camera_is_entered_changed_and_removed_and_all_of_it_is_in_the_audit_log() {
    let site = site().await;
    let api = site.api(None).await;
    let made = enter(&api, &quay()).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.header("location"), "/api/v1/cameras/quay");
    let json = &made.json;
    assert_eq!(
        (
            &json["origin"],
            &json["state"],
            &json["version"],
            &json["address"],
            &json["priority"]
        ),
        (
            &json!("Api"),
            &json!("Unknown"),
            &json!(1),
            &json!("127.0.0.1:9"),
            &json!("Critical")
        )
    );
    assert_eq!(
        json["coordinates"],
        json!({ "latitude": "48.8443", "longitude": "2.3744" })
    );
    assert!(
        !made.text.contains("halls"),
        "credentials are no part of a camera: {}",
        made.text
    );

    let definition = api.get("/api/v1/cameras/quay/definition").await;
    assert_eq!(definition.header("etag"), made.header("etag"));
    let mut sent = quay();
    sent["enabled"] = json!(true);
    assert_eq!(definition.json, sent);

    sent["zone"] = json!("halls");
    let path = "/api/v1/cameras/quay";
    assert_eq!(api.send(Method::PUT, path, &sent).await.status, 428);
    let changed = api.send_if(Method::PUT, path, made.header("etag"), &sent).await;
    assert_eq!(
        (
            changed.status.as_u16(),
            &changed.json["zone"],
            &changed.json["version"]
        ),
        (200, &json!("halls"), &json!(2)),
        "{}",
        changed.text
    );
    let late = api.send_if(Method::PUT, path, made.header("etag"), &sent).await;
    assert_eq!(
        (late.status.as_u16(), &late.json["type"]),
        (412, &json!("/problems/version-mismatch"))
    );
    let less = json!({ "enabled": false, "location": null, "probe": { "intervalSeconds": null } });
    let patched = api
        .send_if(Method::PATCH, path, changed.header("etag"), &less)
        .await;
    assert_eq!(
        (
            patched.status.as_u16(),
            &patched.json["state"],
            &patched.json["location"]
        ),
        (200, &json!("Disabled"), &Value::Null),
        "{}",
        patched.text
    );
    let definition = api.get("/api/v1/cameras/quay/definition").await.json;
    assert_eq!(definition["probe"], json!({ "depth": "Connect" }));
    assert_eq!(api.get(path).await.header("etag"), patched.header("etag"));

    let stale = api
        .send_if(Method::DELETE, path, made.header("etag"), &Value::Null)
        .await;
    assert_eq!(stale.status, 412);
    let gone = api.send_if(Method::DELETE, path, "*", &Value::Null).await;
    assert_eq!(gone.status, 204, "{}", gone.text);
    assert_eq!(api.get(path).await.status, 404);
    for method in [Method::PUT, Method::PATCH, Method::DELETE] {
        assert_eq!(api.send_if(method, path, "*", &sent).await.status, 404);
    }
    let again = enter(&api, &quay()).await;
    assert_eq!(again.status, 201, "{}", again.text);
    assert_eq!(
        again.json["id"], made.json["id"],
        "it is the same camera as before"
    );
    assert!(again.json["version"].as_i64() > patched.json["version"].as_i64());

    let expected = ["create", "replace", "replace", "delete", "create"];
    let expected = expected.map(|action| (format!("camera.{action}"), "quay".to_owned()));
    assert_eq!(actions(&site).await, expected);
}

#[tokio::test]
async fn what_the_site_declares_and_names_that_are_taken_stay_as_they_are() {
    let site = site().await;
    let api = site.api(None).await;
    let hall = json!({ "name": "hall", "url": "tcp://127.0.0.1:9" });
    let owned = |answer: &Answer| (answer.status.as_u16(), answer.json["type"].clone());
    let by_spec = (409, json!("/problems/owned-by-spec"));
    assert_eq!(owned(&enter(&api, &hall).await), by_spec);
    for method in [Method::PUT, Method::PATCH, Method::DELETE] {
        let answer = api
            .send_if(method.clone(), "/api/v1/cameras/hall", "*", &hall)
            .await;
        assert_eq!(owned(&answer), by_spec, "{method}: {}", answer.text);
    }
    assert_eq!(api.get("/api/v1/cameras/hall/definition").await.status, 404);
    assert_eq!(enter(&api, &quay()).await.status, 201);
    assert_eq!(
        owned(&enter(&api, &quay()).await),
        (409, json!("/problems/name-taken"))
    );
    let mut renamed = quay();
    renamed["name"] = json!("mole");
    let answer = api
        .send_if(Method::PUT, "/api/v1/cameras/quay", "*", &renamed)
        .await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json["errors"][0]["pointer"]),
        (422, &json!("/name"))
    );
}

#[tokio::test]
async fn of_two_who_enter_one_camera_at_once_one_is_told_that_the_name_is_taken() {
    let site = site().await;
    let (one, other) = (site.api(None).await, site.api(None).await);
    let camera = quay();
    let (first, second) = tokio::join!(enter(&one, &camera), enter(&other, &camera));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let tag = "\"1\"";
    let zone = |zone: &str| {
        let mut camera = quay();
        camera["zone"] = json!(zone);
        camera
    };
    let (a, b) = (zone("a"), zone("b"));
    let path = "/api/v1/cameras/quay";
    let (first, second) = tokio::join!(
        one.send_if(Method::PUT, path, tag, &a),
        other.send_if(Method::PUT, path, tag, &b)
    );
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}

#[tokio::test]
async fn no_camera_is_where_it_must_not_be() {
    let site = Site::with(Vec::new()).await;
    site.write_inventory(&CamerasFile {
        camera_cidrs: vec!["10.20.0.0/16".to_owned(), "127.0.0.0/8".to_owned()],
        ..file(Vec::new())
    });
    let api = site.api(None).await;
    let at = async |url: String| enter(&api, &json!({ "name": "quay", "url": url })).await;
    for address in [
        SERVICE,
        "0.0.0.0",
        "169.254.169.254",
        "192.0.2.1",
        "[fe80::1]",
        "[::ffff:169.254.169.254]",
        "[2001:db8::1]",
        "camera.invalid",
    ] {
        let answer = at(format!("rtsp://{address}/live")).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json["errors"][0]["pointer"]),
            (422, &json!("/url")),
            "{address}: {}",
            answer.text
        );
    }
    let picture =
        json!({ "name": "quay", "url": "rtsp://10.20.0.1/", "snapshotUrl": "http://169.254.169.254/latest" });
    let answer = enter(&api, &picture).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json["errors"][0]["pointer"]),
        (422, &json!("/snapshotUrl"))
    );
    assert_eq!(at("rtsp://10.20.0.1/live".to_owned()).await.status, 201);
    assert_eq!(api.get(LIST).await.json["total"], 1);
}

#[tokio::test]
async fn what_cannot_be_a_camera_is_refused() {
    let site = site().await;
    let api = site.api(None).await;
    let with = |key: &str, value: Value| {
        let mut camera = quay();
        camera[key] = value;
        camera
    };
    for (bad, pointer) in [
        (with("name", json!("Quay")), "/name"),
        (with("credentials", json!("hall-cameras")), "/credentials"),
        (with("credentials", json!("shared/halls")), "/credentials"),
        (with("url", json!("rtsp://admin:hunter2@127.0.0.1/")), "/url"),
        (
            with("probe", json!({ "timeoutSeconds": 60 })),
            "/probe/timeoutSeconds",
        ),
        (with("colour", json!("red")), "/colour"),
    ] {
        let answer = enter(&api, &bad).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json["errors"][0]["pointer"]),
            (422, &json!(pointer)),
            "{bad}: {}",
            answer.text
        );
        assert!(!answer.text.contains("hunter2"));
    }
    for malformed in [
        json!([]),
        json!({ "name": "quay" }),
        with("priority", json!("High")),
    ] {
        assert_eq!(enter(&api, &malformed).await.status, 400, "{malformed}");
    }
    assert_eq!(actions(&site).await, []);
}

#[tokio::test]
async fn a_declared_camera_takes_over_and_keeps_the_history() {
    let site = site().await;
    let api = site.api(None).await;
    let made = enter(&api, &quay()).await;
    store_up(&site.database(), "quay").await;
    let mut declared = camera("quay");
    declared.url = "rtsp://192.0.2.7/declared".to_owned();
    site.write_inventory(&file(vec![camera("hall"), declared]));
    let taken = eventually("the site has taken it over", async || {
        let json = api.get("/api/v1/cameras/quay").await.json;
        (json["origin"] == "Declared").then_some(json)
    })
    .await;
    assert_eq!(
        (
            &taken["id"],
            &taken["url"],
            &taken["state"],
            &taken["coordinates"]
        ),
        (
            &made.json["id"],
            &json!("rtsp://192.0.2.7/declared"),
            &json!("Up"),
            &Value::Null
        )
    );
    let answer = api
        .send_if(Method::DELETE, "/api/v1/cameras/quay", "*", &Value::Null)
        .await;
    assert_eq!(answer.status, 409);
    assert_eq!(
        actions(&site).await,
        [
            ("camera.create".to_owned(), "quay".to_owned()),
            ("camera.takeover".to_owned(), "quay".to_owned())
        ]
    );
    let left: bool = sqlx::query_scalar(
        "select definition is null and pinned_address is null from cameras where name = 'quay'",
    )
    .fetch_one(&mut site.superuser().await)
    .await
    .unwrap();
    assert!(left, "what was entered is gone");
}

#[tokio::test]
async fn a_site_has_a_thousand_cameras_at_most_whoever_owns_them() {
    let site = site().await;
    let api = site.api(None).await;
    sqlx::query(
        "insert into cameras (name, display_name, zone, url, address, priority, tags, enabled, origin, interval_seconds)
         select 'c' || n, 'C', '', 'tcp://192.0.2.1:1', '192.0.2.1:1', 'Normal', '{}', true, 'Api', 10
         from generate_series(1, 999) n",
    )
    .execute(&mut site.superuser().await)
    .await
    .unwrap();
    let answer = enter(&api, &quay()).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json["type"]),
        (409, &json!("/problems/too-many"))
    );
}
