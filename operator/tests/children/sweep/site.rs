//! Rows of what a site consists of.

use serde_json::{Value, json};

use super::{Row, row};

macro_rules! file {
    ($pointer:literal) => {
        ("ConfigMap", "cameras", concat!("/data/cameras.json/", $pointer))
    };
}

macro_rules! container {
    ($kind:literal, $name:literal, $pointer:literal) => {
        (
            $kind,
            $name,
            concat!("/spec/template/spec/containers/0/", $pointer),
        )
    };
}

/// For how long the past is kept.
pub(super) fn history() -> Vec<Row> {
    vec![
        row(
            ".history.fineDays",
            json!({ "history": { "fineDays": 7 } }),
            file!("history/fineDays"),
            7,
        ),
        row(
            ".history.hourlyDays",
            json!({ "history": { "hourlyDays": 500 } }),
            file!("history/hourlyDays"),
            500,
        ),
        row(
            ".history.eventDays",
            json!({ "history": { "eventDays": 600 } }),
            file!("history/eventDays"),
            600,
        ),
        row(
            ".history.auditDays",
            json!({ "history": { "auditDays": 700 } }),
            file!("history/auditDays"),
            700,
        ),
    ]
}

pub(super) fn probing() -> Vec<Row> {
    let probe = |probe: Value| json!({ "probe": probe });
    let sample = |sample: Value| json!({ "probe": { "sample": sample } });
    vec![
        row(
            ".displayName",
            json!({ "displayName": "Dock" }),
            file!("displayName"),
            "Dock",
        ),
        row(
            ".previews.mode",
            json!({ "previews": { "mode": "OnDemand" } }),
            file!("previews"),
            "OnDemand",
        ),
        row(
            ".probe.depth",
            probe(json!({ "depth": "Connect" })),
            file!("probe/depth"),
            "Connect",
        ),
        row(
            ".probe.intervalSeconds",
            probe(json!({ "intervalSeconds": 33 })),
            file!("probe/intervalSeconds"),
            33,
        ),
        row(
            ".probe.timeoutSeconds",
            probe(json!({ "timeoutSeconds": 3 })),
            file!("probe/timeoutSeconds"),
            3,
        ),
        row(
            ".probe.failureThreshold",
            probe(json!({ "failureThreshold": 9 })),
            file!("probe/failureThreshold"),
            9,
        ),
        row(
            ".probe.successThreshold",
            probe(json!({ "successThreshold": 8 })),
            file!("probe/successThreshold"),
            8,
        ),
        row(
            ".probe.gateway",
            probe(json!({ "gateway": "icmp://10.20.0.1" })),
            file!("gateway"),
            "icmp://10.20.0.1",
        ),
        row(
            ".probe.sample.intervalSeconds",
            sample(json!({ "intervalSeconds": 77 })),
            file!("probe/sample/intervalSeconds"),
            77,
        ),
        row(
            ".probe.sample.seconds",
            sample(json!({ "seconds": 7 })),
            file!("probe/sample/seconds"),
            7,
        ),
        row(
            ".probe.sample.keyframeTimeoutSeconds",
            sample(json!({ "keyframeTimeoutSeconds": 44 })),
            file!("probe/sample/keyframeTimeoutSeconds"),
            44,
        ),
    ]
}

