//! What Prometheus, Alertmanager and Grafana read of a site. Names, labels and conditions of alerts:
//! `dashboards/rules/site.yaml`.

mod alertmanager;
mod dashboard;
mod foreign;
mod rules;
mod service_monitor;

use std::collections::BTreeMap;

use contract::Component;
use k8s_openapi::api::core::v1::ConfigMap;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

pub use foreign::{
    AlertmanagerConfig, AlertmanagerConfigs, Foreign, GROUP, Kind, PrometheusRule, PrometheusRules,
    ServiceMonitor, ServiceMonitors,
};

use super::{Child, meta};
use crate::monitoring::Monitoring;
use crate::site::Site;

/// The components that export metrics, of what the site has.
fn exporting(site: &Site) -> Vec<Component> {
    let database = site
        .postgres_exporter
        .is_some()
        .then_some(Component::PostgresExporter);
    let cache = site.redis_exporter.is_some().then_some(Component::RedisExporter);
    [Component::Api, Component::Prober]
        .into_iter()
        .chain(database)
        .chain(cache)
        .collect()
}

/// What Prometheus scrapes.
pub(super) fn service_monitor(site: &Site) -> Child<ServiceMonitor> {
    optional(site, |monitoring| {
        Child::apply(service_monitor::service_monitor(site, monitoring))
    })
}

/// When Prometheus alerts.
pub(super) fn prometheus_rule(site: &Site) -> Child<PrometheusRule> {
    optional(site, |monitoring| {
        if monitoring.spec.rules.enabled {
            Child::apply(rules::prometheus_rule(site, monitoring))
        } else {
            Child::Off
        }
    })
}

/// Whom Alertmanager tells. Left as it is while there is no login for the site's own API: prometheus-operator would refuse
/// the whole of it.
pub(super) fn alertmanager_config(site: &Site) -> Child<AlertmanagerConfig> {
    optional(site, |monitoring| {
        Child::unless(!monitoring.login, || {
            alertmanager::alertmanager_config(site, monitoring)
        })
    })
}

/// The site's dashboard.
pub(super) fn dashboard(site: &Site) -> Child<ConfigMap> {
    let monitoring = site.monitoring.as_ref();
    let wanted = monitoring.filter(|monitoring| monitoring.spec.dashboards.enabled);
    wanted.map_or(Child::Off, |monitoring| {
        Child::apply(dashboard::config_map(site, monitoring))
    })
}

/// A child of a kind that the cluster may not have: where it has not, nothing can be made, and there is nothing to delete.
fn optional<K: Kind>(
    site: &Site,
    wanted: impl FnOnce(&Monitoring) -> Child<Foreign<K>>,
) -> Child<Foreign<K>> {
    if site.served.is_some_and(K::is_served) {
        site.monitoring.as_ref().map_or(Child::Off, wanted)
    } else {
        Child::Unknown
    }
}

/// The metadata of what `<site>-monitoring` is called, with labels of the spec that are none of ours.
fn metadata(site: &Site, labels: &[&BTreeMap<String, String>]) -> ObjectMeta {
    let mut metadata = meta::component_meta(&site.id, Component::Monitoring);
    let ours = metadata.labels.get_or_insert_default();
    for (key, value) in labels.iter().copied().flatten() {
        ours.entry(key.clone()).or_insert_with(|| value.clone());
    }
    metadata
}
