//! What has been found and not been stored yet.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use probe::{Change, Report, Transition, clock};

use crate::db::events::EventKind;
use crate::db::handover::ReleaseWrite;
use crate::db::states::{Batch, EventWrite, StateWrite};

/// Events kept while the database is away; beyond, the oldest are dropped.
const EVENT_LIMIT: usize = 100_000;
/// Events of one batch.
const BATCH: usize = 1_000;
/// Time between two events of a camera that belong to the same instant: the database keeps no less.
const TICK: Duration = Duration::from_micros(1);

/// Events in order, the last state of each camera (older ones are of no use to anyone) and the cameras that were let go.
#[derive(Debug)]
pub(super) struct Buffer {
    shard: u32,
    events: VecDeque<EventWrite>,
    states: BTreeMap<String, StateWrite>,
    releases: BTreeMap<String, ReleaseWrite>,
    /// Cameras that were probed here: one that only waited here is not ours to release.
    probed: BTreeSet<String>,
    /// Events of the batch that is being written.
    taken: usize,
}

impl Buffer {
    pub(super) fn new(shard: u32) -> Self {
        Self {
            shard,
            events: VecDeque::new(),
            states: BTreeMap::new(),
            releases: BTreeMap::new(),
            probed: BTreeSet::new(),
            taken: 0,
        }
    }

    /// Events that are not stored yet, those of the batch that is being written included.
    pub(super) fn events(&self) -> usize {
        self.events.len() + self.taken
    }

    /// Takes in a report; gives the number of events that had to go for it.
    pub(super) fn note(&mut self, report: &Report) -> usize {
        if let Some(transition) = &report.transition {
            self.events
                .push_back(self.event_of_transition(&report.camera, transition));
        }
        for (place, change) in (1..).zip(&report.changes) {
            self.events.push_back(self.event_of_change(report, change, place));
        }
        let state = StateWrite {
            camera: report.camera.clone(),
            shard: self.shard,
            snapshot: report.snapshot.clone(),
            result_at: report.result.at,
        };
        self.states.insert(report.camera.clone(), state);
        self.releases.remove(&report.camera);
        self.probed.insert(report.camera.clone());
        self.shed()
    }

    /// Notes that the camera was let go when there came to be so many `shards`.
    pub(super) fn release(&mut self, camera: String, shards: u32) {
        if !self.probed.remove(&camera) {
            return;
        }
        let release = ReleaseWrite {
            camera: camera.clone(),
            shard: self.shard,
            shards,
        };
        self.releases.insert(camera, release);
    }

    fn event_of_transition(&self, camera: &str, transition: &Transition) -> EventWrite {
        EventWrite {
            kind: EventKind::State,
            camera: camera.to_owned(),
            at: transition.at,
            since: transition.since,
            from_state: transition.from.to_string(),
            to_state: transition.to.to_string(),
            reason: transition.reason.map(|reason| reason.to_string()),
            message: transition.message.clone(),
            previous_duration_ms: i64::try_from(transition.previous_duration.as_millis()).ok(),
            shard: self.shard,
        }
    }

    /// An event that leaves the state as it is. It is the `place`-th beside the transition, if there is one, and must not have
    /// the same time: camera and time are what tells two events apart.
    fn event_of_change(&self, report: &Report, change: &Change, place: u32) -> EventWrite {
        let decided = report.transition.as_ref().map_or_else(
            || clock::later(report.result.at, report.result.latency),
            |transition| transition.at,
        );
        let at = clock::later(decided, TICK.saturating_mul(place));
        let state = report.snapshot.state.to_string();
        EventWrite {
            kind: change.kind.into(),
            camera: report.camera.clone(),
            at,
            since: at,
            from_state: state.clone(),
            to_state: state,
            reason: None,
            message: Some(change.message.clone()),
            previous_duration_ms: None,
            shard: self.shard,
        }
    }

    /// Takes out the next batch: the oldest events, all states, and with the last events the releases.
    pub(super) fn take(&mut self) -> Batch {
        let count = self.events.len().min(BATCH);
        let events = self.events.drain(..count).collect();
        let states = std::mem::take(&mut self.states).into_values().collect();
        let releases = if self.events.is_empty() {
            std::mem::take(&mut self.releases).into_values().collect()
        } else {
            Vec::new()
        };
        self.taken = count;
        Batch {
            events,
            states,
            releases,
        }
    }

    /// Forgets the batch that was taken: it is stored, or lost.
    pub(super) fn settle(&mut self) {
        self.taken = 0;
    }

    /// Puts a batch back that could not be stored; gives the number of events that had to go for it.
    pub(super) fn give_back(&mut self, batch: Batch) -> usize {
        self.taken = 0;
        for event in batch.events.into_iter().rev() {
            self.events.push_front(event);
        }
        for release in batch.releases {
            // A camera with a new report has come back to this shard meanwhile.
            if !self.states.contains_key(&release.camera) {
                self.releases.entry(release.camera.clone()).or_insert(release);
            }
        }
        for state in batch.states {
            self.states.entry(state.camera.clone()).or_insert(state);
        }
        self.shed()
    }

