//! The alerts of a site.

use std::collections::BTreeSet;

use crds::Alert;
use operator::validate::validate;
use regex::Regex;
use serde_json::{Value, json};

use super::{child, of};
use crate::support;

const RULES: &str = include_str!("../../../../dashboards/rules/site.yaml");

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
