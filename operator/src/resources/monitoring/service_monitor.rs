//! `ServiceMonitor` `<site>-monitoring`.

use contract::Component;
use serde_json::json;

use super::{ServiceMonitor, exporting, metadata};
use crate::monitoring::Monitoring;
use crate::resources::meta::{COMPONENT_LABEL, INSTANCE_LABEL, NAME_LABEL, PRODUCT};
use crate::resources::pod::HTTP_PORT;
use crate::site::Site;

/// One endpoint for all components: the port has the same name everywhere.
pub(super) fn service_monitor(site: &Site, monitoring: &Monitoring) -> ServiceMonitor {
    let components: Vec<&str> = exporting(site).into_iter().map(Component::as_str).collect();
    let spec = json!({
        // The label `job` of every series.
        "jobLabel": COMPONENT_LABEL,
        "selector": {
            "matchLabels": { NAME_LABEL: PRODUCT, INSTANCE_LABEL: site.id.name },
            "matchExpressions": [{ "key": COMPONENT_LABEL, "operator": "In", "values": components }],
        },
        "endpoints": [{
            "port": HTTP_PORT,
            "path": "/metrics",
            "interval": format!("{}s", monitoring.spec.interval_seconds),
            "scrapeTimeout": format!("{}s", monitoring.spec.scrape_timeout_seconds),
            // API and probers export `site` themselves; the exporters, and `up` of all, have it from here.
            "honorLabels": true,
            "relabelings": [{ "action": "replace", "targetLabel": "site", "replacement": site.id.name }],
        }],
    });
    ServiceMonitor::new(metadata(site, &[&monitoring.spec.labels]), spec)
}
