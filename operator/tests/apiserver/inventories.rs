//! Inventories that a site names.

use contract::inventory::CamerasFile;
use crds::conditions as types;
use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use kube::api::{Patch, PatchParams};
use serde_json::{Value, json};

use crate::world::{CSV, World};

/// Names and URLs of the cameras that api and prober are told of.
async fn told(world: &World) -> Vec<(String, String)> {
    let map = world
        .api::<ConfigMap>()
        .get("gare-centrale-cameras")
        .await
        .unwrap();
    let file: CamerasFile = serde_json::from_str(&map.data.unwrap()["cameras.json"]).unwrap();
    file.cameras
        .into_iter()
        .map(|camera| (camera.name, camera.url))
        .collect()
}

/// Applies what a user has in a file.
async fn apply<K>(world: &World, name: &str, object: Value)
where
    K: kube::Resource<Scope = k8s_openapi::NamespaceResourceScope, DynamicType = ()>
        + Clone
        + std::fmt::Debug
        + serde::Serialize
        + serde::de::DeserializeOwned,
{
    let object: K = serde_json::from_value(object).unwrap();
    let user = PatchParams::apply("user");
    world
        .api::<K>()
        .patch(name, &user, &Patch::Apply(&object))
        .await
        .unwrap();
}

async fn inventory(world: &World, name: &str, text: &str) {
    let object = json!({
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": name }, "data": { "cameras.csv": text }
    });
    apply::<ConfigMap>(world, name, object).await;
}

fn camera(name: &str, url: &str) -> (String, String) {
    (name.to_owned(), url.to_owned())
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn cameras_follow_inventories_that_appear_change_and_go() {
    const SITE: &str = "gare-centrale";
    let world = World::new().await;
    let hall = camera("hall", "rtsp://10.50.0.1/declared-in-the-spec");
    world.apply(CSV).await;
    world.pass(SITE).await;
    assert_eq!(told(&world).await, std::slice::from_ref(&hall));
    assert_eq!(
        world.said(SITE, types::INVENTORY_ACCEPTED).await,
        "False ConfigMapNotFound"
    );

    inventory(&world, "halls", "name;url;credentials\r\nhall;tcp://a:1;\r\n").await;
    inventory(
        &world,
        "platforms",
        "name,url,credentials\nquay,tcp://b:1,quay-cameras\n",
    )
    .await;
    world.pass(SITE).await;
    assert_eq!(told(&world).await, [hall.clone(), camera("quay", "tcp://b:1")]);
    assert_eq!(
        world.said(SITE, types::INVENTORY_ACCEPTED).await,
        "False ConfigMapInvalid",
        "hall is declared twice"
    );
    world.writes();
    world.pass(SITE).await;
    assert_eq!(
        world.writes(),
        Vec::<String>::new(),
        "what is wrong in an inventory is no reason to write"
    );

    inventory(&world, "halls", "name,url\n").await;
    world.pass(SITE).await;
    assert_eq!(
        world.said(SITE, types::INVENTORY_ACCEPTED).await,
        "False SecretNotFound"
    );
    let secret = json!({
        "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "quay-cameras" },
        "type": "kubernetes.io/basic-auth", "stringData": { "username": "viewer", "password": "pw" }
    });
    apply::<Secret>(&world, "quay-cameras", secret).await;
    world.pass(SITE).await;
    assert_eq!(world.said(SITE, types::INVENTORY_ACCEPTED).await, "True Accepted");
    let secrets = world.api::<Secret>();
    let handed_on = secrets.get("gare-centrale-camera-credentials").await.unwrap();
    let credentials = handed_on.data.unwrap()["credentials.json"].0.clone();
    assert!(String::from_utf8(credentials).unwrap().contains("quay-cameras"));

    inventory(&world, "platforms", "name,url\nquay,tcp://c:1\nbad,nowhere\n").await;
    world.pass(SITE).await;
    assert_eq!(told(&world).await, [hall.clone(), camera("quay", "tcp://c:1")]);
    assert_eq!(
        world.said(SITE, types::INVENTORY_ACCEPTED).await,
        "False ConfigMapInvalid"
    );

    let maps = world.api::<ConfigMap>();
    maps.delete("platforms", &crate::world::delete()).await.unwrap();
    world.pass(SITE).await;
    assert_eq!(told(&world).await, [hall]);
    assert_eq!(
        world.said(SITE, types::INVENTORY_ACCEPTED).await,
        "False ConfigMapNotFound"
    );
    world.end().await;
}
