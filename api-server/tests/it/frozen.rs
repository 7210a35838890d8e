//! The frozen contract of existing clients.

use contract::inventory::Camera;
use serde_json::json;

use crate::support::camera::{store_auth_failed, store_up};
use crate::support::inventory::camera;
use crate::support::redis::Redis;
use crate::support::site::Site;

fn two_cameras() -> Vec<Camera> {
    let hall = Camera {
        location: Some("Hall 1, mast 3".into()),
        ..camera("hall")
    };
    let vault = Camera {
        zone: "vaults".into(),
        url: "rtsp://vault.example.net/live".into(),
        ..camera("vault")
    };
    vec![hall, vault]
}

#[tokio::test]
async fn the_lists_are_bare_arrays_of_exactly_the_agreed_keys() {
    let site = Site::with(two_cameras()).await;
    let redis = Redis::start();
    let api = site.api(Some(&redis)).await;
    store_up(&site.database(), "hall").await;
    store_auth_failed(&site.database(), "vault").await;

    let hall = |views: i64| {
        json!({"id": 1, "name": "hall", "address": "192.0.2.1:554", "status": "Up",
               "location": "Hall 1, mast 3", "views": views})
    };
    let vault = |views: i64| {
        json!({"id": 2, "name": "vault", "address": "vault.example.net", "status": "Down",
               "location": null, "views": views})
    };
    assert_eq!(api.get("/cameras").await.json, json!([hall(1), vault(1)]));
    assert_eq!(api.get("/api/cameras").await.json, json!([hall(2), vault(2)]));

    let mut index = json!([hall(3), vault(3)]);
    for (camera, nom, promo) in [(0, "Camera hall", "halls"), (1, "Camera vault", "vaults")] {
        index[camera]["nom"] = nom.into();
        index[camera]["promo"] = promo.into();
    }
    assert_eq!(api.get("/").await.json, index);

    assert_eq!(api.get("/cameras/2").await.json, vault(4));
    assert_eq!(api.get("/api/cameras/1").await.json, hall(4));
}

#[tokio::test]
async fn a_site_without_cameras_answers_an_empty_array() {
    let site = Site::with(Vec::new()).await;
    let api = site.api(None).await;
    assert_eq!(api.get("/cameras").await.json, json!([]));
}
