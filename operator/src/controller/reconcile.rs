//! A pass: observe → validate → build → apply → status.

use std::sync::Arc;
use std::time::{Duration, Instant};

use contract::secrets::OPERATOR_TOKEN;
use contract::{Component, summary};
use crds::conditions::{self as types, reason};
use crds::{CameraSite, CameraSiteStatus};
use k8s_openapi::jiff::Timestamp;
use kube::core::error_boundary::{DeserializeGuard, InvalidObject};
use kube::runtime::controller::Action;
use kube::{Api, Resource as _, ResourceExt};
use rand::RngExt as _;
use tracing::Instrument as _;

use super::context::Context;
use super::error::Error;
use super::trace::Trace;
use super::watched::Watched;
use crate::apply::{Applier, prune, recover, refresh_pods};
use crate::conditions::find;
use crate::events;
use crate::metrics::Metrics;
use crate::observe::{SecretState, observe};
use crate::poll::{Polled, Target};
use crate::resources::build;
use crate::site::{Identity, Site};
use crate::status::{self, Pass, StatusOwner};
use crate::validate::{identity, validate};

/// Longest time for a pass.
const PASS_TIMEOUT: Duration = Duration::from_mins(1);
/// How long a pass waits for the watches to list, at the start of a term.
const LISTING: Duration = Duration::from_secs(5);
/// When a site is looked at again that is converged or waits for its children and pods, should an event have been lost.
const CONVERGED: Duration = Duration::from_mins(10);
/// When a site is looked at again that has just begun to wait for its user: what stands in the way may be of a kind that is
/// not watched, such as a `StorageClass`. The longer it waits, the more rarely.
const STALLED: Duration = Duration::from_secs(30);
/// When a site is looked at again of which a pod tries to get ready, which may be given up: no event tells the time.
const PATIENT: Duration = Duration::from_mins(1);
/// When a site is looked at again whose poller has told something while the pass wrote what it knew before.
const OVERTAKEN: Duration = Duration::from_secs(1);

/// A pass over a site that is watched.
///
/// # Errors
/// As [`reconcile`].
pub(super) async fn visit(site: Arc<Watched>, context: Arc<Context>) -> Result<Action, Error> {
    let id = Identity {
        name: site.name_any(),
        namespace: site.namespace().unwrap_or_default(),
        uid: site.uid(),
    };
    // What is not listed in time is asked for.
    let _ = tokio::time::timeout(LISTING, context.known.all_answered()).await;
    reconcile(&id, &context).await
}

/// One pass over one site as the API server has it now.
///
/// What is watched may be old news. To act on it would make children of a site that is gone, and would hand the data of
/// one that was made again to the garbage collector, by an owner reference to the earlier one: nothing is done for a site
/// of another UID, whose own event will come.
///
/// # Errors
/// When the pass failed for a reason that may pass; it is repeated with backoff.
pub async fn reconcile(id: &Identity, context: &Context) -> Result<Action, Error> {
    let sites = Api::<DeserializeGuard<CameraSite>>::namespaced(context.client.clone(), &id.namespace);
    let started = Instant::now();
    let found = sites.get_opt(&id.name).await.map_err(|error| {
        // A pass that does not reach its site has failed, too: with no rights at all there is no other sort.
        context.metrics.pass("error", started.elapsed());
        Error::Observe(Box::new(error))
    })?;
    let Some(guarded) = found.filter(|found| found.meta().uid == id.uid) else {
        return Ok(Action::await_change());
    };
    let object = match &guarded.0 {
        Ok(object) => object,
        Err(broken) => {
            report_malformed(broken, context);
            return Ok(Action::await_change());
        }
    };
    if object.metadata.deletion_timestamp.is_some() {
        return Ok(Action::await_change());
    }
    let trace = Trace::begin(object, &context.metrics);
    let under_way = context.known.begin(&id.namespace, &id.name);
    let (outcome, written) = pass_and_publish(object, context, trace.metrics())
        .instrument(trace.span())
        .await;
    drop(under_way);
    let result = conclude(outcome, written);
    let said = match &result {
        Ok(passed) => {
            find(&passed.status.conditions, types::READY).map_or(reason::PENDING, |it| it.reason.as_str())
        }
        Err(error) => error.reason(),
    };
    trace.end(said, result.is_err());
    match result {
        Ok(mut passed) => {
            context.backoff.succeeded(&key(object));
            // Only now: this pass, which knows nothing of it yet, would have overwritten its first answer.
            if let Some(target) = passed.target.take() {
                context.pollers.ensure(id, target);
            }
            let polled = context.pollers.polled(id);
            Ok(Action::requeue(next_look(&passed, &polled, Timestamp::now())))
        }
        Err(Error::Invalid(_)) => Ok(Action::await_change()),
        Err(error) => Err(error),
    }
}

