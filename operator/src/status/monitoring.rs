//! What Prometheus, Alertmanager and Grafana read of the site. A site without it serves all the same: nothing here keeps it
//! from being ready.

use crds::conditions::reason;
use kube::Resource;

use super::Pass;
use super::components::{first_problem, summary};
use crate::apply::Outcome;
use crate::conditions::Verdict;
use crate::monitoring::{Monitoring, Served};
use crate::resources::monitoring::{AlertmanagerConfigs, Kind, PrometheusRules, ServiceMonitors};

pub(super) fn verdict(pass: &Pass<'_>) -> Verdict {
    let Some(monitoring) = &pass.site.monitoring else {
        return Verdict::yes(reason::DISABLED, "switched off by the spec");
    };
    let Some(served) = pass.site.served else {
        let message = "it is not known yet which kinds of prometheus-operator the cluster has";
        return Verdict::unknown(reason::PENDING, message);
    };
    let missing = missing(monitoring, served);
    if !missing.is_empty() {
        let message = format!(
            "the cluster has no {}: install the definitions of prometheus-operator, such as with the chart \
             kube-prometheus-stack, which is noticed within 5 minutes, or set spec.monitoring.enabled to false; without \
             them the site serves all the same",
            missing.join(", ")
        );
        return Verdict::no(reason::CRDS_MISSING, message);
    }
    let applied = pass.applied;
    let problem = first_problem(&[
        applied.service_monitor.problem(),
        applied.prometheus_rule.problem(),
        applied.alertmanager_config.problem(),
        applied.dashboard.problem(),
    ]);
    let findings = pass.findings.monitoring.as_slice();
    let found = || {
        let first = findings.first()?;
        Some(Verdict::no(first.reason, summary(findings)))
    };
    problem
        .or_else(found)
        .or_else(|| absent(pass, monitoring))
        .unwrap_or_else(|| {
            Verdict::yes(
                reason::CONVERGED,
                "Prometheus, Alertmanager and Grafana can read it",
            )
        })
}

/// The kinds that the site wants and the cluster does not have.
fn missing(monitoring: &Monitoring, served: Served) -> Vec<&'static str> {
    let rules = monitoring.spec.rules.enabled;
    let kinds = [
        (ServiceMonitors::NAME, ServiceMonitors::is_served(served)),
        (
            PrometheusRules::NAME,
            PrometheusRules::is_served(served) || !rules,
        ),
        (AlertmanagerConfigs::NAME, AlertmanagerConfigs::is_served(served)),
    ];
    let missing = kinds.into_iter().filter(|(_, served)| !served);
    missing.map(|(name, _)| name).collect()
}

/// What is not there without anything that stands in its way: nothing is made while the site is suspended.
fn absent(pass: &Pass<'_>, monitoring: &Monitoring) -> Option<Verdict> {
    fn name<K: Resource<DynamicType = ()>>(outcome: &Outcome<K>) -> Option<String> {
        matches!(outcome, Outcome::Unknown(None)).then(|| K::kind(&()).into_owned())
    }
    let applied = pass.applied;
    let rule = || name(&applied.prometheus_rule).filter(|_| monitoring.spec.rules.enabled);
    let kind = name(&applied.service_monitor)
        .or_else(rule)
        .or_else(|| name(&applied.alertmanager_config))
        .or_else(|| name(&applied.dashboard))?;
    let reason = if pass.site.suspended {
        reason::SUSPENDED
    } else {
        reason::PENDING
    };
    Some(Verdict::no(reason, format!("{kind} is not there")))
}
