//! What Prometheus, Alertmanager and Grafana read of a site.

use std::collections::{BTreeMap, BTreeSet};

use crds::conditions::reason;
use crds::{Alert, Receiver};
use operator::monitoring::Served;
use operator::observe::{Content, Observed, Referenced, SecretState};
use operator::resources::{Child, Prepared, Resources, manifests};
use operator::validate::{Findings, validate};
use regex::Regex;
use serde_json::{Value, json};

use crate::support;

const RULES: &str = include_str!("../../../dashboards/rules/site.yaml");
const BOARD: &str = include_str!("../../../dashboards/site.json");

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

fn rules(object: &Value) -> impl Iterator<Item = &Value> {
    let groups = object
        .pointer("/groups")
        .or_else(|| object.pointer("/spec/groups"));
    let groups = groups.unwrap().as_array().unwrap().iter();
    groups.flat_map(|group| group["rules"].as_array().unwrap())
}

fn alert_names(object: &Value) -> BTreeSet<&str> {
    rules(object).filter_map(|rule| rule["alert"].as_str()).collect()
}

#[test]
fn the_api_names_exactly_the_alerts_of_the_rules_and_their_thresholds() {
    let template: Value = serde_saphyr::from_str(RULES).unwrap();
    let named: BTreeSet<&str> = Alert::ALL.iter().map(|alert| alert.as_str()).collect();
    assert_eq!(named, alert_names(&template));
    for alert in Alert::ALL {
        assert_eq!(json!(alert), alert.as_str());
        let expr = rules(&template)
            .find(|rule| rule["alert"] == alert.as_str())
            .and_then(|rule| rule["expr"].as_str());
        let thresholds = expr.unwrap().matches(" # threshold\n").count();
        assert_eq!(thresholds, usize::from(alert.has_threshold()), "{alert:?}");
    }
}

#[test]
fn every_rule_of_every_site_is_filled_in_and_of_that_site() {
    let placeholder = Regex::new("__[a-z]+__").unwrap();
    for fixture in support::FIXTURES {
        let object = child(fixture, "PrometheusRule");
        assert_eq!(placeholder.find(&object.to_string()), None, "{fixture}");
        let instance = &object["metadata"]["labels"]["app.kubernetes.io/instance"];
        let namespace = &object["metadata"]["namespace"];
        assert!(rules(&object).count() > 15, "{fixture}");
        for rule in rules(&object).filter(|rule| rule["alert"].is_string()) {
            assert_eq!(rule["labels"]["site"], *instance, "{rule}");
            assert_eq!(rule["labels"]["namespace"], *namespace, "{rule}");
            let runbook = rule["annotations"]["runbook_url"].as_str().unwrap();
            let page = format!(
                "https://example.net/runbooks/{}.md",
                rule["alert"].as_str().unwrap()
            );
            assert_eq!(runbook, page);
        }
    }
}

#[test]
fn rules_follow_what_the_site_has_and_says() {
    let expr = |object: &Value, alert: &str| {
        let rule = rules(object).find(|rule| rule["alert"] == alert).unwrap();
        rule["expr"].as_str().unwrap().to_owned()
    };
    let full = child("full", "PrometheusRule");
    let names = alert_names(&full);
    assert!(!names.contains("CameraClockSkew") && !names.contains("HighCPULoad"));
    assert!(expr(&full, "ProberDown").contains("< 3 # threshold"));
    assert!(expr(&full, "ProberLagging").contains("> 20 # threshold"));
    assert!(expr(&full, "SiteDegraded").contains(">= 50 # threshold"));
    assert!(expr(&full, "HighLatency").contains("> 2.5 # threshold"));
    let down = rules(&full).find(|rule| rule["alert"] == "CameraDown").unwrap();
    assert_eq!(
        (&down["for"], &down["labels"]["severity"]),
        (&json!("120s"), &json!("critical"))
    );
    for (fixture, alert) in [("no_cache", "CacheDown"), ("external", "DatabaseDown")] {
        assert!(
            !alert_names(&child(fixture, "PrometheusRule")).contains(alert),
            "{fixture}"
        );
        assert!(alert_names(&child("minimal", "PrometheusRule")).contains(alert));
    }
}

#[test]
fn alerts_lead_to_no_page_that_nobody_can_read() {
    let (object, observed) = support::observed("minimal");
    let mut settings = support::settings();
    settings.runbooks = String::new();
    let children = operator::resources::build(&validate(&object, &observed, &settings).unwrap().0);
    let rule = of(&children, "PrometheusRule");
    assert!(rules(&rule).all(|rule| rule["annotations"]["runbook_url"].is_null()));
}

