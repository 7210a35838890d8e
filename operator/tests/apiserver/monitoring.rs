//! What Prometheus, Alertmanager and Grafana read, judged by the real definitions of prometheus-operator.

use std::collections::BTreeSet;

use crds::{CameraSite, conditions as types};
use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use k8s_openapi::api::events::v1::Event;
use kube::api::{ListParams, Patch, PatchParams, PostParams};
use kube::{Config, Resource, ResourceExt};
use operator::controller::Limits;
use operator::resources::monitoring::{
    AlertmanagerConfig, AlertmanagerConfigs, Foreign, Kind, PrometheusRule, PrometheusRules, ServiceMonitor,
    ServiceMonitors,
};
use serde_json::{Value, json};

use crate::definitions;
use crate::instance::{Instance, options, until};
use crate::world::{FULL, MINIMAL, World, delete};

/// The object's specification, where there is the object.
async fn spec<K: Kind>(world: &World, site: &str) -> Option<Value> {
    let found = world
        .api::<Foreign<K>>()
        .get_opt(&format!("{site}-monitoring"))
        .await;
    found.unwrap().map(|object| json!(object)["spec"].take())
}

/// The kinds that are there for a site.
async fn kinds(world: &World, site: &str) -> BTreeSet<String> {
    async fn kind<K>(world: &World, name: &str) -> Option<String>
    where
        K: Resource<Scope = k8s_openapi::NamespaceResourceScope, DynamicType = ()>
            + Clone
            + std::fmt::Debug
            + serde::de::DeserializeOwned,
    {
        let found = world.api::<K>().get_opt(name).await.unwrap();
        found.map(|_| K::kind(&()).into_owned())
    }
    let name = format!("{site}-monitoring");
    [
        kind::<ServiceMonitor>(world, &name).await,
        kind::<PrometheusRule>(world, &name).await,
        kind::<AlertmanagerConfig>(world, &name).await,
        kind::<ConfigMap>(world, &name).await,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn all() -> BTreeSet<String> {
    [
        "AlertmanagerConfig",
        "ConfigMap",
        "PrometheusRule",
        "ServiceMonitor",
    ]
    .map(str::to_owned)
    .into()
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn without_prometheus_operator_a_site_is_ready_and_is_monitored_while_it_is_there() {
    const SITE: &str = "corner-shop";
    let _alone = definitions::alone().await;
    definitions::remove().await;
    let world = World::new().await;
    let mut asked = options(&[world.namespace()]);
    asked.lease = "monitoring-test".to_owned();
    asked.limits = Limits {
        discovery: std::time::Duration::from_secs(1),
        ..Limits::default()
    };
    let mut config = Config::infer().await.unwrap();
    world.namespace().clone_into(&mut config.default_namespace);
    let operator = Instance::start(config, asked).await;
    operator.ready().await;
    world.apply(MINIMAL).await;
    let says = async |type_: &str, said: &str| {
        until(&format!("{type_} says {said}"), async || {
            world.said(SITE, type_).await == said
        })
        .await;
    };
    says(types::MONITORING_READY, "False CRDsMissing").await;
    let message = world.message(SITE, types::MONITORING_READY).await;
    assert!(
        message.contains("ServiceMonitor, PrometheusRule, AlertmanagerConfig"),
        "{message}"
    );
    assert!(message.contains("prometheus-operator"), "{message}");
    world.all_serve(SITE).await;
    says(types::READY, "True Converged").await;
    assert_eq!(
        world.said(SITE, types::MONITORING_READY).await,
        "False CRDsMissing"
    );
    assert_eq!(
        kinds_without_definitions(&world, SITE).await,
        1,
        "the dashboard needs none"
    );

    definitions::put().await;
    says(types::MONITORING_READY, "True Converged").await;
    assert_eq!(kinds(&world, SITE).await, all());
    // They are watched from then on.
    let name = format!("{SITE}-monitoring");
    world
        .api::<PrometheusRule>()
        .delete(&name, &delete())
        .await
        .unwrap();
    until("the rules are made again", async || {
        world
            .api::<PrometheusRule>()
            .get_opt(&name)
            .await
            .unwrap()
            .is_some()
    })
    .await;

    definitions::remove().await;
    says(types::MONITORING_READY, "False CRDsMissing").await;
    assert_eq!(world.said(SITE, types::READY).await, "True Converged");
    definitions::put().await;
    says(types::MONITORING_READY, "True Converged").await;
    let failed = operator
        .metric("camerasite_operator_reconciliations_total{result=\"error\"}")
        .await;
    assert_eq!(failed, None, "a pass failed for want of a kind");
    operator.stop().await;
    world.end().await;
}

/// How many dashboards there are; the other kinds cannot be asked for.
async fn kinds_without_definitions(world: &World, site: &str) -> usize {
    let name = format!("{site}-monitoring");
    usize::from(world.api::<ConfigMap>().get_opt(&name).await.unwrap().is_some())
}

/// The rule of an alert.
fn alert<'a>(rule: &'a Value, name: &str) -> Option<&'a Value> {
    let groups = rule["groups"].as_array().unwrap().iter();
    let mut rules = groups.flat_map(|group| group["rules"].as_array().unwrap());
    rules.find(|rule| rule["alert"] == name)
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn what_is_monitored_follows_the_spec_and_goes_with_it() {
    const SITE: &str = "st-pancras";
    let _there = definitions::installed().await;
    let world = World::new().await;
    world.has_prometheus_operator();
    world.apply(FULL).await;
    world.pass(SITE).await;
    assert_eq!(kinds(&world, SITE).await, all());
    let rule = spec::<PrometheusRules>(&world, SITE).await.unwrap();
    assert_eq!(alert(&rule, "CameraDown").unwrap()["for"], "120s");
    assert_eq!(alert(&rule, "CameraClockSkew"), None);
    world.writes();
    world.pass(SITE).await;
    assert_eq!(world.writes(), Vec::<String>::new(), "at rest");

    let (mut site, _) = operator::render::parse(FULL).unwrap();
    site.spec.monitoring.rules.overrides[0].for_seconds = Some(30);
    site.spec.monitoring.rules.disabled.clear();
    site.spec.monitoring.dashboards.enabled = false;
    site.spec.monitoring.labels.clear();
    world.put(site.clone()).await;
    world.pass(SITE).await;
    let rule = spec::<PrometheusRules>(&world, SITE).await.unwrap();
    assert_eq!(alert(&rule, "CameraDown").unwrap()["for"], "30s");
    assert!(alert(&rule, "CameraClockSkew").is_some());
    let monitors = world.api::<ServiceMonitor>();
    let monitor = monitors.get("st-pancras-monitoring").await.unwrap();
    assert!(
        !monitor.labels().contains_key("release"),
        "{:?}",
        monitor.labels()
    );
    assert!(!kinds(&world, SITE).await.contains("ConfigMap"));

    site.spec.monitoring.enabled = false;
    world.put(site).await;
    world.pass(SITE).await;
    assert_eq!(kinds(&world, SITE).await, BTreeSet::new());
    assert_eq!(world.said(SITE, types::MONITORING_READY).await, "True Disabled");
    world.writes();
    world.pass(SITE).await;
    assert_eq!(world.writes(), Vec::<String>::new(), "at rest without it");
    world.end().await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn receivers_wait_for_their_secrets_which_are_shown_nowhere() {
    const SITE: &str = "st-pancras";
    const PLANTED: &str = "planted-receiver";
    let _there = definitions::installed().await;
    let world = World::new().await;
    world.has_prometheus_operator();
    world.apply(FULL).await;
    world.pass(SITE).await;
    let said = async || world.said(SITE, types::MONITORING_READY).await;
    assert_eq!(said().await, "False SecretNotFound");
    let message = world.message(SITE, types::MONITORING_READY).await;
    for words in ["control-room", "Secret alerting", "Secret mail", "key pagerduty"] {
        assert!(message.contains(words), "{words}: {message}");
    }
    let receivers = async || -> Vec<String> {
        let config = spec::<AlertmanagerConfigs>(&world, SITE).await;
        let config = config.unwrap();
        let receivers = config["receivers"].as_array().unwrap().iter();
        receivers
            .map(|it| it["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(receivers().await, ["camerasite.api"]);
    for secret in serde_saphyr::from_multiple::<Value>(FULL).unwrap() {
        let name = secret["metadata"]["name"].as_str().unwrap_or_default().to_owned();
        if ["alerting", "mail"].contains(&name.as_str()) {
            let mut secret: Secret = serde_json::from_value(secret).unwrap();
            secret.metadata.namespace = None;
            let made = world
                .api::<Secret>()
                .create(&PostParams::default(), &secret)
                .await;
            made.unwrap();
        }
    }
    world.pass(SITE).await;
    assert_eq!(
        receivers().await,
        [
            "camerasite.api",
            "control-room",
            "on-call",
            "post",
            "erp",
            "teams"
        ]
    );
    let message = world.message(SITE, types::MONITORING_READY).await;
    assert!(message.contains("receiver missing is left out"), "{message}");
    let all = ListParams::default();
    let shown = [
        json!(world.api::<CameraSite>().list(&all).await.unwrap()).to_string(),
        json!(world.api::<Event>().list(&all).await.unwrap()).to_string(),
        json!(world.api::<AlertmanagerConfig>().list(&all).await.unwrap()).to_string(),
        json!(world.api::<ConfigMap>().list(&all).await.unwrap()).to_string(),
    ];
    for text in shown {
        assert!(!text.contains(PLANTED), "{text}");
    }
    world.writes();
    world.pass(SITE).await;
    assert_eq!(world.writes(), Vec::<String>::new(), "at rest");
    world.end().await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn two_sites_of_a_namespace_have_each_their_own_and_lose_only_that() {
    let _there = definitions::installed().await;
    let world = World::new().await;
    world.has_prometheus_operator();
    world.apply(MINIMAL).await;
    world.apply(&MINIMAL.replace("corner-shop", "kiosk")).await;
    for site in ["corner-shop", "kiosk"] {
        world.pass(site).await;
        let config = spec::<AlertmanagerConfigs>(&world, site).await;
        let matchers = config.unwrap()["route"]["matchers"].clone();
        assert_eq!(
            matchers,
            json!([{ "name": "site", "matchType": "=", "value": site }])
        );
        let monitor = spec::<ServiceMonitors>(&world, site).await;
        let selected = &monitor.unwrap()["selector"]["matchLabels"]["app.kubernetes.io/instance"];
        assert_eq!(*selected, site);
    }
    world
        .apply(&MINIMAL.replacen("spec:\n", "spec:\n  monitoring: {enabled: false}\n", 1))
        .await;
    world.pass("corner-shop").await;
    assert_eq!(kinds(&world, "corner-shop").await, BTreeSet::new());
    assert_eq!(kinds(&world, "kiosk").await, all());
    world.end().await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn what_somebody_adds_to_the_routes_is_taken_out_and_a_foreign_object_is_left_alone() {
    let _there = definitions::installed().await;
    let world = World::new().await;
    world.has_prometheus_operator();
    let foreign = json!({
        "apiVersion": "monitoring.coreos.com/v1", "kind": "ServiceMonitor",
        "metadata": { "name": "corner-shop-monitoring" },
        "spec": { "selector": {}, "endpoints": [{ "port": "theirs" }] }
    });
    let monitors = world.api::<ServiceMonitor>();
    let foreign: ServiceMonitor = serde_json::from_value(foreign).unwrap();
    let before = monitors.create(&PostParams::default(), &foreign).await.unwrap();
    world.apply(MINIMAL).await;
    world.pass("corner-shop").await;
    let after = monitors.get("corner-shop-monitoring").await.unwrap();
    assert_eq!(before.resource_version(), after.resource_version());
    assert_eq!(
        world.said("corner-shop", types::MONITORING_READY).await,
        "False NameTaken"
    );
    world.all_serve("corner-shop").await;
    world.pass("corner-shop").await;
    assert_eq!(world.said("corner-shop", types::READY).await, "True Converged");

    let opened =
        json!([{ "op": "add", "path": "/spec/route/routes/-", "value": { "receiver": "camerasite.api" } }]);
    let opened = Patch::Json::<()>(serde_json::from_value(opened).unwrap());
    let configs = world.api::<AlertmanagerConfig>();
    let routes = |config: &AlertmanagerConfig| {
        let config = json!(config);
        config["spec"]["route"]["routes"].as_array().unwrap().len()
    };
    let edited = configs
        .patch("corner-shop-monitoring", &PatchParams::default(), &opened)
        .await
        .unwrap();
    assert_eq!(routes(&edited), 2);
    world.pass("corner-shop").await;
    assert_eq!(routes(&configs.get("corner-shop-monitoring").await.unwrap()), 1);
    world.end().await;
}
