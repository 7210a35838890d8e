//! The alert rules of a site, and what may be changed in them.

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use kube::KubeSchema;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::super::rules;

/// The alert rules of the site.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
pub struct AlertRules {
    /// False: the site has no rules.
    #[serde(default = "default_enabled")]
    pub enabled: bool,

    /// Alerts that are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 32))]
    #[x_kube(merge_strategy = ListMerge::Set)]
    pub disabled: Vec<Alert>,

    /// What is changed in alerts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 32))]
    #[x_kube(merge_strategy = ListMerge::Map(vec!["alert".into()]))]
    pub overrides: Vec<AlertOverride>,
}

impl Default for AlertRules {
    fn default() -> Self {
        Self {
            enabled: default_enabled(),
            disabled: Vec::new(),
            overrides: Vec::new(),
        }
    }
}

const fn default_enabled() -> bool {
    true
}

/// What is changed in an alert.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(
    validation = rules::monitoring::override_changes_something(),
    validation = rules::monitoring::threshold_of_an_alert()
)]
pub struct AlertOverride {
    /// The alert.
    pub alert: Alert,

    /// Number at which the alert fires, such as 50 or "7.5"; docs/metrics.md says of what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "number")]
    #[x_kube(validation = rules::monitoring::threshold())]
    pub threshold: Option<IntOrString>,

    /// Seconds for which it must be so before the alert fires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 86400))]
    pub for_seconds: Option<i32>,

    /// Severity of the alert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
}

/// A whole number, or one with a fraction in quotes.
fn number(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "x-kubernetes-int-or-string": true,
        "maxLength": 16,
    })
}

/// How bad it is.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It can wait for the morning.
    #[default]
    Warning,
    /// Somebody must look at it now.
    Critical,
}

impl Severity {
    /// The value of the label `severity`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

/// An alert of a site; docs/runbooks has a page for each.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
pub enum Alert {
    /// A camera is down.
    CameraDown,
    /// A camera comes and goes.
    CameraFlapping,
    /// A camera's picture stands still.
    CameraFrozen,
    /// A camera's clock is wrong.
    CameraClockSkew,
    /// A whole site cannot be reached.
    SiteDown,
    /// Many cameras of a site are down.
    SiteDegraded,
    /// Probers are gone.
    ProberDown,
    /// Probes start late.
    ProberLagging,
    /// The API does not answer.
    ApiDown,
    /// The database is gone.
    DatabaseDown,
    /// The cache is gone.
    CacheDown,
    /// The API answers with errors.
    HighErrorRate,
    /// The API answers slowly.
    HighLatency,
    /// A container runs at its CPU limit.
    #[serde(rename = "HighCPULoad")]
    HighCpuLoad,
    /// A container is close to its memory limit.
    HighMemoryUsage,
    /// Prometheus does not know a component.
    MonitoringTargetsMissing,
    /// Always fires.
    Watchdog,
}

impl Alert {
    /// Every alert.
    pub const ALL: [Self; 17] = [
        Self::CameraDown,
        Self::CameraFlapping,
        Self::CameraFrozen,
        Self::CameraClockSkew,
        Self::SiteDown,
        Self::SiteDegraded,
        Self::ProberDown,
        Self::ProberLagging,
        Self::ApiDown,
        Self::DatabaseDown,
        Self::CacheDown,
        Self::HighErrorRate,
        Self::HighLatency,
        Self::HighCpuLoad,
        Self::HighMemoryUsage,
        Self::MonitoringTargetsMissing,
        Self::Watchdog,
    ];

    /// Its name, the label `alertname`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CameraDown => "CameraDown",
            Self::CameraFlapping => "CameraFlapping",
            Self::CameraFrozen => "CameraFrozen",
            Self::CameraClockSkew => "CameraClockSkew",
            Self::SiteDown => "SiteDown",
            Self::SiteDegraded => "SiteDegraded",
            Self::ProberDown => "ProberDown",
            Self::ProberLagging => "ProberLagging",
            Self::ApiDown => "ApiDown",
            Self::DatabaseDown => "DatabaseDown",
            Self::CacheDown => "CacheDown",
            Self::HighErrorRate => "HighErrorRate",
            Self::HighLatency => "HighLatency",
            Self::HighCpuLoad => "HighCPULoad",
            Self::HighMemoryUsage => "HighMemoryUsage",
            Self::MonitoringTargetsMissing => "MonitoringTargetsMissing",
            Self::Watchdog => "Watchdog",
        }
    }

    /// Whether it fires at a number that can be set.
    #[must_use]
    pub const fn has_threshold(self) -> bool {
        matches!(
            self,
            Self::CameraClockSkew
                | Self::SiteDown
                | Self::SiteDegraded
                | Self::ProberDown
                | Self::ProberLagging
                | Self::HighErrorRate
                | Self::HighLatency
                | Self::HighCpuLoad
                | Self::HighMemoryUsage
        )
    }
}
