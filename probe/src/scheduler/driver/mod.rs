//! The loop that owns every camera's state: one task, so there is nothing to lock and no order to get wrong.

mod ask;
mod assign;
mod flight;
mod judge;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use tokio::task::{Id, JoinSet};
use tokio::time::{Instant, sleep_until};

use crate::result::{ProbeResult, Scope};
use crate::scheduler::breaker::Breaker;
use crate::scheduler::camera::Entry;
use crate::scheduler::control::Command;
use crate::scheduler::gained::Gained;
use crate::scheduler::gateway::GatewayWatch;
use crate::scheduler::queue::{Lane, Queue, Ticket};
use crate::scheduler::selfcheck::{SelfCheck, Watchdog};
use crate::scheduler::{Assigned, Assignment, Lag, Output, Prober, Scheduler};
use crate::state::Snapshot;

/// Nobody receives outputs any more.
struct Unheard;

pub(super) struct Driver<P> {
    prober: Arc<P>,
    lag: Lag,
    restored: BTreeMap<String, Snapshot>,
    /// Cameras that another shard probed until this process began.
    foreign: BTreeSet<String>,
    outputs: mpsc::Sender<Output>,
    /// Outputs that were not sent yet.
    outbox: VecDeque<Output>,
    commands: mpsc::Receiver<Command>,
    assignment: Arc<Assignment>,
    cameras: HashMap<Arc<str>, Entry>,
    gained: Gained,
    queue: Queue,
    running: JoinSet<Option<ProbeResult>>,
    flights: HashMap<Id, Flight>,
    /// Samples under way, and the most there may be.
    samples: usize,
    most_samples: usize,
    generation: u64,
    gateway: GatewayWatch,
    /// Results that wait for the gateway's answer.
    held: Vec<Landed>,
    breaker: Breaker,
    selfcheck: SelfCheck,
}

/// A probe under way.
struct Flight {
    ticket: Ticket,
    assigned: Arc<Assigned>,
    lane: Lane,
    started: Instant,
    scope: Scope,
}

/// The result of a probe.
struct Landed {
    ticket: Ticket,
    started: Instant,
    result: ProbeResult,
}

impl<P: Prober> Driver<P> {
    pub(super) fn new(
        scheduler: Scheduler<P>,
        restored: BTreeMap<String, Snapshot>,
        outputs: mpsc::Sender<Output>,
        watchdog: Watchdog,
    ) -> Self {
        let assignment = Assignment::default();
        let concurrency = scheduler.config.concurrency;
        Self {
            prober: scheduler.prober,
            lag: scheduler.lag,
            restored,
            foreign: scheduler.foreign,
            outputs,
            outbox: VecDeque::new(),
            commands: scheduler.controlled.commands,
            cameras: HashMap::new(),
            gained: Gained::new(scheduler.controlled.waiting),
            queue: Queue::new(concurrency),
            running: JoinSet::new(),
            flights: HashMap::new(),
            samples: 0,
            // They take seconds each, in the lane that is kept for quick cameras.
            most_samples: (concurrency / 8).max(1),
            generation: 0,
            gateway: GatewayWatch::new(scheduler.gateway),
            held: Vec::new(),
            breaker: Breaker::default(),
            selfcheck: SelfCheck::new(watchdog, assignment.interval()),
            assignment: Arc::new(assignment),
        }
    }

    /// Runs until nobody receives outputs; [`Driver::end`] then ends what is under way.
    pub(super) async fn run(&mut self, mut assignment: watch::Receiver<Arc<Assignment>>) {
        let first = Arc::clone(&assignment.borrow_and_update());
        self.assign(&first);
        let mut watching = true;
        while self.pump().await.is_ok() {
            let due = self
                .queue
                .next_due()
                .into_iter()
                .chain(self.gateway.next_due())
                .min();
            tokio::select! {
                biased;
                changed = assignment.changed(), if watching => {
                    // Without a sender the last assignment stays.
                    watching = changed.is_ok();
                    let latest = Arc::clone(&assignment.borrow_and_update());
                    self.assign(&latest);
                }
                Some(command) = self.commands.recv() => self.obey(command),
                done = self.gateway.landed() => self.hear_gateway(done),
                Some(done) = self.running.join_next_with_id(), if !self.running.is_empty() => self.land(done),
                () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {}
                () = self.outputs.closed() => return,
            }
        }
    }

    /// Voids the camera's tickets and gives it a new one.
    fn schedule_anew(&mut self, camera: &Arc<str>, due: Instant) {
        let ticket = self.new_ticket(camera, due);
        self.queue.schedule(ticket);
    }

    /// A ticket that voids all others of the camera.
    fn new_ticket(&mut self, camera: &Arc<str>, due: Instant) -> Ticket {
        self.generation += 1;
        let generation = self.generation;
        if let Some(entry) = self.cameras.get_mut(camera) {
            entry.generation = generation;
        }
        Ticket {
            due,
            generation,
            camera: Arc::clone(camera),
        }
    }

    /// Starts whatever is due and has room, and tells what there is to tell.
    async fn pump(&mut self) -> Result<(), Unheard> {
        let now = Instant::now();
        while let Some(ticket) = self.queue.pop_due(now) {
            if let Some(entry) = self
                .cameras
                .get(&ticket.camera)
                .filter(|entry| entry.honours(&ticket))
            {
                self.queue.line_up(entry.lane(), ticket);
            }
        }
        self.gateway.pump(&self.prober);
        self.flush().await?;
        while let Some((lane, ticket)) = self.queue.pop_admitted() {
            self.start(lane, ticket);
            self.flush().await?;
        }
        self.gained.tell();
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Unheard> {
        while let Some(output) = self.outbox.pop_front() {
            self.outputs.send(output).await.map_err(|_| Unheard)?;
        }
        Ok(())
    }
}
