//! One camera within the scheduler.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::task::AbortHandle;

use crate::clock;
use crate::reason::Reason;
use crate::result::ProbeResult;
use crate::scheduler::Assigned;
use crate::scheduler::queue::{Lane, Ticket};
use crate::state::{Machine, Snapshot, Transition};
use crate::text;

/// A camera's definition, state and probe under way.
pub(super) struct Entry {
    pub(super) assigned: Arc<Assigned>,
    pub(super) machine: Machine,
    /// Tickets of other generations are void.
    pub(super) generation: u64,
    pub(super) lane: Lane,
    /// The probe under way, also one that is being dropped.
    pub(super) flight: Option<AbortHandle>,
    /// A ticket to use when that probe has ended.
    pub(super) deferred: Option<Ticket>,
    retired: bool,
}

impl Entry {
    pub(super) fn new(assigned: Arc<Assigned>, restored: Option<Snapshot>, now: Timestamp) -> Self {
        let machine = restored.map_or_else(|| Machine::new(now, &assigned.policy), Machine::restore);
        let mut entry = Self {
            assigned,
            machine,
            generation: 0,
            lane: Lane::Slow,
            flight: None,
            deferred: None,
            retired: false,
        };
        entry.review_hold(now);
        entry
    }

    pub(super) const fn is_flying(&self) -> bool {
        self.flight.is_some()
    }

    pub(super) const fn is_retired(&self) -> bool {
        self.retired
    }

    pub(super) fn honours(&self, ticket: &Ticket) -> bool {
        !self.retired && self.generation == ticket.generation
    }

    pub(super) fn is_unchanged(&self, assigned: &Arc<Assigned>) -> bool {
        !self.retired && self.assigned == *assigned
    }

    /// Drops the probe under way; the camera is gone unless [`Entry::change`] brings it back.
    pub(super) fn retire(&mut self) {
        self.retired = true;
        self.deferred = None;
        self.drop_flight();
    }

    /// Takes over a new definition and drops the probe of the old one. The state stays, but for one that was retired.
    pub(super) fn change(&mut self, assigned: Arc<Assigned>, now: Timestamp) {
        self.drop_flight();
        self.deferred = None;
        if self.retired {
            self.retired = false;
            self.machine = Machine::new(now, &assigned.policy);
        }
        let elsewhere = self.assigned.target != assigned.target;
        self.assigned = assigned;
        if elsewhere {
            // Another camera may well accept the same login.
            self.machine.release_hold();
        }
        self.review_hold(now);
    }

    /// Runs the machine; a login that failed is held from now on.
    pub(super) fn take_in(&mut self, result: &ProbeResult) -> Option<Transition> {
        let transition = self.machine.apply(result, &self.assigned.policy);
        if result.outcome.reason() == Some(Reason::AuthFailed)
            && let Some(credentials) = &self.assigned.credentials
        {
            let salt = text::hex(&rand::random::<[u8; 16]>());
            self.machine.hold(
                clock::later(result.at, result.latency),
                credentials.fingerprint(&salt),
            );
        }
        if result.probed() {
            let slow = result.latency > self.assigned.policy.timeout() / 2;
            self.lane = if slow { Lane::Slow } else { Lane::Fast };
        }
        transition
    }

    /// Lifts a hold that was made for other credentials than those of now.
    fn review_hold(&mut self, now: Timestamp) {
        let same = self.machine.held(now).is_none_or(|hold| {
            self.assigned
                .credentials
                .as_ref()
                .is_some_and(|credentials| hold.fingerprint.matches(credentials))
        });
        if !same {
            self.machine.release_hold();
        }
    }

    fn drop_flight(&self) {
        if let Some(flight) = &self.flight {
            flight.abort();
        }
    }
}
