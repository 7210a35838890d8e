//! The beginning and the end of each probe.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::task::{Id, JoinError};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::judge::GATEWAY_DOWN;
use super::{Driver, Flight};
use crate::ladder::Target;
use crate::reason::Reason;
use crate::result::{ProbeResult, Scope};
use crate::rtsp::attended;
use crate::scheduler::breaker::Breaker;
use crate::scheduler::camera::{Entry, Retired};
use crate::scheduler::queue::{Lane, Ticket};
use crate::scheduler::{Assigned, Output, Prober};

impl<P: Prober> Driver<P> {
    /// Probes the camera, or says at once why not.
    pub(super) fn start(&mut self, lane: Lane, ticket: Ticket) {
        let Some(entry) = self
            .cameras
            .get_mut(&ticket.camera)
            .filter(|entry| entry.honours(&ticket))
        else {
            return;
        };
        if entry.is_flying() {
            // A probe from before a change is being dropped; the ticket is used as soon as that has ended.
            entry.deferred = Some(ticket);
            return;
        }
        let delay = ticket.due.elapsed();
        self.lag.note(delay);
        if lane == Lane::Fast {
            self.selfcheck.note_start(delay);
        }
        self.gained.remove(&ticket.camera);
        let (now, started) = (self.prober.now(), Instant::now());
        match clear(
            &ticket.camera,
            entry,
            self.gateway.is_down(),
            &mut self.breaker,
            now,
        ) {
            Ok(target) => self.fly(lane, ticket, started, target),
            Err((reason, message)) => self.settle_without_probe(ticket, started, reason, &message),
        }
    }

    fn fly(&mut self, lane: Lane, ticket: Ticket, started: Instant, target: Target) {
        let Some(entry) = self.cameras.get_mut(&ticket.camera) else {
            return;
        };
        let scope = entry.scope(self.samples < self.most_samples);
        let assigned = Arc::clone(&entry.assigned);
        let dropped = CancellationToken::new();
        let flying = fly(
            Arc::clone(&self.prober),
            target,
            Arc::clone(&assigned),
            scope,
            dropped.clone(),
        );
        let handle = self.running.spawn(flying);
        let flight = Flight {
            ticket,
            assigned,
            lane,
            started,
            scope,
        };
        self.flights.insert(handle.id(), flight);
        entry.flight = Some(dropped);
        self.samples += usize::from(scope.sample);
        self.queue.enter(lane);
    }

    /// Takes in the end of a probe, whether it has a result, was dropped for a change, or panicked.
    pub(super) fn land(&mut self, done: Result<(Id, Option<ProbeResult>), JoinError>) {
        let id = done.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        let Some(flight) = self.flights.remove(&id) else {
            return;
        };
        let Flight {
            ticket,
            assigned,
            lane,
            started,
            scope,
        } = flight;
        self.queue.leave(lane);
        self.samples -= usize::from(scope.sample);
        let now = self.prober.now();
        let Some(entry) = self.cameras.get_mut(&ticket.camera) else {
            return;
        };
        entry.flight = None;
        if let Some(deferred) = entry.deferred.take() {
            self.queue.line_up(entry.lane(), deferred);
        }
        let counts = entry.honours(&ticket);
        let found = done.as_ref().ok().and_then(|(_, result)| result.as_ref());
        self.breaker
            .note(&ticket.camera, &assigned, found.filter(|_| counts), now);
        if let Some(why) = entry.retired() {
            self.cameras.remove(&ticket.camera);
            self.let_go(&ticket.camera, why);
        } else if counts {
            match done {
                Ok((_, Some(result))) => self.judge(ticket, started, scope, result),
                broken => {
                    let error = broken.err().map(tracing::field::display);
                    tracing::error!(camera = %ticket.camera, error, "a probe broke off; it is tried again");
                    let message = "the prober broke off; see its log";
                    self.settle_without_probe(ticket, started, Reason::ProberLagging, message);
                }
            }
        }
    }

    /// Drops every probe under way, and ends when their sessions have.
    pub(in crate::scheduler) async fn end(mut self) {
        for entry in self.cameras.values() {
            entry.drop_flight();
        }
        while self.running.join_next().await.is_some() {}
    }

    /// Tells that another shard may probe the camera, if it is to.
    pub(super) fn let_go(&mut self, camera: &str, why: Retired) {
        if why == Retired::Moved {
            self.outbox.push_back(Output::Released {
                camera: camera.to_owned(),
            });
        }
    }
}

/// What to probe, or why not now.
fn clear(
    camera: &Arc<str>,
    entry: &Entry,
    gateway_is_down: bool,
    breaker: &mut Breaker,
    now: Timestamp,
) -> Result<Target, (Reason, String)> {
    let target = match &entry.assigned.target {
        Ok(target) => target.clone(),
        Err(error) => return Err((Reason::NotProbedYet, error.to_string())),
    };
    if let Some(hold) = entry.machine.held(now) {
        let message = format!("not probed before {}: the camera rejected this login", hold.until);
        return Err((Reason::AuthHeld, message));
    }
    if gateway_is_down {
        return Err((Reason::GatewayDown, GATEWAY_DOWN.to_owned()));
    }
    breaker
        .admit(camera, &entry.assigned, now)
        .map_err(|open| (Reason::AuthHeld, open.message))?;
    Ok(target)
}

async fn fly<P: Prober>(
    prober: Arc<P>,
    target: Target,
    assigned: Arc<Assigned>,
    scope: Scope,
    dropped: CancellationToken,
) -> Option<ProbeResult> {
    let probing = prober.probe(&target, assigned.credentials.as_ref(), scope);
    attended(dropped.cancelled(), probing).await
}
