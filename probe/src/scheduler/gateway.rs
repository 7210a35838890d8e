//! The site's gateway: asked before its cameras are blamed.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use contract::summary::Gateway;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;

use crate::reason::{Kind, Reason};
use crate::result::{Outcome, ProbeResult, Scope};
use crate::scheduler::Prober;
use crate::scheduler::assignment::AssignedGateway;

/// Failed probes in a row after which the gateway is down.
const FAILURES: u32 = 2;
/// Least time between the starts of two probes.
const PAUSE: Duration = Duration::from_secs(1);
/// Cameras that fail within one interval until the gateway is asked at once.
const SUSPICIOUS: usize = 5;

/// What a probe of the gateway means for the cameras.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It answers now and did not before: cameras can be judged again.
    Back,
    /// It answers, so failures are the cameras' own.
    Good,
    /// One more probe must tell.
    Undecided,
    /// It does not answer any more.
    Lost,
    /// It still does not answer.
    StillLost,
    /// It cannot be asked, so it is as if there was none.
    Unknowable,
    /// Nothing can be asked: the prober has no network.
    NoNetwork,
}

/// Probes the gateway and remembers who failed lately.
#[derive(Debug)]
pub(super) struct GatewayWatch {
    assigned: Option<AssignedGateway>,
    interval: Duration,
    telling: watch::Sender<Gateway>,
    /// Failed probes in a row.
    failures: u32,
    due: Instant,
    started: Instant,
    /// Holds at most one probe.
    running: JoinSet<ProbeResult>,
    /// Start of the last probe that was answered.
    vouched: Option<Instant>,
    /// The last few cameras that failed, each once.
    suspects: VecDeque<(Instant, Arc<str>)>,
}

impl GatewayWatch {
    pub(super) fn new(telling: watch::Sender<Gateway>) -> Self {
        Self {
            assigned: None,
            interval: Duration::ZERO,
            telling,
            failures: 0,
            due: Instant::now(),
            started: Instant::now(),
            running: JoinSet::new(),
            vouched: None,
            suspects: VecDeque::new(),
        }
    }

    /// Takes over a new assignment; whether a gateway that was down is no longer the one to ask.
    pub(super) fn assign(&mut self, assigned: Option<&AssignedGateway>, interval: Duration) -> bool {
        self.interval = interval;
        if self.assigned.as_ref() == assigned {
            return false;
        }
        let was_down = self.is_down();
        self.assigned = assigned.cloned();
        self.failures = 0;
        self.vouched = None;
        self.due = Instant::now();
        // Dropping the old set drops a probe of the old gateway.
        self.running = JoinSet::new();
        self.tell(Gateway::None);
        was_down
    }

    pub(super) fn is_down(&self) -> bool {
        *self.telling.borrow() == Gateway::Down
    }

    pub(super) const fn is_assigned(&self) -> bool {
        self.assigned.is_some()
    }

    /// When the next probe is due, `None` while one is under way or without a gateway.
    pub(super) fn next_due(&self) -> Option<Instant> {
        (self.assigned.is_some() && self.running.is_empty()).then_some(self.due)
    }

    /// Starts a probe that is due.
    pub(super) fn pump<P: Prober>(&mut self, prober: &Arc<P>) {
        let now = Instant::now();
        if self.next_due().is_none_or(|due| due > now) {
            return;
        }
        if let Some(gateway) = &self.assigned {
            let (prober, target) = (Arc::clone(prober), gateway.target.clone());
            self.started = now;
            self.running
                .spawn(async move { prober.probe(&target, None, Scope::default()).await });
        }
    }

    /// Asks at once, unless it was asked just now.
    pub(super) fn ask(&mut self) {
        self.due = self.due.min(self.started + PAUSE);
    }

    /// The end of the probe under way; waits for ever when there is none.
    pub(super) async fn landed(&mut self) -> Result<ProbeResult, JoinError> {
        match self.running.join_next().await {
            Some(done) => done,
            None => std::future::pending().await,
        }
    }

    /// Takes in the end of a probe.
    pub(super) fn hear(
        &mut self,
        done: Result<ProbeResult, JoinError>,
        network_is_up: impl FnOnce() -> bool,
    ) -> Answer {
        self.due = self.started + self.interval;
        let outcome = match done {
            Ok(result) => result.outcome,
            Err(error) => {
                tracing::error!(%error, "a probe of the gateway broke off");
                return Answer::Undecided;
            }
        };
        if !is_lost(&outcome) {
            return self.hear_answer(&outcome);
        }
        let is_remote = self.assigned.as_ref().is_some_and(|gateway| gateway.is_remote);
        if is_remote && !network_is_up() {
            return Answer::NoNetwork;
        }
        self.failures = self.failures.saturating_add(1);
        if self.failures < FAILURES {
            self.due = Instant::now() + PAUSE;
            return Answer::Undecided;
        }
        if self.tell(Gateway::Down) {
            tracing::warn!(message = outcome.message(), "the gateway does not answer");
            Answer::Lost
        } else {
            Answer::StillLost
        }
    }

    fn hear_answer(&mut self, outcome: &Outcome) -> Answer {
        let was_down = self.is_down();
        self.failures = 0;
        self.vouched = Some(self.started);
        let is_unknowable = outcome.kind() == Some(Kind::Unknown);
        let state = if is_unknowable { Gateway::None } else { Gateway::Up };
        if self.tell(state) && is_unknowable {
            tracing::warn!(
                message = outcome.message(),
                "the gateway cannot be asked any more"
            );
        }
        match (was_down, is_unknowable) {
            (true, _) => Answer::Back,
            (false, true) => Answer::Unknowable,
            (false, false) => Answer::Good,
        }
    }

    /// Notes that `camera` could not be reached; whether so many fail that the gateway is to be asked.
    pub(super) fn suspect(&mut self, camera: &Arc<str>) -> bool {
        let now = Instant::now();
        self.suspects.retain(|(_, name)| name != camera);
        self.suspects.push_back((now, Arc::clone(camera)));
        if self.suspects.len() > SUSPICIOUS {
            self.suspects.pop_front();
        }
        self.suspects.len() == SUSPICIOUS
            && self
                .suspects
                .front()
                .is_some_and(|(at, _)| now - *at <= self.interval)
    }

    /// Whether the gateway answered a probe that began after `start`.
    pub(super) fn vouches_since(&self, start: Instant) -> bool {
        self.vouched.is_some_and(|vouched| vouched >= start)
    }

    /// Publishes the state; whether it is another than before.
    fn tell(&self, state: Gateway) -> bool {
        self.telling
            .send_if_modified(|told| std::mem::replace(told, state) != state)
    }
}

/// Whether nothing answered. A gateway that wants a login or knows no such path is there.
fn is_lost(outcome: &Outcome) -> bool {
    outcome.reason().is_some_and(Reason::is_connectivity)
}
