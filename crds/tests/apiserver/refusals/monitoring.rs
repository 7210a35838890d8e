//! What is wrong with how the site is monitored.

use serde_json::{Value, json};

use crate::cases::{Refused, merge, refused};

const TIMEOUT: &[&str] = &["spec.monitoring.scrapeTimeoutSeconds", "lower the timeout"];
const LABELS: &[&str] = &["spec.monitoring.labels", "correct or drop the name"];
const OVERRIDE: &str = "spec.monitoring.rules.overrides[0]";
const THRESHOLD: &[&str] = &[
    "spec.monitoring.rules.overrides[0].threshold",
    "correct the number",
];
const ONE_WAY: &[&str] = &[
    "spec.monitoring.alerting.receivers[0]",
    "give each its own receiver",
];
const TO: &[&str] = &[
    "spec.monitoring.alerting.receivers[0].email.to",
    "correct the address",
];
const SMARTHOST: &[&str] = &[
    "spec.monitoring.alerting.receivers[0].email.smarthost",
    "correct the server",
];

fn monitoring(of: &Value) -> Value {
    json!({ "monitoring": of })
}

/// A site with somebody who is told by Slack, with this change.
pub(crate) fn receiver(change: &Value) -> Value {
    let url = json!({ "name": "alerting", "key": "slack-url" });
    let mut receiver = json!({ "name": "control-room", "slack": { "urlSecretRef": url } });
    merge(&mut receiver, change);
    monitoring(&json!({ "alerting": { "receivers": [receiver] } }))
}

/// The same by mail.
pub(crate) fn mail(change: &Value) -> Value {
    let mut email =
        json!({ "to": "pc@example.net", "from": "alerts@example.net", "smarthost": "mail.example.net:587" });
    merge(&mut email, change);
    receiver(&json!({ "slack": null, "email": email }))
}

/// A site with a change of an alert.
pub(crate) fn overridden(change: &Value) -> Value {
    monitoring(&json!({ "rules": { "overrides": [change] } }))
}

pub(super) fn all() -> Vec<Refused> {
    [scraping(), rules(), receivers()].into_iter().flatten().collect()
}

fn scraping() -> Vec<Refused> {
    let labels = |labels: Value| monitoring(&json!({ "labels": labels }));
    let many: serde_json::Map<String, Value> =
        (0..17).map(|number| (format!("l{number}"), json!("x"))).collect();
    vec![
        refused(monitoring(&json!({ "intervalSeconds": 10 })), TIMEOUT),
        refused(monitoring(&json!({ "scrapeTimeoutSeconds": 15 })), TIMEOUT),
        refused(
            monitoring(&json!({ "intervalSeconds": 30, "scrapeTimeoutSeconds": 31 })),
            TIMEOUT,
        ),
        refused(
            monitoring(&json!({ "intervalSeconds": 4, "scrapeTimeoutSeconds": 1 })),
            &["spec.monitoring.intervalSeconds", "5"],
        ),
        refused(
            monitoring(&json!({ "intervalSeconds": 121 })),
            &["spec.monitoring.intervalSeconds", "120"],
        ),
        refused(
            monitoring(&json!({ "scrapeTimeoutSeconds": 0 })),
            &["spec.monitoring.scrapeTimeoutSeconds", "1"],
        ),
        refused(labels(json!({ "app.kubernetes.io/instance": "other" })), LABELS),
        refused(labels(json!({ "camerasite.io/desired-hash": "a" })), LABELS),
        refused(labels(json!({ "no spaces": "a" })), LABELS),
        refused(
            labels(json!({ "release": "-kps" })),
            &["spec.monitoring.labels", "correct the value"],
        ),
        refused(
            labels(json!({ "release": "k".repeat(64) })),
            &["spec.monitoring.labels", "63"],
        ),
        refused(labels(Value::Object(many)), &["spec.monitoring.labels", "16"]),
        refused(
            monitoring(&json!({ "dashboards": { "labels": { "app.kubernetes.io/name": "x" } } })),
            &["spec.monitoring.dashboards.labels", "correct or drop the name"],
        ),
    ]
}

