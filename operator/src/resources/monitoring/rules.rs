//! `PrometheusRule` `<site>-monitoring`, made of `dashboards/rules/site.yaml` as `docs/metrics.md` says.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use contract::Component;
use crds::{AlertOverride, AlertRules};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{PrometheusRule, exporting, metadata};
use crate::monitoring::Monitoring;
use crate::site::Site;

/// End of the line of an expression whose last number is the threshold.
const THRESHOLD: &str = " # threshold";
/// Label of a rule with the component that the site must have for it.
const COMPONENT: &str = "component";
const RUNBOOK: &str = "runbook_url";

static TEMPLATE: LazyLock<Template> = LazyLock::new(|| {
    // That it can be read is tested.
    serde_saphyr::from_str(include_str!("../../../../dashboards/rules/site.yaml")).unwrap_or_default()
});

#[derive(Debug, Default, Deserialize)]
struct Template {
    groups: Vec<Group>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Group {
    name: String,
    interval: String,
    rules: Vec<Rule>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Rule {
    #[serde(skip_serializing_if = "Option::is_none")]
    alert: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<String>,
    expr: String,
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    wait: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    keep_firing_for: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    labels: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<String, String>,
}

pub(super) fn prometheus_rule(site: &Site, monitoring: &Monitoring) -> PrometheusRule {
    let spec = &monitoring.spec;
    let writer = Writer {
        site,
        rules: &spec.rules,
        runbooks: monitoring.runbooks.as_deref(),
        components: exporting(site).into_iter().map(Component::as_str).collect(),
    };
    let groups = TEMPLATE.groups.iter().map(|group| Group {
        name: group.name.clone(),
        interval: format!("{}s", spec.interval_seconds),
        rules: group
            .rules
            .iter()
            .filter(|rule| writer.wants(rule))
            .map(|rule| writer.write(rule))
            .collect(),
    });
    let groups: Vec<Group> = groups.filter(|group| !group.rules.is_empty()).collect();
    PrometheusRule::new(metadata(site, &[&spec.labels]), json!({ "groups": groups }))
}

/// Makes the rules of a site.
struct Writer<'a> {
    site: &'a Site,
    rules: &'a AlertRules,
    runbooks: Option<&'a str>,
    components: Vec<&'static str>,
}

impl Writer<'_> {
    fn wants(&self, rule: &Rule) -> bool {
        let component = rule.labels.get(COMPONENT).map(String::as_str);
        let there = component.is_none_or(|component| self.components.contains(&component));
        let disabled = |alert: &str| self.rules.disabled.iter().any(|it| it.as_str() == alert);
        there && !rule.alert.as_deref().is_some_and(disabled)
    }

    fn write(&self, rule: &Rule) -> Rule {
        let texts = |map: &BTreeMap<String, String>| -> BTreeMap<String, String> {
            let filled = map.iter().map(|(key, text)| (key.clone(), self.fill(text)));
            filled.collect()
        };
        let mut written = Rule {
            expr: self.fill(&rule.expr),
            labels: texts(&rule.labels),
            annotations: texts(&rule.annotations),
            ..rule.clone()
        };
        if self.runbooks.is_none() {
            written.annotations.remove(RUNBOOK);
        }
        let Some(alert) = rule.alert.as_deref() else {
            return written;
        };
        if let Some(threshold) = self.own_threshold(alert) {
            written.expr = with_threshold(&written.expr, &threshold);
        }
        let mut overrides = self.rules.overrides.iter();
        if let Some(change) = overrides.find(|change| change.alert.as_str() == alert) {
            overridden(&mut written, change);
        }
        written
    }

    fn fill(&self, text: &str) -> String {
        text.replace("__namespace__", &self.site.id.namespace)
            .replace("__site__", &self.site.id.name)
            .replace("__runbooks__", self.runbooks.unwrap_or_default())
    }

    /// What follows from the site itself.
    fn own_threshold(&self, alert: &str) -> Option<String> {
        match alert {
            "ProberDown" => Some(self.site.prober.replicas.to_string()),
            "ProberLagging" => Some(self.site.cameras.probe.interval_seconds.to_string()),
            _ => None,
        }
    }
}

fn overridden(rule: &mut Rule, change: &AlertOverride) {
    if let Some(threshold) = &change.threshold {
        let number = match threshold {
            IntOrString::Int(number) => Cow::from(number.to_string()),
            IntOrString::String(text) => Cow::from(text),
        };
        rule.expr = with_threshold(&rule.expr, &number);
    }
    if let Some(seconds) = change.for_seconds {
        rule.wait = Some(format!("{seconds}s"));
    }
    if let Some(severity) = change.severity {
        let severity = severity.as_str().to_owned();
        rule.labels.insert("severity".to_owned(), severity);
    }
}

/// The expression with another number at the end of the line of its threshold.
fn with_threshold(expr: &str, number: &str) -> String {
    let line = |line: &str| match line.strip_suffix(THRESHOLD).and_then(|it| it.rsplit_once(' ')) {
        Some((front, _)) => format!("{front} {number}{THRESHOLD}"),
        None => line.to_owned(),
    };
    expr.split('\n').map(line).collect::<Vec<_>>().join("\n")
}