/// The first error wins; that the spec is invalid is only said when it could be written.
fn conclude(outcome: Result<Passed, Error>, written: Result<(), Error>) -> Result<Passed, Error> {
    match (outcome, written) {
        (Ok(_) | Err(Error::Invalid(_)), Err(unwritten)) => Err(unwritten),
        (outcome, _) => outcome,
    }
}

/// A pass in its time, and whether its status could be written.
async fn pass_and_publish(
    object: &CameraSite,
    context: &Context,
    metrics: &Metrics,
) -> (Result<Passed, Error>, Result<(), Error>) {
    let outcome = tokio::time::timeout(PASS_TIMEOUT, Box::pin(pass(object, context, metrics)))
        .await
        .unwrap_or(Err(Error::Timeout(PASS_TIMEOUT)));
    let now = Timestamp::now();
    let next = match &outcome {
        Ok(passed) => passed.status.clone(),
        Err(Error::Invalid(problem)) => status::invalid(object, problem, now),
        Err(error) => status::interrupted(object, &error.chain(), now),
    };
    let written = publish(object, context, metrics, &next).await;
    (outcome, written)
}

/// Counts and tells a `CameraSite` that cannot be read, once for each of its generations.
fn report_malformed(broken: &InvalidObject, context: &Context) {
    let InvalidObject { metadata, error } = broken;
    let (name, namespace) = (metadata.name.as_deref(), metadata.namespace.as_deref());
    let key = format!("{}/{}", namespace.unwrap_or_default(), name.unwrap_or_default());
    if context.malformed.is_news(&key, metadata.generation) {
        context.metrics.error("Malformed");
        tracing::error!(
            name,
            namespace,
            error,
            "a CameraSite cannot be read; correct it to fit its definition"
        );
    }
}

/// What is done about a failed pass: it is logged, counted and repeated, each time a little later.
#[allow(clippy::needless_pass_by_value, reason = "the controller's signature")]
pub(super) fn error_policy(site: Arc<Watched>, error: &Error, context: Arc<Context>) -> Action {
    let (name, namespace) = (site.name_any(), site.namespace());
    context.metrics.error(error.reason());
    tracing::warn!(
        name,
        namespace,
        reason = error.reason(),
        error = error.chain(),
        "a pass failed"
    );
    let object = format!("{}/{name}", namespace.unwrap_or_default());
    Action::requeue(
        context
            .backoff
            .failed(&object, rand::rng().random_range(0.0..1.0)),
    )
}

/// What a pass came to.
struct Passed {
    status: CameraSiteStatus,
    /// Whether a pod is given time to get ready.
    patient: bool,
    /// What the poller had said before.
    polled: Polled,
    /// What is polled from now on, if the API serves.
    target: Option<Target>,
}

async fn pass(object: &CameraSite, context: &Context, metrics: &Metrics) -> Result<Passed, Error> {
    let Context {
        client,
        settings,
        pollers,
        known,
        named,
        served,
        ..
    } = context;
    let id = identity(object)?;
    // Before anything is read: what the poller has written meanwhile is not written back.
    let polled = pollers.polled(&id);
    let observed = Box::pin(observe(
        client,
        metrics,
        known,
        named,
        served.now(),
        &id,
        &object.spec,
    ))
    .await
    .map_err(|error| Error::Observe(Box::new(error)))?;
    let (site, findings) = validate(object, &observed, settings)?;
    let target = target(&site, &observed.secrets.api);
    let jobs = observed.live.migrate.clone();
    let mut writer = Applier::new(client, metrics, &site).with(known);
    let applied = Box::pin(writer.apply(build(&site), observed.live, observed.secrets)).await;
    if writer.is_clean() {
        prune(&writer, &applied, &jobs).await?;
    }
    writer.finish()?;
    refresh_pods(client, metrics, &site, &observed.pods).await?;
    let patient = recover(client, metrics, &site, &applied, Timestamp::now()).await?;
    let previous = object
        .status
        .as_ref()
        .map(|status| status.conditions.as_slice())
        .unwrap_or_default();
    let pass = Pass {
        site: &site,
        applied: &applied,
        findings: &findings,
        pods: &observed.pods,
        polled: &polled,
        previous,
        generation: object.metadata.generation,
    };
    let mut next = status::compute(&pass, Timestamp::now());
    let before = object.status.as_ref().and_then(|status| status.images.as_ref());
    status::keep_served(before, &mut next);
    let serves = find(&next.conditions, types::API_READY).is_some_and(|it| it.status == "True");
    Ok(Passed {
        status: next,
        patient,
        polled,
        target: target.filter(|_| serves),
    })
}

