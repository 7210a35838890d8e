//! Events, on transitions only.

use crds::CameraSite;
use crds::conditions::{self as types, reason};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::Resource;
use kube::runtime::events::{Event, EventType};

use crate::conditions::find;
use crate::recorder::Recorder;

/// Conditions whose changes are worth an event; the others only repeat them.
const TOLD: [&str; 9] = [
    types::READY,
    types::DATABASE_READY,
    types::CACHE_READY,
    types::API_READY,
    types::PROBER_READY,
    types::WEB_READY,
    types::MONITORING_READY,
    types::CAMERAS_HEALTHY,
    types::INVENTORY_ACCEPTED,
];
/// What every start goes through.
const USUAL: [&str; 5] = [
    reason::ROLLING_OUT,
    reason::WAITING,
    reason::PENDING,
    reason::SUMMARY_UNAVAILABLE,
    reason::CAMERAS_UNKNOWN,
];

/// Publishes what has changed. A failure is logged and forgotten: an event is news, not state.
pub(crate) async fn publish(recorder: &Recorder, object: &CameraSite, next: &[Condition]) {
    let previous = object
        .status
        .as_ref()
        .map(|status| status.conditions.as_slice())
        .unwrap_or_default();
    let reference = object.object_ref(&());
    for event in transitions(previous, next) {
        if let Err(error) = recorder.publish(&event, &reference).await {
            tracing::warn!(%error, reason = event.reason, "cannot publish an event");
        }
    }
}

fn transitions(previous: &[Condition], next: &[Condition]) -> Vec<Event> {
    let news = next.iter().filter(|condition| {
        TOLD.contains(&condition.type_.as_str())
            && !is_usual(condition)
            && find(previous, &condition.type_).map_or(is_bad_start(condition), |before| {
                let changed = before.status != condition.status || before.reason != condition.reason;
                // That a start went well is told once, by the whole.
                changed && (condition.type_ == types::READY || !is_good(condition) || !is_usual(before))
            })
    });
    news.map(event).collect()
}

/// That a cluster has no prometheus-operator is as its people want it; only that it goes is news.
fn is_bad_start(condition: &Condition) -> bool {
    !is_good(condition) && condition.reason != reason::CRDS_MISSING
}

fn is_usual(condition: &Condition) -> bool {
    USUAL.contains(&condition.reason.as_str())
}

fn is_good(condition: &Condition) -> bool {
    condition.status == "True" && condition.reason != reason::CACHE_UNAVAILABLE
}

fn event(condition: &Condition) -> Event {
    Event {
        type_: if is_good(condition) {
            EventType::Normal
        } else {
            EventType::Warning
        },
        reason: condition.reason.clone(),
        note: Some(
            format!("{}: {}", condition.type_, condition.message)
                .chars()
                .take(900)
                .collect(),
        ),
        action: condition.type_.clone(),
        secondary: None,
    }
}

#[cfg(test)]
mod tests {
    use k8s_openapi::jiff::Timestamp;

    use super::*;
    use crate::conditions::{Verdict, condition};

    fn say(type_: &str, verdict: Verdict) -> Condition {
        condition(&[], type_, verdict, Some(1), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn only_changes_of_status_or_reason_are_events() {
        let before = [say(types::READY, Verdict::yes(reason::CONVERGED, "a"))];
        assert!(
            transitions(
                &before,
                &[say(types::READY, Verdict::yes(reason::CONVERGED, "b"))]
            )
            .is_empty()
        );
        let taken = [say(
            types::WEB_READY,
            Verdict::no(reason::NAME_TAKEN, "Service gare-web"),
        )];
        let events = transitions(&before, &taken);
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].reason, "NameTaken");
        assert!(events[0].note.as_ref().unwrap().contains("Service gare-web"));
        assert!(matches!(events[0].type_, EventType::Warning));
        assert!(transitions(&taken, &taken).is_empty());
    }

    #[test]
    fn a_start_that_went_well_is_told_once_and_a_recovery_by_each() {
        let serves = [
            say(types::API_READY, Verdict::yes(reason::SERVING, "1 of 1")),
            say(
                types::READY,
                Verdict::yes(reason::CONVERGED, "all components serve"),
            ),
        ];
        let told = |before: Verdict| {
            let before = [types::API_READY, types::READY].map(|type_| say(type_, before.clone()));
            let events = transitions(&before, &serves).into_iter();
            events.map(|event| event.action).collect::<Vec<_>>()
        };
        assert_eq!(told(Verdict::no(reason::ROLLING_OUT, "")), [types::READY]);
        assert_eq!(
            told(Verdict::no(reason::UNAVAILABLE, "")),
            [types::API_READY, types::READY]
        );
    }

    #[test]
    fn that_a_cluster_has_no_prometheus_operator_is_told_when_it_goes() {
        let missing = [say(
            types::MONITORING_READY,
            Verdict::no(reason::CRDS_MISSING, "no ServiceMonitor"),
        )];
        assert!(transitions(&[], &missing).is_empty());
        let there = [say(types::MONITORING_READY, Verdict::yes(reason::CONVERGED, ""))];
        assert_eq!(transitions(&there, &missing).len(), 1);
    }

    #[test]
    fn a_start_is_no_news() {
        assert!(
            transitions(
                &[],
                &[
                    say(types::API_READY, Verdict::no(reason::ROLLING_OUT, "")),
                    say(
                        types::INVENTORY_ACCEPTED,
                        Verdict::yes(reason::ACCEPTED, "1 cameras")
                    ),
                ]
            )
            .is_empty()
        );
    }
}