#[test]
fn a_dashboard_is_the_template_for_its_site_under_a_name_and_an_identity_of_its_own() {
    let mut identities = BTreeSet::new();
    for fixture in support::FIXTURES {
        let object = child(fixture, "ConfigMap");
        let (namespace, site) = (
            object["metadata"]["namespace"].as_str().unwrap(),
            object["metadata"]["labels"]["app.kubernetes.io/instance"]
                .as_str()
                .unwrap(),
        );
        let files = object["data"].as_object().unwrap();
        let (name, text) = files.iter().next().unwrap();
        assert_eq!(
            (files.len(), name.as_str()),
            (1, format!("camerasite.{namespace}.{site}.json").as_str())
        );
        let board: Value = serde_json::from_str(text.as_str().unwrap()).unwrap();
        let identity = board["uid"].as_str().unwrap();
        let page = support::site(fixture).0.page_url();
        let expected = BOARD
            .replace("__uid__", identity)
            .replace("__namespace__", namespace)
            .replace("__site__", site)
            .replace("__web__", &page);
        assert_eq!(
            board,
            serde_json::from_str::<Value>(&expected).unwrap(),
            "{fixture}"
        );
        assert!(
            identity.len() <= 40 && identities.insert(identity.to_owned()),
            "{identity}"
        );
    }
    let labels = child("full", "ConfigMap")["metadata"]["labels"].clone();
    for (label, value) in [
        ("grafana_dashboard", "1"),
        ("wall", "london"),
        ("release", "kps"),
        ("app.kubernetes.io/component", "monitoring"),
    ] {
        assert_eq!(labels[label], value);
    }
}

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

/// What is done to what was found under a key.
type Change = fn(&mut Observed, crds::SecretKey);

/// A site with this receiver, and what is said of it.
fn received(receiver: Value, change: impl FnOnce(&mut Observed)) -> (Value, Findings) {
    let (mut object, mut observed) = support::observed("full");
    let receiver: Receiver = serde_json::from_value(receiver).unwrap();
    object.spec.monitoring.alerting.receivers = vec![receiver];
    change(&mut observed);
    let (site, findings) = support::validated(&object, &observed);
    let children = operator::resources::build(&site);
    (of(&children, "AlertmanagerConfig"), findings)
}

#[test]
fn a_receiver_without_its_secret_is_left_out_and_named_and_what_the_secret_holds_is_not() {
    let key = || crds::SecretKey {
        name: "alerting".to_owned(),
        key: "slack-url".to_owned(),
    };
    let slack = json!({ "name": "desk", "slack": { "urlSecretRef": key() } });
    let mail = json!({ "name": "desk", "email": {
        "to": "a@example.net", "from": "b@example.net", "smarthost": "mail:25",
        "credentialsSecretRef": { "name": "mail" }
    } });
    let pager = json!({ "name": "desk", "pagerduty": { "routingKeySecretRef": key() } });
    let forget: Change = |observed, key| {
        observed.references.keys.remove(&key);
    };
    let empty: Change = |observed, key| {
        observed.references.keys.insert(key, Referenced::Invalid("empty"));
    };
    let other: Change = |observed, key| {
        observed
            .references
            .keys
            .insert(key, Referenced::Found(Content::Other));
    };
    let no_mail: Change = |observed, _| {
        observed.references.credentials.remove("mail");
    };
    let cases: [(&Value, Change, &str, &str); 6] = [
        (
            &slack,
            forget,
            reason::SECRET_NOT_FOUND,
            "under the key slack-url",
        ),
        (
            &slack,
            empty,
            reason::SECRET_INVALID,
            "has nothing under the key slack-url",
        ),
        (&slack, other, reason::SECRET_INVALID, "has no http or https URL"),
        (&pager, forget, reason::SECRET_NOT_FOUND, "does not exist"),
        (&pager, empty, reason::SECRET_INVALID, "has nothing"),
        (&mail, no_mail, reason::SECRET_NOT_FOUND, "names the Secret mail"),
    ];
    for (receiver, change, reason, said) in cases {
        let (config, findings) = received(receiver.clone(), |observed| change(observed, key()));
        let names = config["spec"]["receivers"].as_array().unwrap().len();
        let routes = config["spec"]["route"]["routes"].as_array().unwrap().len();
        assert_eq!((names, routes), (1, 1), "the API is told all the same: {config}");
        let [finding] = findings.monitoring.as_slice() else {
            panic!("{findings:?}")
        };
        assert_eq!(finding.reason, reason);
        assert!(
            finding.message.contains("receiver desk is left out"),
            "{}",
            finding.message
        );
        assert!(finding.message.contains(said), "{}", finding.message);
        assert!(!format!("{config}{findings:?}").contains(support::PLANTED_RECEIVER));
    }
    // A key of PagerDuty is no URL, and need not be.
    let (config, findings) = received(pager, |observed| other(observed, key()));
    assert_eq!(config["spec"]["receivers"].as_array().unwrap().len(), 2);
    assert!(findings.monitoring.is_empty());
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
