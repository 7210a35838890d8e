//! `AlertmanagerConfig` `<site>-monitoring`: who is told of the site's alerts.
//!
//! prometheus-operator limits it to the namespace; every route and inhibition here is besides limited to the site, since two
//! sites may share a namespace. Only fields that `v1alpha1` knows: unknown ones in child routes make it refuse the whole.

use contract::Component;
use contract::alerts::WEBHOOK_PATH;
use contract::secrets::{ALERTS_TOKEN, PASSWORD};
use crds::{Alert, Email, SecretKey, Severity};
use serde_json::{Value, json};

use super::{AlertmanagerConfig, metadata};
use crate::monitoring::{Monitoring, Receiver};
use crate::site::Site;

/// Our own receiver; those of the spec have no dots in their names.
const API_RECEIVER: &str = "camerasite.api";
/// What is only for the site's API: it says whether alerts arrive at all.
const CHAIN: [Alert; 2] = [Alert::MonitoringTargetsMissing, Alert::Watchdog];
/// Whose alerts say nothing new while the whole site is down.
const OF_CAMERAS: [Alert; 5] = [
    Alert::CameraClockSkew,
    Alert::CameraDown,
    Alert::CameraFlapping,
    Alert::CameraFrozen,
    Alert::SiteDegraded,
];
/// What a database that is gone brings about.
const OF_DATABASE: [Alert; 2] = [Alert::HighErrorRate, Alert::HighLatency];
/// The API misses a Watchdog after five minutes.
const WATCHDOG_INTERVAL: &str = "2m";
/// Slack's own default has no text.
const SLACK_TEXT: &str = r#"{{ range .Alerts }}{{ .Annotations.description }}{{ "\n" }}{{ end }}"#;

pub(super) fn alertmanager_config(site: &Site, monitoring: &Monitoring) -> AlertmanagerConfig {
    let routes = monitoring.receivers.iter().map(|receiver| route(site, receiver));
    let routes: Vec<Value> = std::iter::once(api_route(site)).chain(routes).collect();
    let receivers = monitoring.receivers.iter().map(|it| self::receiver(site, it));
    let receivers: Vec<Value> = std::iter::once(api_receiver(site)).chain(receivers).collect();
    let spec = json!({
        "route": {
            "receiver": API_RECEIVER,
            "matchers": [of_site(site)],
            "groupBy": ["namespace", "site"],
            "groupWait": "10s",
            "groupInterval": "15s",
            "repeatInterval": "4h",
            "routes": routes,
        },
        "receivers": receivers,
        "inhibitRules": [
            inhibition(site, Alert::SiteDown, &OF_CAMERAS),
            inhibition(site, Alert::DatabaseDown, &OF_DATABASE),
        ],
    });
    AlertmanagerConfig::new(metadata(site, &[&monitoring.spec.labels]), spec)
}

/// The API is told of each alert by itself: together, those of a large site would be more than it takes at once.
fn api_route(site: &Site) -> Value {
    json!({
        "receiver": API_RECEIVER,
        "matchers": [of_site(site)],
        "groupBy": ["..."],
        "continue": true,
        "routes": [{
            "receiver": API_RECEIVER,
            "matchers": [of_site(site), named(&[Alert::Watchdog], "=~")],
            "repeatInterval": WATCHDOG_INTERVAL,
        }],
    })
}

fn route(site: &Site, receiver: &Receiver) -> Value {
    let severities: Vec<&str> = [Severity::Critical, Severity::Warning]
        .into_iter()
        .filter(|severity| *severity >= receiver.spec.min_severity)
        .map(Severity::as_str)
        .collect();
    json!({
        "receiver": receiver.spec.name,
        "matchers": [
            of_site(site),
            matcher("severity", "=~", &severities.join("|")),
            named(&CHAIN, "!~"),
        ],
        "continue": true,
    })
}

fn inhibition(site: &Site, source: Alert, targets: &[Alert]) -> Value {
    json!({
        "sourceMatch": [of_site(site), matcher("alertname", "=", source.as_str())],
        "targetMatch": [of_site(site), named(targets, "=~")],
        "equal": ["namespace", "site"],
    })
}

fn of_site(site: &Site) -> Value {
    matcher("site", "=", &site.id.name)
}

fn named(alerts: &[Alert], match_type: &str) -> Value {
    let names: Vec<&str> = alerts.iter().map(|alert| alert.as_str()).collect();
    matcher("alertname", match_type, &names.join("|"))
}

fn matcher(label: &str, match_type: &str, value: &str) -> Value {
    json!({ "name": label, "matchType": match_type, "value": value })
}

fn api_receiver(site: &Site) -> Value {
    let host = site.host(Component::Api);
    let port = Component::Api.port().unwrap_or_default();
    json!({
        "name": API_RECEIVER,
        "webhookConfigs": [{
            "url": format!("http://{host}:{port}{WEBHOOK_PATH}"),
            "sendResolved": true,
            "httpConfig": {
                "authorization": {
                    "type": "Bearer",
                    "credentials": { "name": site.id.child(Component::Api), "key": ALERTS_TOKEN },
                },
            },
        }],
    })
}

fn receiver(site: &Site, receiver: &Receiver) -> Value {
    let mut written = json!({ "name": receiver.spec.name });
    if let Some((way, config)) = way(site, receiver) {
        written[way] = json!([config]);
    }
    written
}

/// The one way in which a receiver is told.
fn way(site: &Site, receiver: &Receiver) -> Option<(&'static str, Value)> {
    let spec = &receiver.spec;
    if let Some(slack) = &spec.slack {
        let mut config = json!({
            "apiURL": key(&slack.url_secret_ref),
            "sendResolved": true,
            "titleLink": site.page_url(),
            "text": SLACK_TEXT,
        });
        if let Some(channel) = &slack.channel {
            config["channel"] = json!(channel);
        }
        return Some(("slackConfigs", config));
    }
    if let Some(teams) = &spec.msteams {
        let config = json!({ "webhookURL": key(&teams.url_secret_ref), "sendResolved": true });
        return Some(("msteamsv2Configs", config));
    }
    if let Some(email) = &spec.email {
        return Some(("emailConfigs", mail(email, receiver.username.as_deref())));
    }
    if let Some(pagerduty) = &spec.pagerduty {
        let config = json!({ "routingKey": key(&pagerduty.routing_key_secret_ref), "sendResolved": true });
        return Some(("pagerdutyConfigs", config));
    }
    let webhook = spec.webhook.as_ref()?;
    let config = json!({ "urlSecret": key(&webhook.url_secret_ref), "sendResolved": true });
    Some(("webhookConfigs", config))
}

fn mail(email: &Email, username: Option<&str>) -> Value {
    let mut config = json!({
        "to": email.to,
        "from": email.from,
        "smarthost": email.smarthost,
        "sendResolved": true,
    });
    if let (Some(secret), Some(username)) = (&email.credentials_secret_ref, username) {
        config["authUsername"] = json!(username);
        config["authPassword"] = json!({ "name": secret.name, "key": PASSWORD });
    }
    config
}

fn key(reference: &SecretKey) -> Value {
    json!({ "name": reference.name, "key": reference.key })
}