pub(super) fn database() -> Vec<Row> {
    let database = |database: Value| json!({ "database": database });
    let cache = |cache: Value| json!({ "cache": cache });
    let claim = |name, pointer| ("PersistentVolumeClaim", name, pointer);
    vec![
        row(
            ".database.image",
            database(json!({ "image": "pg:1" })),
            container!("StatefulSet", "postgres", "image"),
            "pg:1",
        ),
        row(
            ".database.runAsUser",
            database(json!({ "runAsUser": 70 })),
            (
                "StatefulSet",
                "postgres",
                "/spec/template/spec/securityContext/runAsUser",
            ),
            70,
        ),
        row(
            ".database.initScripts[].configMapRef.name",
            database(json!({ "initScripts": [{ "configMapRef": { "name": "seed" } }] })),
            (
                "StatefulSet",
                "postgres",
                "/spec/template/spec/volumes/6/configMap/name",
            ),
            "seed",
        ),
        row(
            ".database.storage.size",
            database(json!({ "storage": { "size": "33Gi" } })),
            claim("postgres-data", "/spec/resources/requests/storage"),
            "33Gi",
        ),
        row(
            ".database.storage.storageClassName",
            database(json!({ "storage": { "storageClassName": "fast" } })),
            claim("postgres-data", "/spec/storageClassName"),
            "fast",
        ),
        row(
            ".database.storage.retentionPolicy",
            database(json!({ "storage": { "retentionPolicy": "Delete" } })),
            claim("postgres-data", "/metadata/ownerReferences/0/name"),
            "st-pancras",
        ),
        row(
            ".cache.image",
            cache(json!({ "image": "redis:1" })),
            container!("StatefulSet", "redis", "image"),
            "redis:1",
        ),
        row(
            ".cache.storage.size",
            cache(json!({ "storage": { "size": "3Gi" } })),
            claim("redis-data", "/spec/resources/requests/storage"),
            "3Gi",
        ),
        row(
            ".cache.storage.storageClassName",
            cache(json!({ "storage": { "storageClassName": "fast" } })),
            claim("redis-data", "/spec/storageClassName"),
            "fast",
        ),
        Row {
            expected: None,
            ..row(
                ".cache.storage.retentionPolicy",
                cache(json!({ "storage": { "retentionPolicy": "Retain" } })),
                claim("redis-data", "/metadata/ownerReferences"),
                Value::Null,
            )
        },
        Row {
            expected: None,
            ..row(
                ".cache.mode",
                cache(json!({ "mode": "Disabled" })),
                ("StatefulSet", "redis", "/metadata"),
                Value::Null,
            )
        },
    ]
}

pub(super) fn components() -> Vec<Row> {
    let limits = |component: &str| json!({ component: { "resources": { "limits": { "memory": "99Mi" } } } });
    let requests = |component: &str| json!({ component: { "resources": { "requests": { "cpu": "99m" } } } });
    let mut rows = vec![
        Row {
            expected: None,
            ..row(
                ".monitoring.enabled",
                json!({ "monitoring": { "enabled": false } }),
                ("Deployment", "postgres-exporter", "/metadata"),
                Value::Null,
            )
        },
        row(
            ".prober.shards",
            json!({ "prober": { "shards": 5 } }),
            ("StatefulSet", "prober", "/spec/replicas"),
            5,
        ),
        row(
            ".api.replicas",
            json!({ "api": { "replicas": 5 } }),
            ("Deployment", "api", "/spec/replicas"),
            5,
        ),
        row(
            ".web.replicas",
            json!({ "web": { "replicas": 5 } }),
            ("Deployment", "web", "/spec/replicas"),
            5,
        ),
        row(
            ".api.image",
            json!({ "api": { "image": "api:1" } }),
            container!("Deployment", "api", "image"),
            "api:1",
        ),
        row(
            ".web.image",
            json!({ "web": { "image": "web:1" } }),
            container!("Deployment", "web", "image"),
            "web:1",
        ),
    ];
    let limit = "/spec/template/spec/containers/0/resources/limits/memory";
    let request = "/spec/template/spec/containers/0/resources/requests/cpu";
    let workloads = [
        (
            ".database.resources.limits",
            ".database.resources.requests",
            "database",
            "StatefulSet",
            "postgres",
        ),
        (
            ".cache.resources.limits",
            ".cache.resources.requests",
            "cache",
            "StatefulSet",
            "redis",
        ),
        (
            ".prober.resources.limits",
            ".prober.resources.requests",
            "prober",
            "StatefulSet",
            "prober",
        ),
        (
            ".api.resources.limits",
            ".api.resources.requests",
            "api",
            "Deployment",
            "api",
        ),
        (
            ".web.resources.limits",
            ".web.resources.requests",
            "web",
            "Deployment",
            "web",
        ),
    ];
    for (limits_field, requests_field, part, kind, name) in workloads {
        rows.push(row(limits_field, limits(part), (kind, name, limit), "99Mi"));
        rows.push(row(requests_field, requests(part), (kind, name, request), "99m"));
    }
    rows
}
