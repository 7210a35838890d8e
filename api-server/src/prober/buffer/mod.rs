//! What has been found and not been stored yet.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::Timestamp;
use probe::{Report, Snapshot};

use super::events;
use super::rollups::Tally;
use crate::db::handover::ReleaseWrite;
use crate::db::rollups::RollupWrite;
use crate::db::states::{Batch, EventWrite, StateWrite};

/// Events and counted buckets kept while the database is away; beyond, the oldest buckets are dropped, then the oldest events.
const LIMIT: usize = 100_000;
/// Events of one batch, and counted buckets.
const BATCH: usize = 1_000;

/// What had to go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Lost {
    pub(super) events: usize,
    pub(super) rollups: usize,
}

/// Events in order, what was counted, the last state of each camera (older ones are of no use to anyone) and the cameras that were let go.
#[derive(Debug)]
pub(super) struct Buffer {
    shard: u32,
    events: VecDeque<EventWrite>,
    states: BTreeMap<String, StateWrite>,
    releases: BTreeMap<String, ReleaseWrite>,
    tally: Tally,
    /// Parts of buckets that wait to be written, oldest first.
    rollups: VecDeque<RollupWrite>,
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
            tally: Tally::default(),
            rollups: VecDeque::new(),
            probed: BTreeSet::new(),
            taken: 0,
        }
    }

    /// Events that are not stored yet, those of the batch that is being written included.
    pub(super) fn events(&self) -> usize {
        self.events.len() + self.taken
    }

    /// Takes in a report; gives what had to go for it. `before` is what was known of the camera until then.
    pub(super) fn note(&mut self, before: Option<&Snapshot>, report: &Report) -> Lost {
        self.events.extend(events::of(self.shard, before, report));
        self.tally.note(before, report);
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

    /// Makes what was counted in the buckets that had ended by `now` ready to be written.
    pub(super) fn count_up(&mut self, now: Timestamp) {
        self.rollups.extend(self.tally.take(now, rand::random()));
    }

    /// Takes out the next batch: the oldest events and counts, all states, and with the last events the releases.
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
        let count = self.rollups.len().min(BATCH);
        let rollups = self.rollups.drain(..count).collect();
        Batch {
            events,
            states,
            releases,
            rollups,
        }
    }

    /// Forgets the batch that was taken: it is stored, or lost.
    pub(super) fn settle(&mut self) {
        self.taken = 0;
    }

    /// Puts a batch back that could not be stored; gives what had to go for it.
    pub(super) fn give_back(&mut self, batch: Batch) -> Lost {
        self.taken = 0;
        for event in batch.events.into_iter().rev() {
            self.events.push_front(event);
        }
        for rollup in batch.rollups.into_iter().rev() {
            self.rollups.push_front(rollup);
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

    fn shed(&mut self) -> Lost {
        let kept = self.events.len() + self.rollups.len() + self.tally.len();
        let surplus = kept.saturating_sub(LIMIT);
        let waiting = surplus.min(self.rollups.len());
        self.rollups.drain(..waiting);
        let counting = (surplus - waiting).min(self.tally.len());
        for _ in 0..counting {
            self.tally.shed();
        }
        let events = (surplus - waiting - counting).min(self.events.len());
        self.events.drain(..events);
        Lost {
            events,
            rollups: waiting + counting,
        }
    }
}

#[cfg(test)]
mod tests;
