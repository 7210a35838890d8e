//! What Prometheus, Alertmanager and Grafana read of a site.

mod dashboard;
mod receivers;
mod routes;
mod rules;

use operator::monitoring::Served;
use operator::resources::{Child, Prepared, Resources, manifests};
use serde_json::{Value, json};

use crate::support;

/// The fixture's object of a kind that is called `<site>-monitoring`.
fn child(fixture: &str, kind: &str) -> Value {
    of(&support::children(fixture), kind)
}

fn of(children: &Resources<Prepared>, kind: &str) -> Value {
    let monitoring = |child: &Value| {
        let name = child["metadata"]["name"].as_str().unwrap();
        child["kind"] == kind && name.ends_with("-monitoring")
    };
    manifests(children).unwrap().into_iter().find(monitoring).unwrap()
}

#[test]
fn what_the_cluster_does_not_have_is_neither_made_nor_deleted() {
    let (mut object, mut observed) = support::observed("minimal");
    for served in [None, Some(Served::default())] {
        observed.served = served;
        for enabled in [true, false] {
            object.spec.monitoring.enabled = enabled;
            let children = support::built(&object, &observed);
            assert_eq!(children.service_monitor, Child::Unknown);
            assert_eq!(children.prometheus_rule, Child::Unknown);
            assert_eq!(children.alertmanager_config, Child::Unknown);
            assert_eq!(matches!(children.dashboard, Child::Apply(_)), enabled);
        }
    }
    observed.served = Some(Served::ALL);
    let off = support::built(&object, &observed);
    assert_eq!(off.service_monitor, Child::Off);
    assert_eq!(off.prometheus_rule, Child::Off);
    assert_eq!(off.alertmanager_config, Child::Off);
    assert_eq!(off.dashboard, Child::Off);
}

#[test]
fn prometheus_scrapes_what_exports_and_nothing_else() {
    let components = |fixture: &str| {
        let monitor = child(fixture, "ServiceMonitor");
        monitor["spec"]["selector"]["matchExpressions"][0]["values"].clone()
    };
    let all = json!(["api", "prober", "postgres-exporter", "redis-exporter"]);
    assert_eq!(components("minimal"), all);
    assert_eq!(
        components("no_cache"),
        json!(["api", "prober", "postgres-exporter"])
    );
    assert_eq!(components("external"), json!(["api", "prober", "redis-exporter"]));
    // Each of them has a Service with the port that is named.
    let children = manifests(&support::children("minimal")).unwrap();
    for component in all.as_array().unwrap() {
        let service = children.iter().find(|child| {
            child["kind"] == "Service"
                && child["metadata"]["labels"]["app.kubernetes.io/component"] == *component
        });
        assert_eq!(
            service.unwrap()["spec"]["ports"][0]["name"],
            "http",
            "{component}"
        );
    }
}