fn rules() -> Vec<Refused> {
    let twice = json!([
        { "alert": "CameraDown", "forSeconds": 1 },
        { "alert": "CameraDown", "forSeconds": 2 },
    ]);
    vec![
        refused(
            monitoring(&json!({ "rules": { "disabled": ["CameraGone"] } })),
            &["spec.monitoring.rules.disabled[0]", "\"CameraDown\""],
        ),
        refused(
            monitoring(&json!({ "rules": { "disabled": ["CameraDown", "CameraDown"] } })),
            &["spec.monitoring.rules.disabled[1]", "Duplicate value"],
        ),
        refused(
            monitoring(&json!({ "rules": { "overrides": twice } })),
            &["spec.monitoring.rules.overrides[1]", "Duplicate value"],
        ),
        refused(
            overridden(&json!({ "alert": "CameraDown" })),
            &[OVERRIDE, "drop the override"],
        ),
        refused(
            overridden(&json!({ "alert": "CameraDown", "threshold": 3 })),
            &[OVERRIDE, "drop threshold"],
        ),
        refused(
            overridden(&json!({ "alert": "SiteDown", "threshold": "50 %" })),
            THRESHOLD,
        ),
        refused(
            overridden(&json!({ "alert": "SiteDown", "threshold": -1 })),
            THRESHOLD,
        ),
        refused(
            overridden(&json!({ "alert": "SiteDown", "threshold": "1) or vector(1" })),
            THRESHOLD,
        ),
        refused(
            overridden(&json!({ "alert": "SiteDown", "threshold": 7.5 })),
            &["spec.monitoring.rules.overrides[0].threshold"],
        ),
        refused(
            overridden(&json!({ "alert": "SiteDown", "forSeconds": -1 })),
            &["spec.monitoring.rules.overrides[0].forSeconds", "0"],
        ),
        refused(
            overridden(&json!({ "alert": "SiteDown", "severity": "page" })),
            &[
                "spec.monitoring.rules.overrides[0].severity",
                "\"warning\", \"critical\"",
            ],
        ),
    ]
}

fn receivers() -> Vec<Refused> {
    let url = || json!({ "name": "alerting", "key": "url" });
    let same = json!({ "name": "a", "webhook": { "urlSecretRef": url() } });
    let many: Vec<Value> = (0..17)
        .map(|number| json!({ "name": format!("r{number}"), "webhook": { "urlSecretRef": url() } }))
        .collect();
    let list = |receivers: Value| monitoring(&json!({ "alerting": { "receivers": receivers } }));
    vec![
        refused(receiver(&json!({ "slack": null })), ONE_WAY),
        refused(
            receiver(&json!({ "webhook": { "urlSecretRef": url() } })),
            ONE_WAY,
        ),
        refused(
            receiver(&json!({ "name": "camerasite.api" })),
            &[
                "spec.monitoring.alerting.receivers[0].name",
                "choose a plainer name",
            ],
        ),
        refused(
            list(json!([same, same])),
            &["spec.monitoring.alerting.receivers[1]", "Duplicate value"],
        ),
        refused(list(json!(many)), &["spec.monitoring.alerting.receivers", "16"]),
        refused(
            receiver(&json!({ "minSeverity": "info" })),
            &[
                "spec.monitoring.alerting.receivers[0].minSeverity",
                "\"warning\", \"critical\"",
            ],
        ),
        refused(
            receiver(&json!({ "slack": { "urlSecretRef": null } })),
            &[
                "spec.monitoring.alerting.receivers[0].slack.urlSecretRef",
                "Required",
            ],
        ),
        refused(
            receiver(&json!({ "slack": { "urlSecretRef": { "name": "Alerting" } } })),
            &["slack.urlSecretRef.name", "correct the name"],
        ),
        refused(
            receiver(&json!({ "slack": { "channel": "{{ .x }}" } })),
            &["slack.channel", "correct the name"],
        ),
        refused(mail(&json!({ "to": "pc" })), TO),
        refused(mail(&json!({ "to": "pc@example.net; rm@example.net" })), TO),
        refused(mail(&json!({ "to": "{{ .x }}@example.net" })), TO),
        refused(
            mail(&json!({ "from": "a@example.net, b@example.net" })),
            &["email.from", "correct the address"],
        ),
        refused(mail(&json!({ "smarthost": "mail.example.net" })), SMARTHOST),
        refused(mail(&json!({ "smarthost": "smtp://mail:25" })), SMARTHOST),
    ]
}
