//! Which events a report makes.

use std::time::Duration;

use jiff::Timestamp;
use probe::state::stale_after;
use probe::{Change, Reason, Report, Snapshot, State, Transition, clock};

use crate::db::events::EventKind;
use crate::db::states::EventWrite;

/// Time between two events of a camera that belong to the same instant: the database keeps no less.
const TICK: Duration = Duration::from_micros(1);

/// The events of a report, in order. `before` is what was known of the camera until then.
pub(super) fn of(shard: u32, before: Option<&Snapshot>, report: &Report) -> Vec<EventWrite> {
    let mut events = Vec::new();
    if let Some(gap) = before.and_then(|before| Gap::new(before, report)) {
        events.push(gap.event(shard));
        events.extend(gap.end(shard));
    } else if let Some(transition) = &report.transition {
        events.push(of_transition(shard, report, transition));
    } else if before.is_some_and(|before| verdict_changed(before, &report.snapshot)) {
        events.push(of_verdict(shard, report));
    }
    for (place, change) in (1..).zip(&report.changes) {
        events.push(of_change(shard, report, change, place));
    }
    events
}

/// When the state was decided.
fn decided(report: &Report) -> Timestamp {
    report.transition.as_ref().map_or_else(
        || clock::later(report.result.at, report.result.latency),
        |transition| transition.at,
    )
}

/// An event of the state that the report leads to, with what lies beneath it.
fn event(shard: u32, report: &Report, at: Timestamp) -> EventWrite {
    let state = report.snapshot.state.to_string();
    EventWrite {
        kind: EventKind::State,
        camera: report.camera.clone(),
        at,
        since: at,
        from_state: state.clone(),
        to_state: state,
        reason: None,
        message: None,
        previous_duration_ms: None,
        verdict: report.snapshot.verdict.map(|verdict| verdict.to_string()),
        verdict_since: report.snapshot.verdict_since,
        shard,
    }
}

fn of_transition(shard: u32, report: &Report, transition: &Transition) -> EventWrite {
    EventWrite {
        since: transition.since,
        from_state: transition.from.to_string(),
        to_state: transition.to.to_string(),
        reason: transition.reason.map(|reason| reason.to_string()),
        message: transition.message.clone(),
        previous_duration_ms: millis(transition.previous_duration),
        ..event(shard, report, transition.at)
    }
}

/// Whether only what lies beneath Flapping changed.
fn verdict_changed(before: &Snapshot, now: &Snapshot) -> bool {
    (before.state, now.state) == (State::Flapping, State::Flapping) && before.verdict != now.verdict
}

fn of_verdict(shard: u32, report: &Report) -> EventWrite {
    let at = decided(report);
    EventWrite {
        kind: EventKind::Verdict,
        since: report.snapshot.verdict_since.unwrap_or(at).min(at),
        reason: report.snapshot.reason.map(|reason| reason.to_string()),
        message: report.snapshot.message.clone(),
        ..event(shard, report, at)
    }
}

/// An event that leaves the state as it is. It is the `place`-th beside the transition, if there is one, and must not have the
/// same time: camera and time are what tells two events apart.
fn of_change(shard: u32, report: &Report, change: &Change, place: u32) -> EventWrite {
    EventWrite {
        kind: change.kind.into(),
        message: Some(change.message.clone()),
        ..event(
            shard,
            report,
            clock::later(decided(report), TICK.saturating_mul(place)),
        )
    }
}

/// Time in which no prober reported the camera, long enough for its state to have been shown as Unknown. Nobody was there to
/// say so then, so the events are made up for afterwards: a prober that was away must not read as a camera that was up.
struct Gap<'a> {
    before: &'a Snapshot,
    report: &'a Report,
    from: Timestamp,
}

impl<'a> Gap<'a> {
    fn new(before: &'a Snapshot, report: &'a Report) -> Option<Self> {
        let limit = stale_after(Duration::from_secs(before.interval_seconds.into()));
        let from = clock::later(before.last_result_at?, limit);
        (before.state != State::Unknown && from < report.result.at).then_some(Self { before, report, from })
    }

    fn event(&self, shard: u32) -> EventWrite {
        EventWrite {
            from_state: self.before.state.to_string(),
            to_state: State::Unknown.to_string(),
            reason: Some(Reason::NoProber.to_string()),
            message: Some("no prober reported this camera".to_owned()),
            previous_duration_ms: millis(clock::between(self.before.since, self.from)),
            verdict: self.before.verdict.map(|verdict| verdict.to_string()),
            verdict_since: self.before.verdict_since,
            ..event(shard, self.report, self.from)
        }
    }

    /// What the camera is after the gap: nothing that began before its end counts. `None` when it is still Unknown.
    fn end(&self, shard: u32) -> Option<EventWrite> {
        let snapshot = &self.report.snapshot;
        let since = self.report.result.at;
        (snapshot.state != State::Unknown).then(|| EventWrite {
            since,
            from_state: State::Unknown.to_string(),
            reason: snapshot.reason.map(|reason| reason.to_string()),
            message: snapshot.message.clone(),
            previous_duration_ms: millis(clock::between(self.from, since)),
            verdict_since: snapshot.verdict_since.map(|verdict| verdict.max(since)),
            ..event(shard, self.report, decided(self.report))
        })
    }
}

fn millis(duration: Duration) -> Option<i64> {
    i64::try_from(duration.as_millis()).ok()
}

#[cfg(test)]
mod tests;
