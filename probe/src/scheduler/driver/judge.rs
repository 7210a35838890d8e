//! What becomes of results: whether they are believed, wait for the gateway, and what they do to the cameras.

use std::sync::Arc;

use tokio::task::JoinError;
use tokio::time::Instant;

use super::{Driver, Landed};
use crate::clock;
use crate::reason::Reason;
use crate::result::{Outcome, ProbeResult, Scope};
use crate::scheduler::gateway::Answer;
use crate::scheduler::queue::Ticket;
use crate::scheduler::selfcheck::NO_NETWORK;
use crate::scheduler::{Output, Prober};
use crate::state::Verdict;

/// What is said of cameras while the gateway does not answer.
pub(super) const GATEWAY_DOWN: &str =
    "the site's gateway does not answer, so nothing is known of its cameras";

impl<P: Prober> Driver<P> {
    /// Settles a result, unless the prober or the gateway may be to blame for it.
    pub(super) fn judge(&mut self, ticket: Ticket, started: Instant, scope: Scope, result: ProbeResult) {
        let Some(entry) = self.cameras.get_mut(&ticket.camera) else {
            return;
        };
        entry.note_probe(scope, &result);
        let is_remote = entry.assigned.is_remote();
        let unreachable = result.outcome.reason().is_some_and(Reason::is_connectivity);
        if is_remote {
            self.selfcheck.note_probe(!unreachable);
        }
        let doubt = self
            .selfcheck
            .doubt(&result, started, is_remote, || self.prober.network_is_up());
        let mut landed = Landed {
            ticket,
            started,
            result,
        };
        if let Some(message) = doubt {
            disbelieve(&mut landed.result, message);
        } else if unreachable && self.is_for_gateway(&landed) {
            self.gateway.ask();
            self.held.push(landed);
            return;
        }
        self.settle(landed);
    }

    /// Whether the gateway must answer before the failure counts: when it would make the camera Down, or when many fail.
    /// Cameras that are Down have failed for their own reasons.
    fn is_for_gateway(&mut self, landed: &Landed) -> bool {
        let Some(entry) = self.cameras.get(&landed.ticket.camera) else {
            return false;
        };
        if !self.gateway.is_assigned() || entry.machine.snapshot().verdict == Some(Verdict::Down) {
            return false;
        }
        let many = self.gateway.suspect(&landed.ticket.camera);
        let decisive = entry.machine.is_at_the_brink(&entry.assigned.policy);
        (many || decisive) && !self.gateway.vouches_since(landed.started)
    }

    /// Runs the machine, schedules the next probe and reports.
    pub(super) fn settle(&mut self, landed: Landed) {
        let Landed {
            ticket,
            started,
            result,
        } = landed;
        let Some(entry) = self.cameras.get_mut(&ticket.camera) else {
            return;
        };
        let (ended, sampled) = (clock::later(result.at, result.latency), result.sampled());
        let report = entry.take_in(&ticket.camera, result);
        let due = entry.next_due(started, ended, sampled);
        self.queue.schedule(Ticket { due, ..ticket });
        self.outbox.push_back(Output::Report(Box::new(report)));
    }

    pub(super) fn settle_without_probe(
        &mut self,
        ticket: Ticket,
        started: Instant,
        reason: Reason,
        message: &str,
    ) {
        let result = ProbeResult::without_probe(self.prober.now(), reason, message);
        self.settle(Landed {
            ticket,
            started,
            result,
        });
    }

    /// Takes in the end of a probe of the gateway.
    pub(super) fn hear_gateway(&mut self, done: Result<ProbeResult, JoinError>) {
        match self.gateway.hear(done, || self.prober.network_is_up()) {
            Answer::Good => self.release_vouched(),
            Answer::Unknowable => self.release_held(),
            Answer::Back => {
                self.release_held();
                self.resume();
            }
            Answer::Lost => self.darken(),
            Answer::NoNetwork => {
                for landed in &mut self.held {
                    disbelieve(&mut landed.result, NO_NETWORK);
                }
                self.release_held();
            }
            Answer::Undecided | Answer::StillLost => {}
        }
    }

    /// Settles the results that waited.
    pub(super) fn release_held(&mut self) {
        for landed in std::mem::take(&mut self.held) {
            let counts = self
                .cameras
                .get(&landed.ticket.camera)
                .is_some_and(|entry| entry.honours(&landed.ticket));
            if counts {
                self.settle(landed);
            }
        }
    }

    /// Settles the results that the gateway's last answer speaks for, and asks again for the others.
    fn release_vouched(&mut self) {
        let held = std::mem::take(&mut self.held);
        let (vouched, later): (Vec<_>, Vec<_>) = held
            .into_iter()
            .partition(|landed| self.gateway.vouches_since(landed.started));
        self.held = vouched;
        self.release_held();
        self.held = later;
        if !self.held.is_empty() {
            self.gateway.ask();
        }
    }

    /// Turns every camera Unknown, once; from then on each says so at its interval instead of being probed. What is still
    /// under way or waits no longer counts. A camera whose login is held keeps its state: it would not be asked anyway.
    fn darken(&mut self) {
        self.held.clear();
        let (now, started) = (self.prober.now(), Instant::now());
        let cameras: Vec<Arc<str>> = self.probed_cameras();
        for camera in cameras {
            let is_held = self
                .cameras
                .get(&camera)
                .is_some_and(|entry| entry.machine.held(now).is_some());
            if !is_held {
                let ticket = self.new_ticket(&camera, started);
                self.settle_without_probe(ticket, started, Reason::GatewayDown, GATEWAY_DOWN);
            }
        }
    }
}

/// The camera is not to blame for what the prober cannot do.
fn disbelieve(result: &mut ProbeResult, message: &str) {
    result.outcome = Outcome::failed(Reason::ProberLagging, message);
}
