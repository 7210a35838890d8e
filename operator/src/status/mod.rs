//! Status, computed from what was applied and observed. Pure: the time is a parameter.

mod cameras;
mod components;
mod database;
mod exporters;
mod images;
mod monitoring;
mod rollout;
#[cfg(test)]
mod tests;
mod write;

use contract::Component as Name;
use crds::conditions::{self as types, reason};
use crds::{CameraSite, CameraSiteStatus, Endpoints, Images};
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use k8s_openapi::jiff::Timestamp;

pub use cameras::{PolledStatus, counts, polled};
pub use images::keep_served;
pub use write::{StatusOwner, write};

use crate::apply::Applied;
use crate::conditions::{Verdict, condition, find};
use crate::observe::PodFacts;
use crate::poll::Polled;
use crate::resources::Resources;
use crate::site::Site;
use crate::validate::{Findings, Invalid};

/// Everything that the status of a pass is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Pass<'a> {
    /// The site.
    pub site: &'a Site,
    /// What became of its children.
    pub applied: &'a Resources<Applied>,
    /// What validation found.
    pub findings: &'a Findings,
    /// The site's pods.
    pub pods: &'a [PodFacts],
    /// What the site's API said lately.
    pub polled: &'a Polled,
    /// The conditions before this pass.
    pub previous: &'a [Condition],
    /// The generation that this pass is about.
    pub generation: Option<i64>,
}

/// What is said of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Component {
    verdict: Verdict,
    /// Whether it serves, be it in an older revision or with fewer pods than wanted.
    serving: bool,
}

impl Component {
    const fn absent(verdict: Verdict) -> Self {
        Self {
            verdict,
            serving: false,
        }
    }
}

/// The status after a pass.
#[must_use]
pub fn compute(pass: &Pass<'_>, now: Timestamp) -> CameraSiteStatus {
    let database = database::database(pass);
    let cache = components::cache(pass);
    let api = components::api(pass);
    let prober = components::prober(pass);
    let web = components::web(pass);
    let (inventory, inventory_written) = components::inventory(pass);
    let available = available(&database, &api);
    let mut parts = vec![
        (types::DATABASE_READY, &database.verdict),
        (types::API_READY, &api.verdict),
        (types::PROBER_READY, &prober.verdict),
        (types::WEB_READY, &web.verdict),
    ];
    if !inventory_written {
        parts.push((types::INVENTORY_ACCEPTED, &inventory));
    }
    let ready = suspended(ready(&parts, &cache.verdict), pass.site.suspended);
    let mut verdicts = vec![(types::READY, ready.clone()), (types::AVAILABLE, available)];
    verdicts.extend([
        (types::DATABASE_READY, database.verdict),
        (types::CACHE_READY, cache.verdict),
        (types::API_READY, api.verdict),
        (types::PROBER_READY, prober.verdict),
        (types::WEB_READY, web.verdict),
        (types::MONITORING_READY, monitoring::verdict(pass)),
        (types::CAMERAS_HEALTHY, cameras::verdict(pass.polled)),
        (types::INVENTORY_ACCEPTED, inventory),
    ]);
    verdicts.extend(kstatus(&ready));
    let mut conditions = conditions(pass.previous, verdicts, pass.generation, now);
    if *pass.polled == Polled::Never && api.serving {
        keep_cameras(&mut conditions, pass);
    }
    CameraSiteStatus {
        observed_generation: pass.generation,
        conditions,
        cameras: None,
        endpoints: Some(endpoints(pass.site)),
        images: Some(images(pass.applied)),
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
    }
}

/// The status of a site whose spec cannot be used.
#[must_use]
pub fn invalid(object: &CameraSite, problem: &Invalid, now: Timestamp) -> CameraSiteStatus {
    let before = object.status.clone().unwrap_or_default();
    let verdict = Verdict::no(reason::INVALID_SPEC, problem.to_string());
    let stalled = Verdict::yes(reason::INVALID_SPEC, problem.to_string());
    let verdicts = vec![(types::READY, verdict), (types::STALLED, stalled)];
    let generation = object.metadata.generation;
    let mut conditions = conditions(&before.conditions, verdicts, generation, now);
    conditions.extend(others(
        &before.conditions,
        &[types::READY, types::STALLED, types::RECONCILING],
    ));
    CameraSiteStatus {
        observed_generation: generation,
        conditions,
        cameras: None,
        ..before
    }
}

/// The status after a pass that an error ended: what was known stays, and the error is said.
#[must_use]
pub fn interrupted(object: &CameraSite, message: &str, now: Timestamp) -> CameraSiteStatus {
    let before = object.status.clone().unwrap_or_default();
    let mut verdicts = Vec::new();
    if find(&before.conditions, types::READY).is_none() {
        verdicts.push((
            types::READY,
            Verdict::unknown(reason::PENDING, "no pass has ended yet"),
        ));
    }
    verdicts.push((types::RECONCILING, Verdict::yes(reason::PROGRESSING, message)));
    let mut conditions = conditions(&before.conditions, verdicts, object.metadata.generation, now);
    let made: Vec<&str> = conditions.iter().map(|it| it.type_.as_str()).collect();
    let kept = others(&before.conditions, &[made.as_slice(), &[types::STALLED]].concat());
    conditions.extend(kept);
    CameraSiteStatus {
        conditions,
        cameras: None,
        ..before
    }
}

