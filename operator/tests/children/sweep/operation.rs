//! Rows of how a site is run.

use serde_json::{Value, json};

use super::{Row, merge, row};

macro_rules! pod {
    ($pointer:literal) => {
        ("Deployment", "web", concat!("/spec/template/spec/", $pointer))
    };
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = placement();
    rows.extend(network());
    rows.extend(traffic());
    rows
}

fn placement() -> Vec<Row> {
    let scheduling = |scheduling: Value| json!({ "scheduling": scheduling });
    let term = json!({ "podAffinityTerm": { "topologyKey": "zone" }, "weight": 3 });
    let near = json!({ "podAffinity": { "preferredDuringSchedulingIgnoredDuringExecution": [term] } });
    vec![
        row(
            ".imagePullSecrets[].name",
            json!({ "imagePullSecrets": [{ "name": "registry" }] }),
            pod!("imagePullSecrets/0/name"),
            "registry",
        ),
        row(
            ".scheduling.nodeSelector",
            scheduling(json!({ "nodeSelector": { "disk": "ssd" } })),
            pod!("nodeSelector/disk"),
            "ssd",
        ),
        row(
            ".scheduling.tolerations",
            scheduling(json!({ "tolerations": [{ "key": "a" }] })),
            pod!("tolerations/0/key"),
            "a",
        ),
        row(
            ".scheduling.affinity",
            scheduling(json!({ "affinity": near })),
            pod!("affinity"),
            near,
        ),
        row(
            ".scheduling.priorityClassName",
            scheduling(json!({ "priorityClassName": "video" })),
            pod!("priorityClassName"),
            "video",
        ),
        row(
            ".scheduling.topologySpread",
            scheduling(json!({ "topologySpread": "Preferred" })),
            (
                "Deployment",
                "api",
                "/spec/template/spec/topologySpreadConstraints/0/whenUnsatisfiable",
            ),
            "ScheduleAnyway",
        ),
    ]
}

fn network() -> Vec<Row> {
    let policy = |policy: Value| json!({ "networkPolicy": policy });
    let selector = json!({ "matchLabels": { "purpose": "monitoring" } });
    let peer = json!({ "ipBlock": { "cidr": "198.51.100.0/24" } });
    vec![
        Row {
            expected: None,
            ..row(
                ".networkPolicy.enabled",
                policy(json!({ "enabled": false })),
                ("NetworkPolicy", "api", "/spec"),
                Value::Null,
            )
        },
        row(
            ".networkPolicy.cameraCIDRs",
            policy(json!({ "cameraCIDRs": ["10.20.0.0/16"] })),
            ("NetworkPolicy", "prober", "/spec/egress/2/to/0/ipBlock/cidr"),
            "10.20.0.0/16",
        ),
        row(
            ".networkPolicy.monitoringNamespaceSelector",
            policy(json!({ "monitoringNamespaceSelector": selector })),
            (
                "NetworkPolicy",
                "prober",
                "/spec/ingress/0/from/1/namespaceSelector",
            ),
            selector,
        ),
        row(
            ".networkPolicy.extraEgress",
            policy(json!({ "extraEgress": [peer] })),
            ("NetworkPolicy", "migrate", "/spec/egress/2/to/0"),
            peer,
        ),
    ]
}

fn traffic() -> Vec<Row> {
    let scaled = || json!({ "api": { "autoscaling": { "minReplicas": 3, "maxReplicas": 7, "targetCPUUtilization": 55 } } });
    let ingress = |fields: Value| {
        let mut ingress = json!({ "host": "cameras.example.net" });
        merge(&mut ingress, &fields);
        json!({ "web": { "ingress": ingress } })
    };
    let autoscaler = |pointer| ("HorizontalPodAutoscaler", "api", pointer);
    let seen = |pointer| ("Ingress", "web", pointer);
    vec![
        row(
            ".api.autoscaling.minReplicas",
            scaled(),
            autoscaler("/spec/minReplicas"),
            3,
        ),
        row(
            ".api.autoscaling.maxReplicas",
            scaled(),
            autoscaler("/spec/maxReplicas"),
            7,
        ),
        row(
            ".api.autoscaling.targetCPUUtilization",
            scaled(),
            autoscaler("/spec/metrics/0/resource/target/averageUtilization"),
            55,
        ),
        row(
            ".web.ingress.host",
            ingress(json!({})),
            seen("/spec/rules/0/host"),
            "cameras.example.net",
        ),
        row(
            ".web.ingress.className",
            ingress(json!({ "className": "nginx" })),
            seen("/spec/ingressClassName"),
            "nginx",
        ),
        row(
            ".web.ingress.tlsSecretName",
            ingress(json!({ "tlsSecretName": "cameras-tls" })),
            seen("/spec/tls/0/secretName"),
            "cameras-tls",
        ),
        row(
            ".web.ingress.annotations",
            ingress(json!({ "annotations": { "example.net/timeout": "9" } })),
            seen("/metadata/annotations/example.net~1timeout"),
            "9",
        ),
    ]
}
