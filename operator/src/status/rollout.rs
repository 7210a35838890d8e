//! How far a workload is.

use crds::conditions::reason;
use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;

use super::Component;
use crate::apply::Outcome;
use crate::conditions::{Status, Verdict};

/// How far a workload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rollout {
    /// Pods that are wanted.
    pub wanted: i32,
    /// Pods that are ready.
    pub ready: i32,
    /// Whether all pods are, or will be without further ado, of the newest revision.
    pub settled: bool,
}

/// A workload that rolls out.
pub(super) trait Workload {
    /// How far it is.
    fn rollout(&self) -> Rollout;
}

impl Workload for StatefulSet {
    fn rollout(&self) -> Rollout {
        let status = self.status.as_ref();
        let observed = status.and_then(|it| it.observed_generation) >= self.metadata.generation;
        // Not the count of updated pods: that falls when a pod is deleted, which is no rollout.
        let revisions = status.map(|it| it.current_revision == it.update_revision);
        Rollout {
            wanted: self.spec.as_ref().and_then(|spec| spec.replicas).unwrap_or(1),
            ready: status.and_then(|it| it.ready_replicas).unwrap_or_default(),
            settled: observed && revisions.unwrap_or_default(),
        }
    }
}

impl Workload for Deployment {
    fn rollout(&self) -> Rollout {
        let wanted = self.spec.as_ref().and_then(|spec| spec.replicas).unwrap_or(1);
        let status = self.status.as_ref();
        let count = |number: Option<Option<i32>>| number.flatten().unwrap_or_default();
        let observed = status.and_then(|it| it.observed_generation) >= self.metadata.generation;
        Rollout {
            wanted,
            ready: count(status.map(|it| it.available_replicas)),
            settled: observed
                && count(status.map(|it| it.updated_replicas)) == wanted
                && count(status.map(|it| it.replicas)) == wanted,
        }
    }
}

/// What is said of a workload, given what was said of it before.
///
/// A pod that is missing outside a rollout makes the workload `Unavailable`; one that has never been there, or that a
/// changed spec asks for, is part of a rollout.
pub(super) fn judge<K: Workload>(
    outcome: &Outcome<K>,
    previous: Option<&Condition>,
    generation: Option<i64>,
    trouble: Option<&str>,
) -> Component {
    let workload = match outcome {
        Outcome::Problem(problem) => {
            return Component::absent(Verdict::no(problem.reason, problem.message.clone()));
        }
        Outcome::Skipped => {
            return Component::absent(Verdict::unknown(reason::PENDING, "an earlier request failed"));
        }
        Outcome::Off(_) => {
            return Component::absent(Verdict::yes(reason::DISABLED, "switched off by the spec"));
        }
        Outcome::Unknown(None) => {
            return Component::absent(Verdict::no(reason::WAITING, "waits for what its pods mount"));
        }
        Outcome::Live(workload) | Outcome::Unknown(Some(workload)) => workload,
    };
    let Rollout {
        wanted,
        ready,
        settled,
    } = workload.rollout();
    let serving = ready > 0;
    let verdict = if wanted == 0 {
        Verdict::yes(reason::SCALED_TO_ZERO, "scaled to zero by the spec")
    } else if settled && ready >= wanted {
        Verdict::yes(reason::SERVING, format!("{ready} of {wanted} pods are ready"))
    } else {
        let because = trouble.map(|text| format!("; {text}")).unwrap_or_default();
        let lost = settled && previous.is_some_and(|before| was_up(before, generation));
        let reason = if lost {
            reason::UNAVAILABLE
        } else {
            reason::ROLLING_OUT
        };
        Verdict::no(reason, format!("{ready} of {wanted} pods are ready{because}"))
    };
    Component { verdict, serving }
}

/// Whether the workload has been up since the spec last changed.
fn was_up(before: &Condition, generation: Option<i64>) -> bool {
    before.reason == reason::UNAVAILABLE
        || (before.status == Status::True.as_str() && before.observed_generation == generation)
}
