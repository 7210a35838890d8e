//! Where pods run.

use operator::resources::manifests;
use serde_json::{Value, json};

use crate::support;

/// The pods of a fixture's components: label and spec.
fn pods(fixture: &str) -> Vec<(String, Value)> {
    manifests(&support::children(fixture))
        .unwrap()
        .iter()
        .filter_map(|child| {
            let name = child["metadata"]["name"].as_str()?.to_owned();
            Some((name, child.pointer("/spec/template/spec")?.clone()))
        })
        .collect()
}

#[test]
fn placement_reaches_every_pod_and_only_where_it_is_given() {
    let placed = pods("full");
    assert_eq!(placed.len(), 8, "{placed:?}");
    for (name, pod) in placed {
        assert_eq!(
            pod["nodeSelector"],
            json!({ "kubernetes.io/arch": "amd64" }),
            "{name}"
        );
        assert_eq!(pod["tolerations"][0]["value"], "video", "{name}");
        assert!(pod["affinity"]["nodeAffinity"].is_object(), "{name}");
        assert_eq!(pod["priorityClassName"], "video", "{name}");
    }
    for (name, pod) in pods("minimal") {
        for field in [
            "nodeSelector",
            "tolerations",
            "affinity",
            "priorityClassName",
            "topologySpreadConstraints",
        ] {
            assert!(pod[field].is_null(), "{name} {field}");
        }
    }
}

#[test]
fn only_components_with_more_than_one_pod_are_spread() {
    for (name, pod) in pods("full") {
        let spread = &pod["topologySpreadConstraints"];
        if ["api", "prober", "web"].iter().any(|part| name.ends_with(part)) {
            assert_eq!(spread[0]["whenUnsatisfiable"], "DoNotSchedule", "{name}");
            let selected = &spread[0]["labelSelector"]["matchLabels"]["app.kubernetes.io/component"];
            assert!(
                selected.as_str().is_some_and(|part| name.ends_with(part)),
                "{name} {selected}"
            );
        } else {
            assert!(spread.is_null(), "{name}");
        }
    }
}
