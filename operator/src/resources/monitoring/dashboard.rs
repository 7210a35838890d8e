//! ConfigMap `<site>-monitoring`: the site's dashboard, for Grafana's sidecar.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use k8s_openapi::api::core::v1::ConfigMap;
use serde_json::Value;

use super::metadata;
use crate::fingerprint::digest;
use crate::monitoring::Monitoring;
use crate::site::Site;

/// The template without the blanks between its parts, which are two thirds of it.
static TEMPLATE: LazyLock<String> = LazyLock::new(|| {
    let text = include_str!("../../../../dashboards/site.json");
    serde_json::from_str::<Value>(text).map_or_else(|_| text.to_owned(), |board| board.to_string())
});

pub(super) fn config_map(site: &Site, monitoring: &Monitoring) -> ConfigMap {
    let spec = &monitoring.spec;
    // The sidecar writes the dashboards of all namespaces into one folder; names have no dots.
    let file = format!("camerasite.{}.{}.json", site.id.namespace, site.id.name);
    ConfigMap {
        metadata: metadata(site, &[&spec.dashboards.labels, &spec.labels]),
        data: Some(BTreeMap::from([(file, board(site))])),
        ..ConfigMap::default()
    }
}

fn board(site: &Site) -> String {
    let (namespace, name) = (&site.id.namespace, &site.id.name);
    let uid = digest([namespace.as_bytes(), name.as_bytes()]);
    // None of them holds a character that JSON would have to escape.
    TEMPLATE
        .replace("__uid__", &format!("camerasite-{uid}"))
        .replace("__web__", &site.page_url())
        .replace("__namespace__", namespace)
        .replace("__site__", name)
}