/// Where the site's summary is asked for.
fn target(site: &Site, secret: &SecretState) -> Option<Target> {
    let SecretState::Present(secret) = secret else {
        return None;
    };
    let token = secret.data.as_ref()?.get(OPERATOR_TOKEN)?;
    let port = Component::Api.port()?;
    Some(Target {
        url: format!("http://{}:{port}{}", site.host(Component::Api), summary::PATH),
        token: String::from_utf8(token.0.clone()).ok()?,
    })
}

/// Writes the status where it differs, and tells what has changed.
async fn publish(
    object: &CameraSite,
    context: &Context,
    metrics: &Metrics,
    next: &CameraSiteStatus,
) -> Result<(), Error> {
    let before = object.status.as_ref().map(|status| CameraSiteStatus {
        cameras: None,
        ..status.clone()
    });
    if before.as_ref() == Some(next) {
        return Ok(());
    }
    let Ok(id) = identity(object) else { return Ok(()) };
    status::write(&context.client, &id, StatusOwner::Pass(next))
        .await
        .map_err(|error| Error::Status(Box::new(error)))?;
    metrics.write("status");
    events::publish(&context.recorder, object, &next.conditions).await;
    Ok(())
}

fn next_look(passed: &Passed, polled: &Polled, now: Timestamp) -> Duration {
    if *polled != passed.polled {
        return OVERTAKEN;
    }
    let conditions = &passed.status.conditions;
    // For the kinds of prometheus-operator nobody waits here: that they come is noticed for all sites at once.
    let refused = [types::INVENTORY_ACCEPTED, types::MONITORING_READY]
        .into_iter()
        .filter_map(|type_| find(conditions, type_))
        .find(|it| it.status == "False" && it.reason != reason::CRDS_MISSING);
    if let Some(waiting) = find(conditions, types::STALLED).or(refused) {
        let waited = now.duration_since(waiting.last_transition_time.0).unsigned_abs();
        (waited / 2).clamp(STALLED, CONVERGED)
    } else if passed.patient {
        PATIENT
    } else {
        CONVERGED.mul_f64(rand::rng().random_range(0.9..1.1))
    }
}

fn key(object: &CameraSite) -> String {
    format!("{}/{}", object.namespace().unwrap_or_default(), object.name_any())
}

#[cfg(test)]
mod tests {
    use k8s_openapi::jiff::ToSpan as _;

    use super::*;
    use crate::conditions::{Verdict, condition};

    fn passed(type_: &str, verdict: Verdict) -> Passed {
        let condition = condition(&[], type_, verdict, Some(1), Timestamp::UNIX_EPOCH);
        Passed {
            status: CameraSiteStatus {
                conditions: vec![condition],
                ..CameraSiteStatus::default()
            },
            patient: false,
            polled: Polled::Never,
            target: None,
        }
    }

    #[test]
    fn a_site_that_waits_for_its_user_is_looked_at_ever_more_rarely() {
        let looks = [1.second(), 90.seconds(), 10.minutes(), 24.hours()];
        let expected = [30, 45, 300, 600].map(Duration::from_secs);
        for passed in [
            passed(types::STALLED, Verdict::yes(reason::STORAGE_NOT_RESIZABLE, "")),
            passed(
                types::INVENTORY_ACCEPTED,
                Verdict::no(reason::SECRET_NOT_FOUND, ""),
            ),
            passed(types::MONITORING_READY, Verdict::no(reason::SECRET_NOT_FOUND, "")),
        ] {
            assert_eq!(
                looks.map(|after| next_look(&passed, &Polled::Never, Timestamp::UNIX_EPOCH + after)),
                expected
            );
        }
    }

    #[test]
    fn a_site_at_rest_is_looked_at_about_every_ten_minutes() {
        for passed in [
            passed(types::READY, Verdict::yes(reason::CONVERGED, "")),
            passed(types::MONITORING_READY, Verdict::no(reason::CRDS_MISSING, "")),
        ] {
            let look = next_look(&passed, &Polled::Never, Timestamp::UNIX_EPOCH);
            assert!(look > CONVERGED / 2 && look < CONVERGED * 2);
        }
    }

    #[test]
    fn a_site_whose_poller_has_told_something_during_the_pass_is_looked_at_at_once() {
        let passed = passed(types::READY, Verdict::yes(reason::CONVERGED, ""));
        let look = next_look(&passed, &Polled::Silent, Timestamp::UNIX_EPOCH);
        assert_eq!(look, OVERTAKEN);
    }
}
