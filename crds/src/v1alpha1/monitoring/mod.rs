//! How a site is monitored.

mod alerting;
mod alerts;

use std::collections::BTreeMap;

use kube::KubeSchema;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

pub use alerting::{Alerting, Email, PagerDuty, Receiver, Slack, Teams, Webhook};
pub use alerts::{Alert, AlertOverride, AlertRules, Severity};

use super::rules;

/// How the site is monitored: exporters of the site's own database and cache, and, where the cluster has
/// prometheus-operator and Grafana, what those read.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = rules::monitoring::scrape_timeout())]
pub struct Monitoring {
    /// False: the site has no exporters, no objects for prometheus-operator and no dashboard. The metrics of API and
    /// probers are there all the same.
    #[serde(default = "default_enabled")]
    pub enabled: bool,

    /// Labels of every object for prometheus-operator and Grafana, such as `release: kps`, by which a Prometheus selects
    /// its objects.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(schema_with = "labels")]
    pub labels: BTreeMap<String, String>,

    /// Seconds between two scrapes of a target, and between two evaluations of a rule.
    #[serde(default = "default_interval")]
    #[schemars(range(min = 5, max = 120))]
    pub interval_seconds: i32,

    /// Seconds after which a scrape is given up; less than intervalSeconds.
    #[serde(default = "default_timeout")]
    #[schemars(range(min = 1, max = 119))]
    pub scrape_timeout_seconds: i32,

    /// The alert rules.
    #[serde(default)]
    pub rules: AlertRules,

    /// The dashboard.
    #[serde(default)]
    pub dashboards: Dashboards,

    /// Who is told of alerts.
    #[serde(default)]
    pub alerting: Alerting,
}

impl Default for Monitoring {
    fn default() -> Self {
        Self {
            enabled: default_enabled(),
            labels: BTreeMap::new(),
            interval_seconds: default_interval(),
            scrape_timeout_seconds: default_timeout(),
            rules: AlertRules::default(),
            dashboards: Dashboards::default(),
            alerting: Alerting::default(),
        }
    }
}

/// The dashboard of the site: a ConfigMap that Grafana's sidecar loads.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
pub struct Dashboards {
    /// False: the site has no dashboard.
    #[serde(default = "default_enabled")]
    pub enabled: bool,

    /// Labels by which Grafana's sidecar finds dashboards.
    #[serde(default = "sidecar_labels")]
    #[schemars(schema_with = "labels")]
    pub labels: BTreeMap<String, String>,
}

impl Default for Dashboards {
    fn default() -> Self {
        Self {
            enabled: default_enabled(),
            labels: sidecar_labels(),
        }
    }
}

const fn default_enabled() -> bool {
    true
}

const fn default_interval() -> i32 {
    15
}

const fn default_timeout() -> i32 {
    10
}

fn sidecar_labels() -> BTreeMap<String, String> {
    BTreeMap::from([("grafana_dashboard".to_owned(), "1".to_owned())])
}

fn labels(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "maxProperties": 16,
        "additionalProperties": {
            "type": "string",
            "maxLength": 63,
            "x-kubernetes-validations": [{
                "rule": "self.matches('^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$')",
                "message": "labels must have values of A-Z, a-z, 0-9, '-', '_' and '.', the last three not at an end; correct the value",
            }],
        },
        "x-kubernetes-validations": [{
            "rule": "self.all(key, !key.startsWith('app.kubernetes.io/') && !key.startsWith('camerasite.io/') && key.matches('^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$'))",
            "message": "labels must have names such as release, and app.kubernetes.io/ and camerasite.io/ are the operator's own prefixes; correct or drop the name",
        }],
    })
}
