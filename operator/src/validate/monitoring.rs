//! How the site is monitored, and who is told.

use crds::CameraSiteSpec;
use crds::conditions::reason;

use super::secrets::Judged;
use super::{Finding, keys};
use crate::monitoring::{Monitoring, Receiver, Under, mail_login, receiver_key};
use crate::observe::{Referenced, References};
use crate::settings::Settings;

/// How the site is monitored, and what is wrong with it. A receiver whose Secret is not as it must be is left out: with it
/// prometheus-operator would refuse all others, too.
pub(super) fn resolve(
    spec: &CameraSiteSpec,
    settings: &Settings,
    references: &References,
    secrets: &Judged,
) -> (Option<Monitoring>, Vec<Finding>) {
    let spec = &spec.monitoring;
    if !spec.enabled {
        return (None, Vec::new());
    }
    let mut findings: Vec<Finding> = secrets.alerts.iter().cloned().collect();
    let mut receivers = Vec::new();
    for receiver in &spec.alerting.receivers {
        match self::receiver(receiver, references) {
            Ok(receiver) => receivers.push(receiver),
            Err(finding) => findings.push(finding),
        }
    }
    let runbooks = settings.runbooks.trim_end_matches('/');
    let monitoring = Monitoring {
        spec: spec.clone(),
        receivers,
        login: secrets.alerts.is_none() && secrets.exist.api,
        runbooks: (!runbooks.is_empty()).then(|| runbooks.to_owned()),
    };
    (Some(monitoring), findings)
}

fn receiver(spec: &crds::Receiver, references: &References) -> Result<Receiver, Finding> {
    let who = format!("the receiver {} is left out: it", spec.name);
    if let Some((key, under)) = receiver_key(spec) {
        let (what, url) = match under {
            Under::Url => ("its URL", true),
            Under::RoutingKey => ("its integration key", false),
        };
        if let Some(finding) = keys::finding(references, key, &who, what, url) {
            return Err(finding);
        }
    }
    let username = match mail_login(spec) {
        Some(secret) => Some(username(&secret.name, references, &who)?),
        None => None,
    };
    Ok(Receiver {
        spec: spec.clone(),
        username,
    })
}

fn username(secret: &str, references: &References, who: &str) -> Result<String, Finding> {
    let (reason, said) = match references.credentials.get(secret) {
        Some(Referenced::Found(login)) => return Ok(login.username.clone()),
        Some(Referenced::Invalid(said)) => (reason::SECRET_INVALID, *said),
        None => (
            reason::SECRET_NOT_FOUND,
            "does not exist: create it, of type kubernetes.io/basic-auth",
        ),
    };
    let message = format!("{who} names the Secret {secret}, which {said}");
    Err(Finding { reason, message })
}
