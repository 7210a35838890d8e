//! `cameras.json`: followed while the API runs.

use contract::inventory::Camera;
use serde_json::json;

use crate::support::api::Api;
use crate::support::camera::store_up;
use crate::support::eventually;
use crate::support::inventory::{camera, file};
use crate::support::site::Site;

async fn until_total(api: &Api, total: usize) {
    eventually("the list follows the file", async || {
        (api.get("/api/v1/cameras").await.json["total"] == total).then_some(())
    })
    .await;
}

#[tokio::test]
async fn cameras_are_added_changed_removed_and_come_back_under_their_id() {
    let site = Site::with(vec![camera("a"), camera("b")]).await;
    let api = site.api(None).await;
    store_up(&site.database(), "b").await;

    site.write_inventory(&file(vec![camera("a"), camera("b"), camera("c")]));
    until_total(&api, 3).await;
    assert_eq!(api.get("/api/v1/cameras/c").await.json["id"], 3);

    site.write_inventory(&file(vec![
        Camera {
            zone: "roof".into(),
            ..camera("a")
        },
        camera("c"),
    ]));
    until_total(&api, 2).await;
    assert_eq!(api.get("/cameras/b").await.status, 404);
    let a = api.get("/api/v1/cameras/a").await.json;
    assert_eq!((&a["zone"], &a["version"]), (&json!("roof"), &json!(2)));

    site.write_inventory(&file(vec![camera("a"), camera("b"), camera("c"), camera("d")]));
    until_total(&api, 4).await;
    let b = api.get("/api/v1/cameras/b").await.json;
    assert_eq!(
        (&b["id"], &b["state"]),
        (&json!(2), &json!("Up")),
        "its id and its state are back"
    );
    assert_eq!(
        api.get("/api/v1/cameras/d").await.json["id"],
        4,
        "no id was used up in between"
    );
}

#[tokio::test]
async fn a_file_that_cannot_be_used_retires_nothing_and_health_says_so() {
    let site = Site::with(vec![camera("a")]).await;
    let api = site.api(None).await;
    let newer = serde_json::to_string(&file(Vec::new()))
        .unwrap()
        .replace("\"schemaVersion\":1", "\"schemaVersion\":9");
    let twice = serde_json::to_string(&file(vec![camera("b"), camera("b")])).unwrap();
    for (content, reason) in [
        ("{\"schemaVersion\":1,\"cam", "not valid"),
        (newer.as_str(), "schemaVersion 9"),
        (twice.as_str(), "twice"),
    ] {
        site.write("cameras/cameras.json", content);
        let health = eventually("health names the reason", async || {
            let health = api.get("/health").await;
            let message = health.json["dependencies"]["inventory"]["message"]
                .as_str()?
                .to_owned();
            message.contains(reason).then_some(health)
        })
        .await;
        assert_eq!(
            (health.status.as_u16(), &health.json["status"]),
            (200, &json!("degraded"))
        );
        assert_eq!(api.get("/api/v1/cameras").await.json["total"], 1);
    }

    std::fs::remove_file(site.config_dir().join("cameras/cameras.json")).unwrap();
    eventually("health says that the file is missing", async || {
        let health = api.get("/health").await;
        health.json["dependencies"]["inventory"]["message"]
            .as_str()?
            .contains("cannot be read")
            .then_some(())
    })
    .await;
    assert_eq!(api.get("/api/v1/cameras").await.json["total"], 1);

    site.write_inventory(&file(vec![camera("a"), camera("z")]));
    until_total(&api, 2).await;
    assert_eq!(
        api.get("/health").await.json["dependencies"]["inventory"]["status"],
        "ok"
    );
}

#[tokio::test]
async fn two_replicas_agree_and_one_takes_over_from_the_other() {
    let site = Site::with(vec![camera("a")]).await;
    let first = site.api(None).await;
    let second = site.api(None).await;
    drop(first);
    site.write_inventory(&file(vec![camera("a"), camera("b")]));
    until_total(&second, 2).await;
}
