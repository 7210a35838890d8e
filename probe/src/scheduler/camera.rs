//! One camera within the scheduler.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::clock;
use crate::reason::{Kind, Reason};
use crate::result::{ProbeResult, Scope};
use crate::scheduler::control::{ProbeNowError, Reply};
use crate::scheduler::queue::{Lane, Ticket};
use crate::scheduler::rhythm::Rhythm;
use crate::scheduler::{Assigned, Report};
use crate::state::{Machine, Snapshot, changes};
use crate::text;

/// Least time without a session after a sample, which may have taken longer than the interval.
const REST: Duration = Duration::from_secs(2);

/// A camera's definition, state and probe under way.
pub(super) struct Entry {
    pub(super) assigned: Arc<Assigned>,
    pub(super) machine: Machine,
    rhythm: Rhythm,
    /// Tickets of other generations are void.
    pub(super) generation: u64,
    lane: Lane,
    /// The probe under way, also one that is being dropped.
    pub(super) flight: Option<CancellationToken>,
    /// A ticket to use when that probe has ended.
    pub(super) deferred: Option<Ticket>,
    /// Who waits for the next report.
    asking: Vec<Reply>,
    retired: Option<Retired>,
}

/// Why a camera is here no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Retired {
    /// It is not probed any more.
    Removed,
    /// Another shard probes it.
    Moved,
}

impl Entry {
    pub(super) fn new(assigned: Arc<Assigned>, restored: Option<Snapshot>, now: Timestamp) -> Self {
        let machine = restored.map_or_else(|| Machine::new(now, &assigned.policy), Machine::restore);
        let mut entry = Self {
            assigned,
            machine,
            rhythm: Rhythm::default(),
            generation: 0,
            lane: Lane::Slow,
            flight: None,
            deferred: None,
            asking: Vec::new(),
            retired: None,
        };
        entry.review(now);
        entry
    }

    pub(super) const fn is_flying(&self) -> bool {
        self.flight.is_some()
    }

    pub(super) const fn retired(&self) -> Option<Retired> {
        self.retired
    }

    pub(super) fn honours(&self, ticket: &Ticket) -> bool {
        self.retired.is_none() && self.generation == ticket.generation
    }

    pub(super) fn is_unchanged(&self, assigned: &Arc<Assigned>) -> bool {
        self.retired.is_none() && self.assigned == *assigned
    }

    /// Drops the probe under way; the camera is gone unless [`Entry::change`] brings it back.
    pub(super) fn retire(&mut self, why: Retired) {
        self.retired = Some(why);
        self.deferred = None;
        for reply in self.asking.drain(..) {
            // Who asked may have gone.
            let _ = reply.send(Err(ProbeNowError::NotOurs));
        }
        self.drop_flight();
    }

    /// Takes over a new definition and drops the probe of the old one. The state stays, but for one that was removed.
    pub(super) fn change(&mut self, assigned: Arc<Assigned>, now: Timestamp) {
        self.drop_flight();
        self.deferred = None;
        if self.retired.take() == Some(Retired::Removed) {
            self.machine = Machine::new(now, &assigned.policy);
        }
        let before = std::mem::replace(&mut self.assigned, assigned);
        if before.address != self.assigned.address {
            self.machine.readdress();
        }
        if before.target != self.assigned.target {
            self.machine.release_hold();
            self.rhythm = Rhythm::default();
        }
        self.review(now);
    }

    /// Goes on from a state that another shard left.
    pub(super) fn restore(&mut self, state: Snapshot, now: Timestamp) {
        self.machine = Machine::restore(state);
        self.review(now);
    }

    /// Waits for the next report on behalf of somebody.
    pub(super) fn ask(&mut self, reply: Reply) {
        self.asking.retain(|reply| !reply.is_closed());
        self.asking.push(reply);
    }

    /// Where the next probe lines up. People do not wait behind cameras that hang.
    pub(super) const fn lane(&self) -> Lane {
        if self.asking.is_empty() {
            self.lane
        } else {
            Lane::Fast
        }
    }

    /// What the next probe looks at; without `room` for a sample it stays without.
    pub(super) fn scope(&self, room: bool) -> Scope {
        if !self.asking.is_empty() {
            return Rhythm::full_scope(&self.assigned);
        }
        let scope = self.rhythm.scope(&self.assigned, &self.machine);
        Scope {
            sample: scope.sample && room,
            ..scope
        }
    }

    /// Learns from a probe how the camera is to be probed next, whatever the result is taken for.
    pub(super) fn note_probe(&mut self, scope: Scope, result: &ProbeResult) {
        self.rhythm.note(scope, result, &self.assigned);
        if result.answer_time() <= self.assigned.policy.timeout() / 2 {
            self.lane = Lane::Fast;
        } else if scope == Scope::default() || result.outcome.kind() == Some(Kind::Fail) {
            // What a probe looks at besides takes its time without the camera being slow.
            self.lane = Lane::Slow;
        }
    }

    /// Runs the machine; a login that failed is held from now on.
    pub(super) fn take_in(&mut self, camera: &Arc<str>, result: ProbeResult) -> Report {
        let known = self.machine.snapshot().facts.clone();
        let transition = self.machine.apply(&result, &self.assigned.policy);
        if result.outcome.reason() == Some(Reason::AuthFailed)
            && let Some(credentials) = &self.assigned.credentials
        {
            let salt = text::hex(&rand::random::<[u8; 16]>());
            self.machine.hold(
                clock::later(result.at, result.latency),
                credentials.fingerprint(&salt),
            );
        }
        let snapshot = self.machine.snapshot().clone();
        let report = Report {
            camera: camera.to_string(),
            result,
            changes: changes(known.as_ref(), snapshot.facts.as_ref()),
            snapshot,
            transition,
        };
        for reply in self.asking.drain(..) {
            // Who asked may have gone.
            let _ = reply.send(Ok(report.clone()));
        }
        report
    }

    /// When the next probe is due after one that began at `started` and has just ended.
    pub(super) fn next_due(&self, started: Instant, ended: Timestamp, sampled: bool) -> Instant {
        let delay = self.machine.next_delay(&self.assigned.policy, ended);
        let rest = if sampled { REST } else { Duration::ZERO };
        (started + clock::jittered(delay)).max(Instant::now() + rest)
    }

    /// Lifts a hold that was made for other credentials than those of now, and forgets what is no longer looked at.
    fn review(&mut self, now: Timestamp) {
        let same = self.machine.held(now).is_none_or(|hold| {
            self.assigned
                .credentials
                .as_ref()
                .is_some_and(|credentials| hold.fingerprint.matches(credentials))
        });
        if !same {
            self.machine.release_hold();
        }
        self.machine
            .expect(self.assigned.is_sampled(), self.assigned.has_picture());
    }

    /// Drops the probe under way; it has ended when its session has.
    pub(super) fn drop_flight(&self) {
        if let Some(flight) = &self.flight {
            flight.cancel();
        }
    }
}
