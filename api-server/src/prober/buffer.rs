//! What has been found and not been stored yet.

use std::collections::{BTreeMap, VecDeque};

use probe::Report;

use crate::db::states::{EventWrite, StateWrite};

/// Events kept while the database is away; beyond, the oldest are dropped.
const EVENT_LIMIT: usize = 100_000;
/// Events of one batch.
const BATCH: usize = 1_000;

/// Events in order, and the last state of each camera: older states are of no use to anyone.
#[derive(Debug)]
pub(super) struct Buffer {
    shard: u32,
    events: VecDeque<EventWrite>,
    states: BTreeMap<String, StateWrite>,
    /// Events of the batch that is being written.
    taken: usize,
}

/// What is written at once.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) events: Vec<EventWrite>,
    pub(super) states: Vec<StateWrite>,
}

impl Batch {
    pub(super) fn is_empty(&self) -> bool {
        self.events.is_empty() && self.states.is_empty()
    }
}

impl Buffer {
    pub(super) fn new(shard: u32) -> Self {
        Self {
            shard,
            events: VecDeque::new(),
            states: BTreeMap::new(),
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
            self.events.push_back(EventWrite {
                camera: report.camera.clone(),
                at: transition.at,
                since: transition.since,
                from_state: transition.from.to_string(),
                to_state: transition.to.to_string(),
                reason: transition.reason.map(|reason| reason.to_string()),
                message: transition.message.clone(),
                previous_duration_ms: i64::try_from(transition.previous_duration.as_millis()).ok(),
                shard: self.shard,
            });
        }
        let state = StateWrite {
            camera: report.camera.clone(),
            shard: self.shard,
            snapshot: report.snapshot.clone(),
            result_at: report.result.at,
        };
        self.states.insert(report.camera.clone(), state);
        self.shed()
    }

    /// Takes out the next batch: the oldest events and all states.
    pub(super) fn take(&mut self) -> Batch {
        let count = self.events.len().min(BATCH);
        let events = self.events.drain(..count).collect();
        let states = std::mem::take(&mut self.states).into_values().collect();
        self.taken = count;
        Batch { events, states }
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

    use jiff::Timestamp;
    use probe::{Machine, Outcome, Policy, ProbeResult, Reason};

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
