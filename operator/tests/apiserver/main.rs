//! Whole passes against a real API server; no kubelet and no controllers run, so the tests set what those would.
//!
//! Run with `hack/apiserver/run -- cargo test -p operator --test apiserver -- --include-ignored`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what fails here is to fail the test"
)]

mod audit;
mod crash;
mod definitions;
mod election;
mod instance;
mod inventories;
mod isolation;
mod monitoring;
mod namespaces;
mod operation;
mod optional;
mod proxy;
mod recorder;
mod recovery;
mod references;
#[path = "../children/sweep/schema.rs"]
mod schema;
mod world;

use crds::conditions as types;
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::{ConfigMap, PersistentVolumeClaim, Secret, Service};
use k8s_openapi::api::events::v1::Event;
use kube::ResourceExt;
use kube::api::{ListParams, Patch, PatchParams};
use serde_json::json;
use world::{FULL, MINIMAL, NO_CACHE, SIMULATED, World};

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_second_pass_writes_nothing_before_and_after_the_site_is_ready() {
    for (fixture, name) in [
        (MINIMAL, "corner-shop"),
        (FULL, "st-pancras"),
        (NO_CACHE, "depot"),
        (SIMULATED, "showroom"),
    ] {
        let world = World::new().await;
        world.apply(fixture).await;
        world.pass(name).await;
        assert!(
            world
                .writes()
                .iter()
                .filter(|write| write.starts_with("POST"))
                .count()
                >= 20
        );
        world.pass(name).await;
        assert_eq!(world.writes(), Vec::<String>::new(), "{name}: the second pass");
        world.all_serve(name).await;
        world.pass(name).await;
        assert_eq!(world.said(name, types::READY).await, "True Converged", "{name}");
        world.writes();
        world.pass(name).await;
        assert_eq!(world.writes(), Vec::<String>::new(), "{name}: at rest");
        world.end().await;
    }
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_deleted_and_an_edited_child_are_restored_and_additions_of_others_stay() {
    let world = World::new().await;
    world.apply(MINIMAL).await;
    world.pass("corner-shop").await;
    let (services, maps) = (world.api::<Service>(), world.api::<ConfigMap>());
    services
        .delete("corner-shop-api", &world::delete())
        .await
        .unwrap();
    let edit = json!({ "data": { "cameras.json": "{}", "note": "mine" }, "metadata": { "annotations": { "mine": "1" } } });
    maps.patch(
        "corner-shop-cameras",
        &PatchParams::default(),
        &Patch::Merge(&edit),
    )
    .await
    .unwrap();
    world.pass("corner-shop").await;
    assert!(services.get_opt("corner-shop-api").await.unwrap().is_some());
    let map = maps.get("corner-shop-cameras").await.unwrap();
    let data = map.data.clone().unwrap();
    assert!(data["cameras.json"].contains("\"door\""), "{data:?}");
    assert_eq!(data["note"], "mine");
    assert_eq!(map.annotations()["mine"], "1");
    world.writes();
    world.pass("corner-shop").await;
    assert_eq!(world.writes(), Vec::<String>::new());
    world.end().await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_field_that_is_no_longer_wanted_goes_away() {
    let world = World::new().await;
    world
        .apply(&MINIMAL.replacen("spec:\n", "spec:\n  imagePullSecrets: [{name: registry}]\n", 1))
        .await;
    world.pass("corner-shop").await;
    let sets = world.api::<StatefulSet>();
    let pull_secrets = |set: StatefulSet| set.spec.unwrap().template.spec.unwrap().image_pull_secrets;
    assert!(pull_secrets(sets.get("corner-shop-prober").await.unwrap()).is_some());
    world.apply(MINIMAL).await;
    world.pass("corner-shop").await;
    assert_eq!(pull_secrets(sets.get("corner-shop-prober").await.unwrap()), None);
    world.end().await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_foreign_service_is_not_touched_and_named() {
    let world = World::new().await;
    let services = world.api::<Service>();
    let foreign = serde_json::from_value(json!({
        "metadata": { "name": "corner-shop-web", "labels": { "app": "theirs" } },
        "spec": { "ports": [{ "port": 81 }], "selector": { "app": "theirs" } }
    }));
    let before = services
        .create(&kube::api::PostParams::default(), &foreign.unwrap())
        .await
        .unwrap();
    world.apply(MINIMAL).await;
    world.pass("corner-shop").await;
    let after = services.get("corner-shop-web").await.unwrap();
    assert_eq!(before.resource_version(), after.resource_version());
    assert_eq!(
        world.said("corner-shop", types::WEB_READY).await,
        "False NameTaken"
    );
    assert_eq!(world.said("corner-shop", types::STALLED).await, "True NameTaken");
    let events = world.api::<Event>().list(&ListParams::default()).await.unwrap();
    let told = events.iter().any(|event| {
        event.reason.as_deref() == Some("NameTaken")
            && event
                .note
                .as_deref()
                .unwrap_or_default()
                .contains("Service corner-shop-web")
    });
    assert!(told, "{events:?}");
    world.writes();
    world.pass("corner-shop").await;
    assert_eq!(
        world.writes(),
        Vec::<String>::new(),
        "waiting for the user is no reason to write"
    );
    world.end().await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_volume_without_its_secret_gets_no_new_password() {
    let world = World::new().await;
    let claim = serde_json::from_value::<PersistentVolumeClaim>(json!({
        "metadata": { "name": "corner-shop-postgres-data", "labels": {
            "app.kubernetes.io/instance": "corner-shop", "app.kubernetes.io/managed-by": "camerasite-operator"
        }},
        "spec": { "accessModes": ["ReadWriteOnce"], "resources": { "requests": { "storage": "10Gi" } } }
    }));
    world
        .api()
        .create(&kube::api::PostParams::default(), &claim.unwrap())
        .await
        .unwrap();
    world.apply(MINIMAL).await;
    world.pass("corner-shop").await;
    assert_eq!(
        world.said("corner-shop", types::DATABASE_READY).await,
        "False CredentialsLost"
    );
    assert!(
        world
            .api::<Secret>()
            .get_opt("corner-shop-postgres-superuser")
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        world
            .api::<StatefulSet>()
            .get_opt("corner-shop-postgres")
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        world
            .api::<StatefulSet>()
            .get_opt("corner-shop-redis")
            .await
            .unwrap()
            .is_some(),
        "the rest goes on"
    );
    world.end().await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_site_made_again_finds_its_old_volume_and_password() {
    let world = World::new().await;
    world.apply(MINIMAL).await;
    world.pass("corner-shop").await;
    let secrets = world.api::<Secret>();
    let password = secrets.get("corner-shop-postgres-superuser").await.unwrap().data;
    let volume = world
        .api::<PersistentVolumeClaim>()
        .get("corner-shop-postgres-data")
        .await
        .unwrap()
        .uid();
    world.remove("corner-shop").await;
    world.apply(MINIMAL).await;
    world.pass("corner-shop").await;
    // Nothing collects garbage here: what the old site owned is still there, and waited for.
    assert_eq!(
        world.said("corner-shop", types::WEB_READY).await,
        "False Terminating"
    );
    assert_eq!(
        secrets.get("corner-shop-postgres-superuser").await.unwrap().data,
        password
    );
    let claim = world
        .api::<PersistentVolumeClaim>()
        .get("corner-shop-postgres-data")
        .await
        .unwrap();
    assert_eq!(claim.uid(), volume);
    assert_eq!(claim.metadata.owner_references, None);
    world.end().await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn the_retention_policy_moves_owner_references_and_no_data() {
    let world = World::new().await;
    world.apply(MINIMAL).await;
    world.pass("corner-shop").await;
    let secrets = world.api::<Secret>();
    let before = secrets.get("corner-shop-postgres-app").await.unwrap();
    world
        .apply(&MINIMAL.replacen(
            "spec:\n",
            "spec:\n  database: {storage: {retentionPolicy: Delete}}\n",
            1,
        ))
        .await;
    world.pass("corner-shop").await;
    let after = secrets.get("corner-shop-postgres-app").await.unwrap();
    assert_eq!(after.owner_references().len(), 1);
    assert_eq!(after.data, before.data);
    world.apply(MINIMAL).await;
    world.pass("corner-shop").await;
    let back = secrets.get("corner-shop-postgres-app").await.unwrap();
    assert_eq!(back.owner_references().len(), 0);
    assert_eq!(back.data, before.data);
    world.end().await;
}
