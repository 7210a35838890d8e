//! Broken sites among others: the others are asked for and written to exactly as without them.

use std::collections::{BTreeMap, BTreeSet};

use crds::CameraSite;
use futures::{StreamExt as _, stream};
use http::Method;
use k8s_openapi::api::admissionregistration::v1::{
    ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding,
};
use k8s_openapi::api::core::v1::Service;
use kube::api::{DeleteParams, ListParams, PostParams};
use kube::{Api, Client, Config};
use serde_json::json;

use crate::definitions;
use crate::instance::{Instance, options, until, until_late};
use crate::recorder::{Recorder, Spoiled};
use crate::world::World;

/// How many sites are whole.
const WHOLE: usize = 99;
/// What their names begin with.
const OTHERS: &str = "whole-";

/// Sites that are broken, each in its own way: of two the operator gets answers as after a downgrade, one's children are
/// refused for a reason that may pass, one's by a policy of the cluster, and of one a child's name is taken.
const BROKEN: [&str; 5] = ["malformed", "invalid", "unlucky", "refused", "taken"];

fn spoil(method: &Method, label: &str) -> Spoiled {
    let is = |name: &str| label.ends_with(&format!("/camerasites/{name}")) && *method == Method::GET;
    if is("malformed") {
        Spoiled::Changed(|site| site["spec"]["location"] = json!(5))
    } else if is("invalid") {
        Spoiled::Changed(|site| {
            let camera = json!({ "name": "twice", "url": "tcp://192.168.7.20:554" });
            site["spec"]["cameras"] = json!([camera, camera]);
        })
    } else if *method == Method::POST && label.contains("/services/unlucky-") {
        Spoiled::Refused
    } else {
        Spoiled::Not
    }
}

fn site(name: &str, text: &str) -> CameraSite {
    serde_json::from_value(json!({
        "apiVersion": "camerasite.io/v1alpha1", "kind": "CameraSite", "metadata": { "name": name },
        "spec": {
            "displayName": text, "location": { "city": "Lyon" },
            // Fewer objects, sooner done.
            "cache": { "mode": "Disabled" }, "networkPolicy": { "enabled": false },
            "monitoring": { "enabled": false },
            "cameras": [{ "name": "door", "url": "tcp://192.168.7.20:554" }]
        }
    }))
    .unwrap()
}

fn others() -> impl Iterator<Item = String> {
    (0..WHOLE).map(|number| format!("{OTHERS}{number:02}"))
}

/// Applies all whole sites with this display name.
async fn put_others(world: &World, text: &str) {
    let puts = stream::iter(others()).map(|name| async move { world.put(site(&name, text)).await });
    puts.buffer_unordered(8).collect::<Vec<()>>().await;
}

/// Waits until the status of all whole sites is about their present spec, and the condition reads as given.
async fn all_say(world: &World, type_: &str, said: &str) {
    until_late("all whole sites say so", async || {
        let sites = world
            .api::<CameraSite>()
            .list(&ListParams::default())
            .await
            .unwrap();
        let saying = sites.iter().filter(|site| {
            let status = site.status.as_ref();
            status.is_some_and(|status| {
                status.observed_generation == site.metadata.generation
                    && status
                        .conditions
                        .iter()
                        .any(|it| it.type_ == type_ && format!("{} {}", it.status, it.message) == said)
            })
        });
        saying.count() >= WHOLE
    })
    .await;
}

/// What was asked of each whole site: every write, and what was read.
#[derive(Debug, Default, PartialEq)]
struct Asked {
    writes: Vec<String>,
    /// Without repetition: a watch may tell of the operator's own write before the answer to that does, and another pass
    /// looks at the same again.
    reads: BTreeSet<String>,
}

fn asked(recorder: &Recorder) -> BTreeMap<String, Asked> {
    let mut all: BTreeMap<String, Asked> = BTreeMap::new();
    for call in recorder.calls(OTHERS) {
        let at = call.find(OTHERS).unwrap();
        let asked = all.entry(call[at..at + OTHERS.len() + 2].to_owned()).or_default();
        if call.starts_with("GET ") {
            asked.reads.insert(call);
        } else {
            asked.writes.push(call);
        }
    }
    for asked in all.values_mut() {
        asked.writes.sort_unstable();
    }
    all
}

