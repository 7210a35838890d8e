//! The dashboard of a site.

use std::collections::BTreeSet;

use serde_json::Value;

use super::child;
use crate::support;

const BOARD: &str = include_str!("../../../../dashboards/site.json");

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
