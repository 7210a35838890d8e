//! How a site is run: a number of pods that follows the load, policies, suspension.

use crds::conditions as types;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::core::v1::{Secret, Service};
use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use kube::ResourceExt;
use kube::api::{ListParams, Patch, PatchParams};
use serde_json::json;

use crate::world::{self, FULL, MINIMAL, World};

fn minimal_with(spec: &str) -> String {
    MINIMAL.replacen("spec:\n", &format!("spec:\n  {spec}\n"), 1)
}

async fn api_pods(world: &World) -> i32 {
    let deployment = world.api::<Deployment>().get("corner-shop-api").await.unwrap();
    deployment.spec.unwrap().replicas.unwrap()
}

/// What was written since this was last asked, but for what is reported.
fn writes(world: &World) -> Vec<String> {
    let reported = |write: &String| write.ends_with("/corner-shop/status") || write.contains("/events");
    world
        .writes()
        .into_iter()
        .filter(|write| !reported(write))
        .collect()
}

/// What the autoscaler's controller does.
async fn scale(world: &World, pods: i32) {
    let patch = Patch::Merge(json!({ "spec": { "replicas": pods } }));
    let controller = PatchParams {
        field_manager: Some("kube-controller-manager".into()),
        ..PatchParams::default()
    };
    world
        .api::<Deployment>()
        .patch_scale("corner-shop-api", &controller, &patch)
        .await
        .unwrap();
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn the_number_of_pods_goes_to_the_autoscaler_and_back_and_never_to_one() {
    let scaled = minimal_with("api: {replicas: 3, autoscaling: {minReplicas: 2, maxReplicas: 9}}");
    let world = World::new().await;
    world.apply(&minimal_with("api: {replicas: 3}")).await;
    world.pass("corner-shop").await;
    assert_eq!(api_pods(&world).await, 3);

    world.apply(&scaled).await;
    world.pass("corner-shop").await;
    assert_eq!(
        api_pods(&world).await,
        3,
        "as it was, until the autoscaler decides"
    );
    let autoscalers = world.api::<HorizontalPodAutoscaler>();
    assert!(autoscalers.get_opt("corner-shop-api").await.unwrap().is_some());
    scale(&world, 7).await;
    writes(&world);
    world.pass("corner-shop").await;
    assert_eq!(
        writes(&world),
        Vec::<String>::new(),
        "what it decides is not ours"
    );
    world
        .apply(&scaled.replace(
            "maxReplicas: 9",
            "maxReplicas: 9}, resources: {requests: {cpu: 30m}",
        ))
        .await;
    world.pass("corner-shop").await;
    assert_eq!(api_pods(&world).await, 7, "a change of another field leaves it");

    world.apply(&minimal_with("api: {replicas: 3}")).await;
    world.pass("corner-shop").await;
    assert!(autoscalers.get_opt("corner-shop-api").await.unwrap().is_none());
    assert_eq!(
        api_pods(&world).await,
        7,
        "as it was, until the autoscaler is gone"
    );
    world.pass("corner-shop").await;
    assert_eq!(api_pods(&world).await, 3);
    writes(&world);
    world.pass("corner-shop").await;
    assert_eq!(writes(&world), Vec::<String>::new());
    world.end().await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_pass_that_was_cut_off_between_the_two_managers_is_made_up_for() {
    let world = World::new().await;
    world.apply(&minimal_with("api: {replicas: 3}")).await;
    world.pass("corner-shop").await;
    let handover = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "corner-shop-api" },
        "spec": { "replicas": 3 }
    });
    let manager = PatchParams::apply("camerasite-operator-handover").force();
    world
        .api::<Deployment>()
        .patch("corner-shop-api", &manager, &Patch::Apply(&handover))
        .await
        .unwrap();
    world
        .apply(&minimal_with("api: {replicas: 3, autoscaling: {maxReplicas: 9}}"))
        .await;
    world.pass("corner-shop").await;
    assert_eq!(api_pods(&world).await, 3);
    scale(&world, 5).await;
    writes(&world);
    world.pass("corner-shop").await;
    assert_eq!(writes(&world), Vec::<String>::new());
    assert_eq!(api_pods(&world).await, 5);
    world.end().await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn policies_budgets_and_the_ingress_are_pruned_when_they_are_switched_off() {
    let world = World::new().await;
    world.apply(FULL).await;
    world.pass("st-pancras").await;
    let all = ListParams::default();
    let policies = world.api::<NetworkPolicy>();
    let budgets = world.api::<PodDisruptionBudget>();
    let ingresses = world.api::<Ingress>();
    assert_eq!(policies.list(&all).await.unwrap().items.len(), 8);
    assert_eq!(budgets.list(&all).await.unwrap().items.len(), 3);
    assert_eq!(ingresses.list(&all).await.unwrap().items.len(), 1);
    let (mut site, _) = operator::render::parse(FULL).unwrap();
    site.spec.network_policy.enabled = false;
    site.spec.web.ingress = None;
    site.spec.web.replicas = 1;
    site.spec.prober.shards = 1;
    site.spec.api.autoscaling = None;
    site.spec.api.replicas = 1;
    world.put(site).await;
    world.pass("st-pancras").await;
    assert_eq!(policies.list(&all).await.unwrap().items.len(), 0);
    assert_eq!(ingresses.list(&all).await.unwrap().items.len(), 0);
    assert_eq!(budgets.list(&all).await.unwrap().items.len(), 0);
    world.end().await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_rule_that_somebody_adds_to_a_policy_is_taken_out() {
    let world = World::new().await;
    world.apply(MINIMAL).await;
    world.pass("corner-shop").await;
    let policies = world.api::<NetworkPolicy>();
    let opened = Patch::Json::<()>(
        serde_json::from_value(json!([{ "op": "add", "path": "/spec/ingress/-", "value": {} }])).unwrap(),
    );
    let rules = |policy: NetworkPolicy| policy.spec.unwrap().ingress.unwrap().len();
    let edited = policies
        .patch("corner-shop-redis", &PatchParams::default(), &opened)
        .await
        .unwrap();
    assert_eq!(rules(edited), 2);
    world.pass("corner-shop").await;
    assert_eq!(rules(policies.get("corner-shop-redis").await.unwrap()), 1);
    world.end().await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_suspended_site_is_reported_on_and_otherwise_left_alone() {
    let suspended = minimal_with("suspend: true");
    let world = World::new().await;
    world.apply(&suspended).await;
    world.pass("corner-shop").await;
    assert_eq!(writes(&world), Vec::<String>::new());
    let secrets = world.api::<Secret>().list(&ListParams::default()).await.unwrap();
    assert!(
        secrets.items.is_empty(),
        "nothing is made for a site that is suspended from the start"
    );
    assert_eq!(world.said("corner-shop", types::READY).await, "False Suspended");

    world.apply(MINIMAL).await;
    world.pass("corner-shop").await;
    world.all_serve("corner-shop").await;
    world
        .apply(&minimal_with("suspend: true\n  web: {replicas: 5}"))
        .await;
    let services = world.api::<Service>();
    services
        .delete("corner-shop-api", &world::delete())
        .await
        .unwrap();
    writes(&world);
    world.pass("corner-shop").await;
    assert_eq!(writes(&world), Vec::<String>::new());
    assert!(services.get_opt("corner-shop-api").await.unwrap().is_none());
    assert_eq!(world.said("corner-shop", types::READY).await, "True Suspended");
    assert_eq!(world.said("corner-shop", types::STALLED).await, "-");

    world.apply(&minimal_with("web: {replicas: 5}")).await;
    world.pass("corner-shop").await;
    assert!(services.get_opt("corner-shop-api").await.unwrap().is_some());
    let web = world.api::<Deployment>().get("corner-shop-web").await.unwrap();
    assert_eq!(web.spec.as_ref().unwrap().replicas, Some(5), "{}", web.name_any());
    world.end().await;
}