/// Lets the API server refuse the Services of the site `refused`.
async fn refuse(client: &Client, namespace: &str) {
    let policy: ValidatingAdmissionPolicy = serde_json::from_value(json!({
        "metadata": { "name": namespace },
        "spec": {
            "matchConstraints": { "resourceRules": [{
                "apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["services"]
            }]},
            "validations": [{ "expression": "!object.metadata.name.startsWith('refused-')", "message": "no such Services here" }]
        }
    }))
    .unwrap();
    let binding: ValidatingAdmissionPolicyBinding = serde_json::from_value(json!({
        "metadata": { "name": namespace },
        "spec": {
            "policyName": namespace, "validationActions": ["Deny"],
            "matchResources": { "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": namespace } } }
        }
    }))
    .unwrap();
    let post = PostParams::default();
    Api::all(client.clone()).create(&post, &policy).await.unwrap();
    Api::all(client.clone()).create(&post, &binding).await.unwrap();
    let services = Api::<Service>::namespaced(client.clone(), namespace);
    let dry = PostParams {
        dry_run: true,
        ..PostParams::default()
    };
    until("the policy is in force", async || {
        services.create(&dry, &service("refused-try")).await.is_err()
    })
    .await;
}

fn service(name: &str) -> Service {
    serde_json::from_value(json!({ "metadata": { "name": name }, "spec": { "ports": [{ "port": 81 }] } }))
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn the_requests_for_99_sites_are_those_without_the_broken_ones_among_them() {
    let _there = definitions::installed().await;
    let world = World::new().await;
    let recorder = Recorder::new(spoil).await;
    let operator = Instance::start(recorder.config(world.namespace()), options(&[world.namespace()])).await;
    put_others(&world, "begin").await;
    all_say(&world, "InventoryAccepted", "True 1 cameras").await;
    let serving = stream::iter(others()).map(|name| {
        let world = &world;
        async move { world.all_serve(&name).await }
    });
    serving.buffer_unordered(8).collect::<Vec<()>>().await;
    all_say(&world, "Ready", "True all components serve").await;
    // Nobody answers for them: the pollers tell that once.
    all_say(&world, "CamerasHealthy", "Unknown the site's API does not answer").await;

    // The first change of what a POST has made hands its fields over to server-side apply, by one more request.
    put_others(&world, "handover").await;
    all_say(&world, "Ready", "True all components serve").await;
    recorder.quiet(OTHERS).await;
    recorder.clear();
    put_others(&world, "without").await;
    all_say(&world, "Ready", "True all components serve").await;
    recorder.quiet(OTHERS).await;
    let without = asked(&recorder);
    assert_eq!(without.len(), WHOLE);
    assert!(
        without
            .values()
            .all(|asked| !asked.writes.is_empty() && !asked.reads.is_empty())
    );

    let user = Client::try_from(Config::infer().await.unwrap()).unwrap();
    refuse(&user, world.namespace()).await;
    let foreign = world.api::<Service>();
    foreign
        .create(&PostParams::default(), &service("taken-api"))
        .await
        .unwrap();
    recorder.clear();
    for name in BROKEN {
        world.put(site(name, "broken")).await;
    }
    // Broken they are, each again and again.
    until("the unlucky site was tried again", async || {
        recorder
            .calls("POST")
            .iter()
            .filter(|call| call.contains("/services/unlucky-"))
            .count()
            >= 3
    })
    .await;
    for (name, said) in [
        ("refused", "True ApplyFailed"),
        ("taken", "True NameTaken"),
        ("invalid", "True InvalidSpec"),
    ] {
        until(name, async || world.said(name, "Stalled").await == said).await;
    }
    until("the malformed site was looked at", async || {
        !recorder.calls("/camerasites/malformed").is_empty()
            && operator
                .metric("camerasite_operator_reconcile_errors_total{reason=\"Malformed\"}")
                .await
                == Some(1.0)
    })
    .await;
    assert_eq!(
        recorder.calls(OTHERS),
        Vec::<String>::new(),
        "nothing for those that rest"
    );

    put_others(&world, "within").await;
    all_say(&world, "Ready", "True all components serve").await;
    recorder.quiet(OTHERS).await;
    let within = asked(&recorder);
    for (name, without) in &without {
        assert_eq!(Some(without), within.get(name), "{name}");
    }
    assert!(
        recorder.calls("/services/unlucky-").len() > 3,
        "it was broken all the time"
    );

    operator.stop().await;
    let all = DeleteParams::default();
    let policies = Api::<ValidatingAdmissionPolicy>::all(user.clone());
    policies.delete(world.namespace(), &all).await.unwrap();
    let bindings = Api::<ValidatingAdmissionPolicyBinding>::all(user);
    bindings.delete(world.namespace(), &all).await.unwrap();
    world.end().await;
}
