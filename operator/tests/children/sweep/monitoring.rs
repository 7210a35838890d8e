//! Rows of how a site is monitored.

use serde_json::{Value, json};

use super::{Row, row};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = scraping();
    rows.extend(alerts());
    rows.extend(receivers());
    rows.extend(ways());
    rows
}

fn monitoring(of: &Value) -> Value {
    json!({ "monitoring": of })
}

fn scraping() -> Vec<Row> {
    let monitor = |pointer| ("ServiceMonitor", "monitoring", pointer);
    vec![
        row(
            ".monitoring.labels",
            monitoring(&json!({ "labels": { "release": "kps" } })),
            ("PrometheusRule", "monitoring", "/metadata/labels/release"),
            "kps",
        ),
        row(
            ".monitoring.intervalSeconds",
            monitoring(&json!({ "intervalSeconds": 60 })),
            monitor("/spec/endpoints/0/interval"),
            "60s",
        ),
        row(
            ".monitoring.scrapeTimeoutSeconds",
            monitoring(&json!({ "scrapeTimeoutSeconds": 7 })),
            monitor("/spec/endpoints/0/scrapeTimeout"),
            "7s",
        ),
        Row {
            expected: None,
            ..row(
                ".monitoring.dashboards.enabled",
                monitoring(&json!({ "dashboards": { "enabled": false } })),
                ("ConfigMap", "monitoring", "/data"),
                Value::Null,
            )
        },
        row(
            ".monitoring.dashboards.labels",
            monitoring(&json!({ "dashboards": { "labels": { "wall": "1" } } })),
            ("ConfigMap", "monitoring", "/metadata/labels/wall"),
            "1",
        ),
    ]
}

fn alerts() -> Vec<Row> {
    let rule = |pointer| ("PrometheusRule", "monitoring", pointer);
    // The second alert of the first group, behind three recording rules and CameraDown.
    let changed = |change: Value| {
        let mut change = change;
        change["alert"] = json!("CameraFlapping");
        monitoring(&json!({ "rules": { "overrides": [change] } }))
    };
    let threshold = json!({ "alert": "CameraClockSkew", "threshold": "7.5" });
    vec![
        Row {
            expected: None,
            ..row(
                ".monitoring.rules.enabled",
                monitoring(&json!({ "rules": { "enabled": false } })),
                rule("/spec"),
                Value::Null,
            )
        },
        row(
            ".monitoring.rules.disabled",
            monitoring(&json!({ "rules": { "disabled": ["CameraDown"] } })),
            rule("/spec/groups/0/rules/3/alert"),
            "CameraFlapping",
        ),
        row(
            ".monitoring.rules.overrides[].alert",
            changed(json!({ "severity": "critical" })),
            rule("/spec/groups/0/rules/4/labels/severity"),
            "critical",
        ),
        row(
            ".monitoring.rules.overrides[].severity",
            changed(json!({ "severity": "critical" })),
            rule("/spec/groups/0/rules/4/labels/severity"),
            "critical",
        ),
        row(
            ".monitoring.rules.overrides[].forSeconds",
            changed(json!({ "forSeconds": 7 })),
            rule("/spec/groups/0/rules/4/for"),
            "7s",
        ),
        row(
            ".monitoring.rules.overrides[].threshold",
            monitoring(&json!({ "rules": { "overrides": [threshold] } })),
            rule("/spec/groups/0/rules/6/expr"),
            "max by (namespace, site, camera, zone, priority) (\n  \
             abs(camera_clock_skew_seconds{namespace=\"london\", site=\"st-pancras\"})\n) > 7.5 # threshold\n\
             unless on (namespace, site, camera)\n\
             max by (namespace, site, camera) (camera_maintenance{namespace=\"london\", site=\"st-pancras\"}) == 1\n",
        ),
    ]
}

/// A site whose alerts somebody is told of in this way.
fn told(way: &str, config: &Value) -> Value {
    monitoring(&json!({ "alerting": { "receivers": [{ "name": "desk", way: config }] } }))
}

