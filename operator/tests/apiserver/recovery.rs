//! A `StatefulSet` that waits for a pod of a mended spec: the test plays the controllers and the kubelet.

use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::{Pod, ServiceAccount};
use kube::ResourceExt as _;
use kube::api::{ObjectMeta, Patch, PatchParams, PostParams};
use serde_json::{Value, json};

use crate::world::{MINIMAL, World};

const SET: &str = "corner-shop-postgres";

/// A pod of the database's `StatefulSet`.
async fn make_pod(world: &World, name: &str, revision: &str, status: Value) -> String {
    let set = world.api::<StatefulSet>().get(SET).await.unwrap();
    let mut labels = json!(
        set.spec
            .as_ref()
            .unwrap()
            .template
            .metadata
            .as_ref()
            .unwrap()
            .labels
    );
    labels["controller-revision-hash"] = json!(revision);
    let pod: Pod = serde_json::from_value(json!({
        "metadata": { "name": name, "labels": labels, "ownerReferences": [{
            "apiVersion": "apps/v1", "kind": "StatefulSet", "name": SET, "uid": set.uid(), "controller": true
        }]},
        "spec": { "containers": [{ "name": "postgres", "image": "example.net/postgres:test" }], "automountServiceAccountToken": false }
    }))
    .unwrap();
    let pods = world.api::<Pod>();
    let uid = pods
        .create(&PostParams::default(), &pod)
        .await
        .unwrap()
        .uid()
        .unwrap();
    pods.patch_status(
        name,
        &PatchParams::default(),
        &Patch::Merge(json!({ "status": status })),
    )
    .await
    .unwrap();
    uid
}

/// What the controller says of the database: it has seen the spec, and no pod is ready.
async fn set_waits(world: &World, observed: bool) {
    let sets = world.api::<StatefulSet>();
    let generation = sets.get(SET).await.unwrap().metadata.generation.unwrap();
    let status = json!({ "status": {
        "replicas": 1, "readyReplicas": 0, "observedGeneration": if observed { generation } else { generation - 1 },
        "currentRevision": "good", "updateRevision": "good"
    }});
    sets.patch_status(SET, &PatchParams::default(), &Patch::Merge(status))
        .await
        .unwrap();
}

/// Status of a pod whose only container waits or runs.
fn status(ready: bool, state: &Value) -> Value {
    json!({
        "phase": "Pending",
        "conditions": [{ "type": "Ready", "status": if ready { "True" } else { "False" } }],
        "containerStatuses": [{
            "name": "postgres", "image": "", "imageID": "", "ready": ready, "restartCount": 0, "state": state
        }]
    })
}

async fn uid(world: &World, pod: &str) -> Option<String> {
    let found = world.api::<Pod>().get_opt(pod).await.unwrap();
    // Nobody runs here who would end it.
    found
        .filter(|pod| pod.metadata.deletion_timestamp.is_none())
        .and_then(|pod| pod.uid())
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn only_a_pod_of_a_mended_revision_that_cannot_run_is_deleted() {
    let world = World::new().await;
    world.apply(MINIMAL).await;
    world.pass("corner-shop").await;
    // Nobody else makes the account without which there is no pod.
    let account = ServiceAccount {
        metadata: ObjectMeta {
            name: Some("default".to_owned()),
            ..ObjectMeta::default()
        },
        ..ServiceAccount::default()
    };
    let accounts = world.api::<ServiceAccount>();
    accounts.create(&PostParams::default(), &account).await.unwrap();
    let stuck = status(false, &json!({ "waiting": { "reason": "ImagePullBackOff" } }));
    let now = k8s_openapi::jiff::Timestamp::now().to_string();
    let starts = status(false, &json!({ "running": { "startedAt": now } }));
    let serves = status(true, &json!({ "running": { "startedAt": now } }));
    let cases = [
        ("stuck", "bad", &stuck, false),
        ("stuck-good", "good", &stuck, true),
        ("starting", "bad", &starts, true),
        ("ready", "bad", &serves, true),
    ];
    let mut uids = Vec::new();
    for (name, revision, status, _) in &cases {
        uids.push(make_pod(&world, name, revision, (*status).clone()).await);
    }
    // The spec has been mended, but its controller has not seen it yet.
    set_waits(&world, false).await;
    world.pass("corner-shop").await;
    for ((name, ..), before) in cases.iter().zip(&uids) {
        assert_eq!(uid(&world, name).await.as_ref(), Some(before), "{name}");
    }
    set_waits(&world, true).await;
    let suspended = MINIMAL.replacen("spec:\n", "spec:\n  suspend: true\n", 1);
    world.apply(&suspended).await;
    world.pass("corner-shop").await;
    assert!(uid(&world, "stuck").await.is_some(), "suspended");
    world.apply(MINIMAL).await;
    world.writes();
    world.pass("corner-shop").await;
    for ((name, _, _, stays), before) in cases.iter().zip(&uids) {
        assert_eq!(uid(&world, name).await.as_ref() == Some(before), *stays, "{name}");
    }
    let deletions = || -> Vec<String> {
        let writes = world.writes().into_iter();
        writes.filter(|write| write.starts_with("DELETE")).collect()
    };
    let deleted = deletions();
    assert_eq!(deleted.len(), 1, "{deleted:?}");
    assert!(deleted[0].ends_with("/pods/stuck"), "{deleted:?}");
    world.pass("corner-shop").await;
    assert_eq!(deletions(), Vec::<String>::new(), "nothing more to recover");
    world.end().await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn an_image_that_never_served_goes_when_the_spec_no_longer_names_it() {
    let world = World::new().await;
    world.apply(MINIMAL).await;
    world.pass("corner-shop").await;
    world.all_serve("corner-shop").await;
    world.pass("corner-shop").await;
    let good = database_image(&world).await;
    let bad = "  database: {image: example.net/nothing:17}\n";
    world
        .apply(&MINIMAL.replacen("spec:\n", &format!("spec:\n{bad}"), 1))
        .await;
    for _ in 0..2 {
        world.pass("corner-shop").await;
        assert_eq!(database_image(&world).await, "example.net/nothing:17");
    }
    world.apply(MINIMAL).await;
    world.pass("corner-shop").await;
    assert_eq!(database_image(&world).await, good);
    world.end().await;
}

async fn database_image(world: &World) -> String {
    let set = world.api::<StatefulSet>().get(SET).await.unwrap();
    let pod = set.spec.unwrap().template.spec.unwrap();
    pod.containers[0].image.clone().unwrap()
}