    fn shed(&mut self) -> usize {
        let surplus = self.events.len().saturating_sub(EVENT_LIMIT);
        self.events.drain(..surplus);
        surplus
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::{SignedDuration, Timestamp};
    use probe::{ChangeKind, Machine, Outcome, Policy, ProbeResult, Reason};

    use super::*;

    /// A report of a camera that fell over at `second`.
    fn report(camera: &str, second: i64) -> Report {
        let policy = Policy::default();
        let at = Timestamp::from_second(second).unwrap();
        let mut machine = Machine::new(at, &policy);
        let result = ProbeResult {
            at,
            latency: Duration::from_millis(5),
            stages: Vec::new(),
            outcome: Outcome::failed(Reason::AuthFailed, "wrong password"),
            facts: None,
            picture: None,
        };
        let transition = machine.apply(&result, &policy);
        Report {
            camera: camera.to_owned(),
            result,
            snapshot: machine.snapshot().clone(),
            transition,
            changes: Vec::new(),
        }
    }

    #[test]
    fn a_change_is_an_event_of_its_own_a_moment_after_the_transition() {
        let mut buffer = Buffer::new(0);
        let change = |kind| Change {
            kind,
            message: "another".to_owned(),
        };
        let report = Report {
            changes: vec![change(ChangeKind::Firmware), change(ChangeKind::Resolution)],
            ..report("hall", 1)
        };
        buffer.note(&report);
        let events = buffer.take().events;
        let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
        assert_eq!(
            kinds,
            [EventKind::State, EventKind::Firmware, EventKind::Resolution]
        );
        assert!(
            events.is_sorted_by(|one, next| next.at.duration_since(one.at) >= SignedDuration::from_micros(1)),
            "no two have the same time where the database keeps it: {events:?}"
        );
        assert_eq!(events[1].from_state, events[1].to_state);
        assert_eq!(events[1].to_state, "Down");
    }

    #[test]
    fn a_release_is_written_with_the_last_of_the_events_and_the_last_state() {
        let mut buffer = Buffer::new(2);
        for second in 0..1_500 {
            buffer.note(&report("hall", second));
        }
        buffer.release("hall".to_owned(), 3);
        assert!(buffer.take().releases.is_empty());
        let release = ReleaseWrite {
            camera: "hall".to_owned(),
            shard: 2,
            shards: 3,
        };
        assert_eq!(buffer.take().releases, [release]);
    }

    #[test]
    fn a_camera_that_only_waited_here_is_not_released() {
        let mut buffer = Buffer::new(1);
        buffer.release("hall".to_owned(), 3);
        assert!(buffer.take().is_empty());
    }

    #[test]
    fn a_release_that_comes_back_is_void_for_a_camera_that_was_regained() {
        let mut buffer = Buffer::new(0);
        for camera in ["hall", "vault"] {
            buffer.note(&report(camera, 1));
            buffer.release(camera.to_owned(), 3);
        }
        let batch = buffer.take();
        buffer.note(&report("hall", 2));
        buffer.give_back(batch);
        let cameras: Vec<_> = buffer
            .take()
            .releases
            .into_iter()
            .map(|release| release.camera)
            .collect();
        assert_eq!(cameras, ["vault"]);
    }

    #[test]
    fn a_batch_that_could_not_be_stored_comes_back_first_and_in_order() {
        let mut buffer = Buffer::new(0);
        buffer.note(&report("hall", 1));
        buffer.note(&report("hall", 2));
        let batch = buffer.take();
        buffer.note(&report("hall", 3));
        assert_eq!(buffer.events(), 3, "what is being written is not stored yet");
        assert_eq!(buffer.give_back(batch), 0);
        assert_eq!(buffer.events(), 3);
        let again = buffer.take();
        let seconds: Vec<_> = again.events.iter().map(|event| event.at.as_second()).collect();
        assert_eq!(seconds, [1, 2, 3]);
        buffer.settle();
        assert_eq!(buffer.events(), 0);
    }

    #[test]
    fn a_newer_state_is_not_replaced_by_one_that_comes_back() {
        let mut buffer = Buffer::new(0);
        buffer.note(&report("hall", 1));
        let batch = buffer.take();
        buffer.note(&report("hall", 2));
        buffer.give_back(batch);
        let states = buffer.take().states;
        assert_eq!(
            states
                .iter()
                .map(|state| state.result_at.as_second())
                .collect::<Vec<_>>(),
            [2]
        );
    }

    #[test]
    fn beyond_the_limit_the_oldest_events_go_and_are_counted() {
        let mut buffer = Buffer::new(0);
        let one = report("hall", 1);
        for _ in 0..EVENT_LIMIT {
            assert_eq!(buffer.note(&one), 0);
        }
        assert_eq!(buffer.note(&report("hall", 2)), 1);
        assert_eq!(buffer.events(), EVENT_LIMIT);
        assert_eq!(buffer.events.back().unwrap().at.as_second(), 2);
    }

    #[test]
    fn a_batch_has_a_bound_and_nothing_is_left_out() {
        let mut buffer = Buffer::new(0);
        for second in 0..2_500 {
            buffer.note(&report("hall", second));
        }
        let sizes: Vec<_> = (0..4).map(|_| buffer.take().events.len()).collect();
        assert_eq!(sizes, [1_000, 1_000, 500, 0]);
    }
}
