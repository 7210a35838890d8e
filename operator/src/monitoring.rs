//! How a site is monitored, resolved.

use crds::{CameraSiteSpec, LocalReference, SecretKey};

/// How a site is monitored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Monitoring {
    /// What the spec says.
    pub spec: crds::Monitoring,
    /// Who is told of alerts besides the site's API: of the spec's receivers those whose Secrets are there.
    pub receivers: Vec<Receiver>,
    /// Whether Alertmanager can log in to the site's API: its Secret has the token for that.
    pub login: bool,
    /// Where the pages of `docs/runbooks` can be read, without a slash at its end; `None` where nobody has said.
    pub runbooks: Option<String>,
}

/// Somebody who is told of alerts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    /// What the spec says.
    pub spec: crds::Receiver,
    /// With which name the mail server is logged in to: Alertmanager takes it from no Secret.
    pub username: Option<String>,
}

/// Which kinds of prometheus-operator the cluster has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Served {
    /// `ServiceMonitor`.
    pub service_monitors: bool,
    /// `PrometheusRule`.
    pub prometheus_rules: bool,
    /// `AlertmanagerConfig`.
    pub alertmanager_configs: bool,
}

impl Served {
    /// All of them.
    pub const ALL: Self = Self {
        service_monitors: true,
        prometheus_rules: true,
        alertmanager_configs: true,
    };
}

/// What is under a key that a receiver names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Under {
    /// A URL.
    Url,
    /// A key of `PagerDuty`.
    RoutingKey,
}

/// The key of a Secret with which a receiver is told, and what is under it; none for mail.
#[must_use]
pub fn receiver_key(receiver: &crds::Receiver) -> Option<(&SecretKey, Under)> {
    let slack = receiver.slack.as_ref().map(|it| &it.url_secret_ref);
    let teams = receiver.msteams.as_ref().map(|it| &it.url_secret_ref);
    let webhook = receiver.webhook.as_ref().map(|it| &it.url_secret_ref);
    let url = slack.or(teams).or(webhook).map(|it| (it, Under::Url));
    let pagerduty = || {
        Some((
            &receiver.pagerduty.as_ref()?.routing_key_secret_ref,
            Under::RoutingKey,
        ))
    };
    url.or_else(pagerduty)
}

/// The Secret with which the mail server of a receiver is logged in to.
#[must_use]
pub fn mail_login(receiver: &crds::Receiver) -> Option<&LocalReference> {
    receiver.email.as_ref()?.credentials_secret_ref.as_ref()
}

/// Every such key of a site.
pub fn receiver_keys(spec: &CameraSiteSpec) -> impl Iterator<Item = &SecretKey> {
    receivers(spec).filter_map(|receiver| Some(receiver_key(receiver)?.0))
}

/// Every such Secret of a site.
pub fn mail_logins(spec: &CameraSiteSpec) -> impl Iterator<Item = &LocalReference> {
    receivers(spec).filter_map(mail_login)
}

/// Nobody is told of alerts of a site without monitoring.
fn receivers(spec: &CameraSiteSpec) -> impl Iterator<Item = &crds::Receiver> {
    let monitoring = Some(&spec.monitoring).filter(|monitoring| monitoring.enabled);
    monitoring.into_iter().flat_map(|it| &it.alerting.receivers)
}
