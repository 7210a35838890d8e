//! Rules on how a site is monitored.

use kube::core::Rule;

use super::super::Alert;
use super::{matches, rule};

const HOST: &str = "[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?";
const ADDRESS: &str = "[A-Za-z0-9._%+=-]+@[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?";

/// The API server judges the default of the whole object, too, before those of its fields are in it.
pub(in super::super) fn scrape_timeout() -> Rule {
    rule(
        "!has(self.scrapeTimeoutSeconds) || !has(self.intervalSeconds) || self.scrapeTimeoutSeconds < self.intervalSeconds",
        "scrapeTimeoutSeconds must be less than intervalSeconds; lower the timeout or raise the interval",
    )
    .field_path(".scrapeTimeoutSeconds")
}

pub(in super::super) fn override_changes_something() -> Rule {
    rule(
        "has(self.threshold) || has(self.forSeconds) || has(self.severity)",
        "an override must change something; add threshold, forSeconds or severity, or drop the override",
    )
}

pub(in super::super) fn threshold_of_an_alert() -> Rule {
    let with: Vec<String> = Alert::ALL
        .into_iter()
        .filter(|alert| alert.has_threshold())
        .map(|alert| format!("'{}'", alert.as_str()))
        .collect();
    rule(
        format!("!has(self.threshold) || self.alert in [{}]", with.join(", ")),
        "this alert has no threshold, docs/metrics.md lists those that have one; drop threshold",
    )
    .field_path(".threshold")
}

pub(in super::super) fn threshold() -> Rule {
    rule(
        "string(self).matches('^[0-9]{1,9}([.][0-9]{1,6})?$')",
        "threshold must be a number that is not negative, such as 50 or \"7.5\" in quotes; correct the number",
    )
}

pub(in super::super) fn one_way() -> Rule {
    let ways = ["slack", "msteams", "email", "pagerduty", "webhook"].map(|way| format!("has(self.{way})"));
    rule(
        format!("[{}].filter(way, way).size() == 1", ways.join(", ")),
        "a receiver must have exactly one of slack, msteams, email, pagerduty and webhook; give each its own receiver",
    )
}

/// Without dots: so is called what the operator adds itself.
pub(in super::super) fn receiver_name() -> Rule {
    rule(
        matches("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"),
        "name must hold only a-z, 0-9 and '-', the last not at an end; choose a plainer name",
    )
}

/// Alertmanager takes what stands in double braces for a template.
pub(in super::super) fn channel() -> Rule {
    rule(
        "self.matches('^[#@]?[^{}#@ ]+$')",
        "channel must be the name of a channel or person without spaces or braces, such as #cameras; correct the name",
    )
}

pub(in super::super) fn addresses() -> Rule {
    rule(
        matches(&format!("^{ADDRESS}(, ?{ADDRESS})*$")),
        "to must be an e-mail address such as pc@example.net, or several with commas between them; correct the address",
    )
}

pub(in super::super) fn address() -> Rule {
    rule(
        matches(&format!("^{ADDRESS}$")),
        "from must be an e-mail address such as alerts@example.net; correct the address",
    )
}

pub(in super::super) fn smarthost() -> Rule {
    rule(
        matches(&format!("^{HOST}:[0-9]{{1,5}}$")),
        "smarthost must be a host and a port such as mail.example.net:587; correct the server",
    )
}
