//! Who is to be probed next: timers, and two lanes so that hanging cameras never hold up healthy ones.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::sync::Arc;

use tokio::time::Instant;

/// The right to start one probe. It is void once the camera has a newer generation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket {
    /// When the probe is due.
    pub(super) due: Instant,
    pub(super) generation: u64,
    pub(super) camera: Arc<str>,
}

/// Cameras that lately answered quickly, and the others (new ones too), each with half of the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lane {
    Fast,
    Slow,
}

/// Tickets that wait for their time, and tickets that wait for room.
#[derive(Debug)]
pub(super) struct Queue {
    timers: BinaryHeap<Reverse<Ticket>>,
    fast: Waiting,
    slow: Waiting,
}

#[derive(Debug)]
struct Waiting {
    tickets: VecDeque<Ticket>,
    running: usize,
    room: usize,
}

impl Waiting {
    const fn new(room: usize) -> Self {
        Self {
            tickets: VecDeque::new(),
            running: 0,
            room,
        }
    }
}

impl Queue {
    /// A queue that lets `concurrency` probes run at a time, half of them in each lane and at least one.
    pub(super) fn new(concurrency: usize) -> Self {
        let half = (concurrency / 2).max(1);
        Self {
            timers: BinaryHeap::new(),
            fast: Waiting::new(half),
            slow: Waiting::new(half),
        }
    }

    pub(super) fn schedule(&mut self, ticket: Ticket) {
        self.timers.push(Reverse(ticket));
    }

    /// When the next timer ends.
    pub(super) fn next_due(&self) -> Option<Instant> {
        self.timers.peek().map(|Reverse(ticket)| ticket.due)
    }

    /// A ticket whose time has come.
    pub(super) fn pop_due(&mut self, now: Instant) -> Option<Ticket> {
        let Reverse(ticket) = self.timers.peek()?;
        if ticket.due > now {
            return None;
        }
        self.timers.pop().map(|Reverse(ticket)| ticket)
    }

    /// Lines up for room in `lane`.
    pub(super) fn line_up(&mut self, lane: Lane, ticket: Ticket) {
        self.waiting(lane).tickets.push_back(ticket);
    }

    /// The first in line of a lane that has room; who takes it calls [`Queue::enter`] if a probe starts.
    pub(super) fn pop_admitted(&mut self) -> Option<(Lane, Ticket)> {
        for lane in [Lane::Fast, Lane::Slow] {
            let waiting = self.waiting(lane);
            if waiting.running < waiting.room
                && let Some(ticket) = waiting.tickets.pop_front()
            {
                return Some((lane, ticket));
            }
        }
        None
    }

    pub(super) fn enter(&mut self, lane: Lane) {
        self.waiting(lane).running += 1;
    }

    pub(super) fn leave(&mut self, lane: Lane) {
        let waiting = self.waiting(lane);
        waiting.running = waiting.running.saturating_sub(1);
    }

    const fn waiting(&mut self, lane: Lane) -> &mut Waiting {
        match lane {
            Lane::Fast => &mut self.fast,
            Lane::Slow => &mut self.slow,
        }
    }
}
