//! Objects that a site names.

use contract::credentials::AuthoritiesFile;
use crds::conditions as types;
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Secret};
use kube::ResourceExt;
use kube::api::{ListParams, Patch, PatchParams};
use operator::observe::Referenced;
use serde_json::json;

use crate::world::{EXTERNAL, FULL, World};

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn certificates_of_an_authority_are_handed_on_when_they_appear_and_when_they_change() {
    let world = World::new().await;
    world.apply(FULL).await;
    world.pass("st-pancras").await;
    let secrets = world.api::<Secret>();
    let handed_on = async || -> AuthoritiesFile {
        let secret = secrets.get("st-pancras-camera-credentials").await.unwrap();
        serde_json::from_slice(&secret.data.unwrap()["authorities.json"].0).unwrap()
    };
    assert_eq!(handed_on().await, AuthoritiesFile::default());
    assert_eq!(
        world.said("st-pancras", types::INVENTORY_ACCEPTED).await,
        "False SecretNotFound"
    );
    let (_, references) = operator::render::parse(FULL).unwrap();
    let Referenced::Found(certificate) = &references.authorities["camera-ca"] else {
        panic!("the fixture's authority is not one")
    };
    for certificates in [certificate.clone(), certificate.repeat(2)] {
        let wanted: Secret = serde_json::from_value(json!({
            "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "camera-ca" },
            "stringData": { "ca.crt": certificates }
        }))
        .unwrap();
        secrets
            .patch("camera-ca", &PatchParams::apply("user"), &Patch::Apply(&wanted))
            .await
            .unwrap();
        world.pass("st-pancras").await;
        assert_eq!(handed_on().await.0["camera-ca"], certificates);
    }
    world.end().await;
}

/// Gives a Secret with a login as a user does.
async fn give_login(world: &World, name: &str, password: &str) {
    let secret: Secret = serde_json::from_value(json!({
        "apiVersion": "v1", "kind": "Secret", "metadata": { "name": name }, "type": "kubernetes.io/basic-auth",
        "stringData": { "username": "piers", "password": password }
    }))
    .unwrap();
    world
        .api::<Secret>()
        .patch(name, &PatchParams::apply("user").force(), &Patch::Apply(&secret))
        .await
        .unwrap();
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn an_external_database_waits_for_its_secrets_and_follows_them() {
    const SITE: &str = "landungsbruecken";
    let world = World::new().await;
    world.apply(EXTERNAL).await;
    world.pass(SITE).await;
    let database = async || world.said(SITE, types::DATABASE_READY).await;
    assert_eq!(database().await, "False SecretNotFound");
    give_login(&world, "piers-db", "first").await;
    give_login(&world, "piers-db-owner", "first").await;
    world.pass(SITE).await;
    assert_eq!(
        database().await,
        "False SecretNotFound",
        "the authority is missing"
    );
    let (_, references) = operator::render::parse(EXTERNAL).unwrap();
    let Referenced::Found(certificate) = &references.authorities["db-ca"] else {
        panic!("the fixture's authority is not one")
    };
    let authority: Secret = serde_json::from_value(json!({
        "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "db-ca" }, "stringData": { "ca.crt": certificate }
    }))
    .unwrap();
    let manager = PatchParams::apply("user");
    let secrets = world.api::<Secret>();
    secrets
        .patch("db-ca", &manager, &Patch::Apply(&authority))
        .await
        .unwrap();
    world.pass(SITE).await;
    assert_eq!(database().await, "False Waiting");
    world.all_serve(SITE).await;
    world.pass(SITE).await;
    assert_eq!(database().await, "True Serving");
    assert_eq!(world.said(SITE, types::READY).await, "True Converged");
    world.writes();
    world.pass(SITE).await;
    assert_eq!(world.writes(), Vec::<String>::new(), "at rest");

    let all = ListParams::default();
    let sets = world.api::<StatefulSet>().list(&all).await.unwrap();
    let names: Vec<_> = sets.iter().map(ResourceExt::name_any).collect();
    assert_eq!(names, ["landungsbruecken-prober", "landungsbruecken-redis"]);
    let claims = world.api::<PersistentVolumeClaim>().list(&all).await.unwrap();
    let names: Vec<_> = claims.iter().map(ResourceExt::name_any).collect();
    assert_eq!(names, ["landungsbruecken-redis-data"]);
    for secret in secrets.list(&all).await.unwrap() {
        let made = secret.name_any().starts_with("landungsbruecken-postgres");
        assert!(!made, "{}", secret.name_any());
    }

    let jobs = world.api::<Job>();
    let before = jobs.list(&all).await.unwrap().items.remove(0).name_any();
    give_login(&world, "piers-db", "second").await;
    world.pass(SITE).await;
    let after = jobs.list(&all).await.unwrap();
    let after: Vec<_> = after
        .iter()
        .filter(|job| job.metadata.deletion_timestamp.is_none())
        .collect();
    assert_eq!(after.len(), 1);
    assert_ne!(
        after[0].name_any(),
        before,
        "a new password is tried by a new Job"
    );
    let changed = world.writes();
    let of_servers = |write: &&String| write.contains("deployments") || write.contains("statefulsets");
    assert_eq!(
        changed.iter().find(of_servers),
        None,
        "nothing is restarted: {changed:?}"
    );
    world.end().await;
}
