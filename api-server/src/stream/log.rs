//! What was told lately, in order and within a bound.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::{Found, Frame};

/// Frames that are kept.
const FRAMES: usize = 8_192;
/// The most that they take, in bytes.
const SIZE: usize = 12 << 20;
/// Frames that are read at once.
const BATCH: usize = 64;
/// How far two replicas may be apart in telling what has no number.
const SKEW: Duration = Duration::from_secs(30);

/// Where a client is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The frame that comes next.
    next: u64,
    /// The last event that it was told; those up to it are not told again.
    after: i64,
}

#[derive(Debug)]
struct Entry {
    at: Instant,
    frame: Frame,
}

/// The frames that are kept, counted from the first that ever was.
#[derive(Debug)]
pub(super) struct Log {
    entries: VecDeque<Entry>,
    size: usize,
    /// Place of the first entry.
    first: u64,
    /// Every event after this one is kept, and when this one was told.
    floor: (i64, Instant),
    /// The last event.
    newest: i64,
    /// When the latest frame without a number was told that is no longer kept.
    dropped: Option<Instant>,
}

impl Log {
    /// An empty log that will hold the events after `floor`.
    pub(super) fn new(floor: i64, now: Instant) -> Self {
        Self {
            entries: VecDeque::new(),
            size: 0,
            first: 0,
            floor: (floor, now),
            newest: floor,
            dropped: None,
        }
    }

    /// A log that goes on after the frames of another one, and in which nobody who read that finds a place.
    pub(super) fn anew(after: u64, newest: i64, now: Instant) -> Self {
        Self {
            first: after + 1,
            dropped: Some(now),
            ..Self::new(newest, now)
        }
    }

    /// Place after the last frame.
    pub(super) fn end(&self) -> u64 {
        self.first + self.entries.len() as u64
    }

    /// The last event that was told.
    pub(super) fn newest(&self) -> i64 {
        self.newest
    }

    /// Adds frames; numbers ascend.
    pub(super) fn append(&mut self, frames: Vec<Frame>, newest: i64, at: Instant) {
        for frame in frames {
            self.size += frame.bytes.len();
            self.entries.push_back(Entry { at, frame });
        }
        self.newest = self.newest.max(newest);
        while self.entries.len() > FRAMES || self.size > SIZE {
            let Some(Entry { at, frame }) = self.entries.pop_front() else {
                return;
            };
            self.first += 1;
            self.size -= frame.bytes.len();
            match frame.seq {
                Some(seq) => self.floor = (seq, at),
                None => self.dropped = Some(at),
            }
        }
    }

    /// The place of a client that wants what comes from now on.
    pub(super) fn now(&self) -> Place {
        Place {
            next: self.end(),
            after: self.newest,
        }
    }

    /// The place of a client that was told everything up to the event `last`, if everything after it is still here. What has no
    /// number is told again from some time before that event on, as another replica may have been that much behind with it.
    pub(super) fn resume(&self, last: i64) -> Option<Place> {
        let (floor, floor_at) = self.floor;
        if last < floor || last > self.newest {
            return None;
        }
        let told = |entry: &&Entry| entry.frame.seq.is_some_and(|seq| seq <= last);
        let at = self
            .entries
            .iter()
            .rev()
            .find(told)
            .map_or(floor_at, |entry| entry.at);
        let from = at.checked_sub(SKEW).unwrap_or(at);
        if self.dropped.is_some_and(|dropped| dropped >= from) {
            return None;
        }
        let skipped = self.entries.partition_point(|entry| entry.at < from);
        Some(Place {
            next: self.first + skipped as u64,
            after: last,
        })
    }

    /// Reads some frames at a place and moves it past them. A place whose frames are gone is found again by its event; where that
    /// is gone as well, it moves to the end.
    pub(super) fn read(&self, place: &mut Place) -> Found {
        if place.next < self.first {
            let Some(found) = self.resume(place.after) else {
                *place = self.now();
                return Found::Gone(self.newest);
            };
            *place = found;
        }
        let start = usize::try_from(place.next - self.first).unwrap_or(usize::MAX);
        let mut frames = Vec::new();
        for entry in self.entries.iter().skip(start) {
            if frames.len() == BATCH {
                break;
            }
            place.next += 1;
            match entry.frame.seq {
                Some(seq) if seq <= place.after => continue,
                Some(seq) => place.after = seq,
                None => {}
            }
            frames.push(entry.frame.bytes.clone());
        }
        Found::Frames(frames)
    }
}
