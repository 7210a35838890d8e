//! Components that a site may have or not.

use crds::conditions as types;
use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::core::v1::{ConfigMap, PersistentVolumeClaim, Service};

use crate::world::{MINIMAL, SIMULATED, World};

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_cache_that_is_switched_off_is_pruned_but_its_volume_stays() {
    let world = World::new().await;
    world.apply(MINIMAL).await;
    world.pass("corner-shop").await;
    world
        .apply(&MINIMAL.replacen("spec:\n", "spec:\n  cache: {mode: Disabled}\n", 1))
        .await;
    world.pass("corner-shop").await;
    assert!(
        world
            .api::<StatefulSet>()
            .get_opt("corner-shop-redis")
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        world
            .api::<Service>()
            .get_opt("corner-shop-redis")
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        world
            .api::<PersistentVolumeClaim>()
            .get_opt("corner-shop-redis-data")
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(
        world.said("corner-shop", types::CACHE_READY).await,
        "True Disabled"
    );
    world.end().await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_simulator_without_cameras_is_pruned() {
    let world = World::new().await;
    world.apply(SIMULATED).await;
    world.pass("showroom").await;
    let deployments = world.api::<Deployment>();
    assert!(deployments.get_opt("showroom-simulator").await.unwrap().is_some());
    world
        .apply("{apiVersion: camerasite.io/v1alpha1, kind: CameraSite, metadata: {name: showroom}, spec: {location: {city: Turin}}}")
        .await;
    world.pass("showroom").await;
    assert!(deployments.get_opt("showroom-simulator").await.unwrap().is_none());
    let services = world.api::<Service>();
    assert!(services.get_opt("showroom-simulator").await.unwrap().is_none());
    let maps = world.api::<ConfigMap>();
    assert!(maps.get_opt("showroom-simulator").await.unwrap().is_none());
    assert!(services.get_opt("showroom-prober").await.unwrap().is_some());
    world.end().await;
}
