//! Events, on transitions only.

use crds::CameraSite;
use crds::conditions::{self as types, reason};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::runtime::events::{Event, EventType, Recorder, Reporter};
use kube::{Client, Resource};

use crate::conditions::find;

/// Conditions whose changes are worth an event; the others only repeat them.
const TOLD: [&str; 8] = [
    types::READY,
    types::DATABASE_READY,
    types::CACHE_READY,
    types::API_READY,
    types::PROBER_READY,
    types::WEB_READY,
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

/// What writes events. It groups repeated ones, of those that it has written itself.
pub(crate) fn recorder(client: &Client) -> Recorder {
    let reporter = Reporter {
        controller: crds::FIELD_MANAGER.to_owned(),
        instance: None,
    };
    Recorder::new(client.clone(), reporter)
}

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
    let changed = next
        .iter()
        .filter(|condition| TOLD.contains(&condition.type_.as_str()))
        .filter(|condition| {
            find(previous, &condition.type_).map_or(!is_good(condition), |before| {
                before.status != condition.status || before.reason != condition.reason
            })
        });
    changed
        .filter(|condition| !USUAL.contains(&condition.reason.as_str()))
        .map(event)
        .collect()
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