/// What an operator before this one said of the cameras stays until this one has asked.
fn keep_cameras(conditions: &mut [Condition], pass: &Pass<'_>) {
    let healthy = conditions
        .iter_mut()
        .find(|it| it.type_ == types::CAMERAS_HEALTHY);
    if let (Some(healthy), Some(before)) = (healthy, find(pass.previous, types::CAMERAS_HEALTHY)) {
        before.clone_into(healthy);
        healthy.observed_generation = pass.generation;
    }
}

fn conditions(
    previous: &[Condition],
    verdicts: Vec<(&str, Verdict)>,
    generation: Option<i64>,
    now: Timestamp,
) -> Vec<Condition> {
    verdicts
        .into_iter()
        .map(|(type_, verdict)| condition(previous, type_, verdict, generation, now))
        .collect()
}

fn others(conditions: &[Condition], except: &[&str]) -> Vec<Condition> {
    conditions
        .iter()
        .filter(|it| !except.contains(&it.type_.as_str()))
        .cloned()
        .collect()
}

/// What no further pass can mend.
const USER_ONLY: [&str; 7] = [
    reason::NAME_TAKEN,
    reason::CREDENTIALS_LOST,
    reason::SECRET_INVALID,
    reason::INVALID_SPEC,
    reason::APPLY_FAILED,
    reason::STORAGE_NOT_RESIZABLE,
    reason::FAILED,
];

/// Converged and serving, rollouts finished. Of the parts that are not, one that waits for the user says why, else the
/// first. A dead cache is no reason.
fn ready(parts: &[(&str, &Verdict)], cache: &Verdict) -> Verdict {
    let cache_dead = !cache.holds() && cache.reason == reason::UNAVAILABLE;
    let cache_part = (!cache_dead).then_some((types::CACHE_READY, cache));
    let failed = || {
        parts
            .iter()
            .copied()
            .chain(cache_part)
            .filter(|(_, verdict)| !verdict.holds())
    };
    let stuck = failed().find(|(_, verdict)| USER_ONLY.contains(&verdict.reason));
    if let Some((type_, verdict)) = stuck.or_else(|| failed().next()) {
        Verdict::no(verdict.reason, format!("{type_}: {}", verdict.message))
    } else if cache_dead {
        let message = format!(
            "the site serves without its cache, views are not counted: {}",
            cache.message
        );
        Verdict::yes(reason::CACHE_UNAVAILABLE, message)
    } else {
        Verdict::yes(reason::CONVERGED, "all components serve")
    }
}

/// While the site is suspended its state is that of what is there, and the reason says that nothing is done about it.
fn suspended(ready: Verdict, suspended: bool) -> Verdict {
    if !suspended {
        return ready;
    }
    Verdict {
        message: format!("spec.suspend is set, nothing is changed: {}", ready.message),
        reason: reason::SUSPENDED,
        ..ready
    }
}

/// Serving, be it in an older revision: the database and the API answer.
fn available(database: &Component, api: &Component) -> Verdict {
    if database.serving && api.serving {
        Verdict::yes(reason::SERVING, "the API and its database answer")
    } else {
        let which = if database.serving {
            &api.verdict
        } else {
            &database.verdict
        };
        let reason = if which.holds() {
            which.reason
        } else {
            reason::UNAVAILABLE
        };
        let missing = if database.serving {
            "the API"
        } else {
            "the database"
        };
        Verdict::no(reason, format!("{missing} does not serve: {}", which.message))
    }
}

/// `Stalled` where only a user can mend what keeps the site from being ready, else `Reconciling`. Neither while the site
/// is suspended: nothing is under way, and nothing has failed.
fn kstatus(ready: &Verdict) -> Option<(&'static str, Verdict)> {
    let message = ready.message.clone();
    match ready.reason {
        _ if ready.holds() => None,
        reason::SUSPENDED => None,
        reason if USER_ONLY.contains(&reason) => Some((types::STALLED, Verdict::yes(reason, message))),
        _ => Some((types::RECONCILING, Verdict::yes(reason::PROGRESSING, message))),
    }
}

fn endpoints(site: &Site) -> Endpoints {
    Endpoints {
        web: Some(site.page_url()),
        api: Name::Api.port().map(|port| site.url(Name::Api, port)),
    }
}

fn images(applied: &Resources<Applied>) -> Images {
    let image = |workload: Option<&StatefulSet>| {
        let pod = workload?.spec.as_ref()?.template.spec.as_ref()?;
        pod.containers.first()?.image.clone()
    };
    Images {
        postgres: image(applied.postgres.live()),
        redis: image(applied.redis.live()),
    }
}