fn told_at(pointer: &'static str) -> (&'static str, &'static str, &'static str) {
    ("AlertmanagerConfig", "monitoring", pointer)
}

fn receivers() -> Vec<Row> {
    let hook = json!({ "urlSecretRef": { "name": "alerting", "key": "erp-url" } });
    let mut urgent = told("webhook", &hook);
    urgent["monitoring"]["alerting"]["receivers"][0]["minSeverity"] = json!("critical");
    vec![
        row(
            ".monitoring.alerting.receivers[].name",
            told("webhook", &hook),
            told_at("/spec/receivers/1/name"),
            "desk",
        ),
        row(
            ".monitoring.alerting.receivers[].minSeverity",
            urgent,
            told_at("/spec/route/routes/1/matchers/1/value"),
            "critical",
        ),
        row(
            ".monitoring.alerting.receivers[].webhook.urlSecretRef.name",
            told("webhook", &hook),
            told_at("/spec/receivers/1/webhookConfigs/0/urlSecret/name"),
            "alerting",
        ),
        row(
            ".monitoring.alerting.receivers[].webhook.urlSecretRef.key",
            told("webhook", &hook),
            told_at("/spec/receivers/1/webhookConfigs/0/urlSecret/key"),
            "erp-url",
        ),
    ]
}

macro_rules! way {
    ($field:literal, $patch:expr, $pointer:literal, $expected:literal) => {
        row(
            concat!(".monitoring.alerting.receivers[]", $field),
            $patch,
            told_at(concat!("/spec/receivers/1/", $pointer)),
            $expected,
        )
    };
}

fn ways() -> Vec<Row> {
    let key = |key: &str| json!({ "name": "alerting", "key": key });
    let slack = || {
        let config = json!({ "urlSecretRef": key("slack-url"), "channel": "#cameras" });
        told("slack", &config)
    };
    let teams = || told("msteams", &json!({ "urlSecretRef": key("teams-url") }));
    let pagerduty = || told("pagerduty", &json!({ "routingKeySecretRef": key("pagerduty") }));
    let email = || {
        let config = json!({
            "to": "pc@example.net", "from": "alerts@example.net", "smarthost": "mail.example.net:587",
            "credentialsSecretRef": { "name": "mail" }
        });
        told("email", &config)
    };
    vec![
        way!(
            ".slack.urlSecretRef.name",
            slack(),
            "slackConfigs/0/apiURL/name",
            "alerting"
        ),
        way!(
            ".slack.urlSecretRef.key",
            slack(),
            "slackConfigs/0/apiURL/key",
            "slack-url"
        ),
        way!(".slack.channel", slack(), "slackConfigs/0/channel", "#cameras"),
        way!(
            ".msteams.urlSecretRef.name",
            teams(),
            "msteamsv2Configs/0/webhookURL/name",
            "alerting"
        ),
        way!(
            ".msteams.urlSecretRef.key",
            teams(),
            "msteamsv2Configs/0/webhookURL/key",
            "teams-url"
        ),
        way!(
            ".pagerduty.routingKeySecretRef.name",
            pagerduty(),
            "pagerdutyConfigs/0/routingKey/name",
            "alerting"
        ),
        way!(
            ".pagerduty.routingKeySecretRef.key",
            pagerduty(),
            "pagerdutyConfigs/0/routingKey/key",
            "pagerduty"
        ),
        way!(".email.to", email(), "emailConfigs/0/to", "pc@example.net"),
        way!(
            ".email.from",
            email(),
            "emailConfigs/0/from",
            "alerts@example.net"
        ),
        way!(
            ".email.smarthost",
            email(),
            "emailConfigs/0/smarthost",
            "mail.example.net:587"
        ),
        way!(
            ".email.credentialsSecretRef.name",
            email(),
            "emailConfigs/0/authPassword/name",
            "mail"
        ),
    ]
}
