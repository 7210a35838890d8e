//! Who is told of what.

use std::collections::{BTreeMap, BTreeSet};

use crds::Alert;
use operator::observe::SecretState;
use operator::resources::Child;
use regex::Regex;
use serde_json::{Value, json};

use super::child;
use crate::support;

/// The receivers that an alert goes to, as Alertmanager finds them, and how often it is repeated to each.
fn told(route: &Value, labels: &BTreeMap<&str, &str>) -> Vec<(String, String)> {
    let mut inherited = json!({});
    walk(route, labels, &mut inherited)
}

fn walk(route: &Value, labels: &BTreeMap<&str, &str>, inherited: &mut Value) -> Vec<(String, String)> {
    if !matches(&route["matchers"], labels) {
        return Vec::new();
    }
    for field in ["receiver", "repeatInterval"] {
        if route[field].is_string() {
            inherited[field] = route[field].clone();
        }
    }
    let mut found = Vec::new();
    for child in route["routes"].as_array().into_iter().flatten() {
        let below = walk(child, labels, &mut inherited.clone());
        let ends = !below.is_empty() && child["continue"] != true;
        found.extend(below);
        if ends {
            break;
        }
    }
    if found.is_empty() {
        let text = |field: &str| inherited[field].as_str().unwrap().to_owned();
        found.push((text("receiver"), text("repeatInterval")));
    }
    found
}

fn matches(matchers: &Value, labels: &BTreeMap<&str, &str>) -> bool {
    matchers.as_array().unwrap().iter().all(|matcher| {
        let text = |field: &str| matcher[field].as_str().unwrap();
        let found = labels.get(text("name")).copied().unwrap_or_default();
        let whole = || {
            Regex::new(&format!("^(?:{})$", text("value")))
                .unwrap()
                .is_match(found)
        };
        match text("matchType") {
            "=" => found == text("value"),
            "=~" => whole(),
            "!~" => !whole(),
            other => unreachable!("an unknown way to match: {other}"),
        }
    })
}

#[test]
fn each_is_told_of_its_site_and_of_its_severity_and_the_api_of_everything() {
    const API: &str = "camerasite.api";
    let config = child("full", "AlertmanagerConfig");
    let route = &config["spec"]["route"];
    let receivers = |labels: &[(&str, &str)]| -> Vec<String> {
        let told = told(route, &labels.iter().copied().collect());
        told.into_iter().map(|(receiver, _)| receiver).collect()
    };
    let everybody = [API, "control-room", "on-call", "post", "erp", "teams"];
    let patient: Vec<_> = everybody.into_iter().filter(|name| *name != "on-call").collect();
    let site = ("site", "st-pancras");
    let of = |alert, severity| receivers(&[site, ("alertname", alert), ("severity", severity)]);
    assert_eq!(of("CameraDown", "critical"), everybody);
    assert_eq!(of("CameraDown", "warning"), patient);
    assert_eq!(of("MonitoringTargetsMissing", "critical"), [API]);
    let watchdog = [site, ("alertname", "Watchdog"), ("severity", "none")];
    assert_eq!(told(route, &watchdog.into()), [(API.to_owned(), "2m".to_owned())]);
    for other in ["st-pancras-2", "", "st.pancras"] {
        let labels = [
            ("site", other),
            ("alertname", "CameraDown"),
            ("severity", "critical"),
        ];
        assert!(receivers(&labels).is_empty(), "{other}");
    }
    let named: Vec<_> = config["spec"]["receivers"].as_array().unwrap().iter().collect();
    let named: Vec<_> = named.iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(named, everybody);
}

#[test]
fn every_route_and_every_inhibition_is_of_one_site() {
    fn routes<'a>(route: &'a Value, found: &mut Vec<&'a Value>) {
        found.push(&route["matchers"]);
        for child in route["routes"].as_array().into_iter().flatten() {
            routes(child, found);
        }
    }
    for fixture in support::FIXTURES {
        let config = child(fixture, "AlertmanagerConfig");
        let site = &config["metadata"]["labels"]["app.kubernetes.io/instance"];
        let mut found = Vec::new();
        routes(&config["spec"]["route"], &mut found);
        assert!(found.len() >= 3, "{fixture}");
        let inhibitions = config["spec"]["inhibitRules"].as_array().unwrap();
        assert_eq!(inhibitions.len(), 2);
        found.extend(
            inhibitions
                .iter()
                .flat_map(|it| [&it["sourceMatch"], &it["targetMatch"]]),
        );
        let limit = json!({ "name": "site", "matchType": "=", "value": site });
        for matchers in found {
            assert!(
                matchers.as_array().unwrap().contains(&limit),
                "{fixture}: {matchers}"
            );
        }
    }
}

#[test]
fn a_site_that_is_down_silences_its_cameras_and_a_database_what_follows_from_it() {
    let config = child("minimal", "AlertmanagerConfig");
    let inhibited = |source: &str| -> BTreeSet<&str> {
        let labels = |name| BTreeMap::from([("site", "corner-shop"), ("alertname", name)]);
        let rules = config["spec"]["inhibitRules"].as_array().unwrap();
        let of_source: Vec<_> = rules
            .iter()
            .filter(|rule| matches(&rule["sourceMatch"], &labels(source)))
            .collect();
        let names = Alert::ALL.iter().map(|alert| alert.as_str());
        names
            .filter(|name| {
                of_source
                    .iter()
                    .any(|rule| matches(&rule["targetMatch"], &labels(name)))
            })
            .collect()
    };
    let cameras = [
        "CameraDown",
        "CameraFlapping",
        "CameraFrozen",
        "CameraClockSkew",
        "SiteDegraded",
    ];
    assert_eq!(inhibited("SiteDown"), cameras.into());
    assert_eq!(inhibited("DatabaseDown"), ["HighErrorRate", "HighLatency"].into());
    assert_eq!(inhibited("CameraDown"), [].into());
}

#[test]
fn the_api_is_logged_in_to_with_the_token_that_its_secret_holds() {
    let config = child("minimal", "AlertmanagerConfig");
    let hook = &config["spec"]["receivers"][0]["webhookConfigs"][0];
    let url = "http://corner-shop-api.lyon.svc.cluster.test:8080/api/v1/alerts/webhook";
    assert_eq!(hook["url"], url);
    let credentials = &hook["httpConfig"]["authorization"]["credentials"];
    assert_eq!(
        *credentials,
        json!({ "name": "corner-shop-api", "key": "alerts-token" })
    );

    let (object, mut observed) = support::observed("minimal");
    let SecretState::Present(secret) = &mut observed.secrets.api else {
        panic!("no Secret")
    };
    secret.data.as_mut().unwrap().remove("alerts-token").unwrap();
    let (site, findings) = support::validated(&object, &observed);
    let children = operator::resources::build(&site);
    assert_eq!(children.alertmanager_config, Child::Unknown);
    assert!(matches!(children.prometheus_rule, Child::Apply(_)));
    assert!(
        findings.monitoring[0].message.contains("alerts-token"),
        "{findings:?}"
    );
}
