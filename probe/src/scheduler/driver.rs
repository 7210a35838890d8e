//! The loop that owns every camera's state: one task, so there is nothing to lock and no order to get wrong.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, sleep_until};

use crate::clock;
use crate::ladder::Target;
use crate::reason::Reason;
use crate::result::{ProbeResult, Scope};
use crate::scheduler::camera::Entry;
use crate::scheduler::queue::{Lane, Queue, Ticket};
use crate::scheduler::{Assigned, Assignment, Config, Lag, Prober, Report};
use crate::state::Snapshot;

/// First probes of many cameras are spread so that so much time lies between two of them on average.
const SPREAD: Duration = Duration::from_millis(10);
/// Least time for which a shard leaves a gained camera to its former owner.
const HANDOVER: Duration = Duration::from_secs(30);

/// Nobody receives reports any more.
struct Unheard;

pub(super) struct Driver<P> {
    prober: Arc<P>,
    lag: Lag,
    restored: BTreeMap<String, Snapshot>,
    reports: mpsc::Sender<Report>,
    cameras: HashMap<Arc<str>, Entry>,
    shards: Option<u32>,
    queue: Queue,
    running: JoinSet<ProbeResult>,
    flights: HashMap<Id, Flight>,
    generation: u64,
}

/// A probe under way.
struct Flight {
    ticket: Ticket,
    lane: Lane,
    started: Instant,
}

impl<P: Prober> Driver<P> {
    pub(super) fn new(
        config: Config,
        prober: Arc<P>,
        lag: Lag,
        restored: BTreeMap<String, Snapshot>,
        reports: mpsc::Sender<Report>,
    ) -> Self {
        Self {
            prober,
            lag,
            restored,
            reports,
            cameras: HashMap::new(),
            shards: None,
            queue: Queue::new(config.concurrency),
            running: JoinSet::new(),
            flights: HashMap::new(),
            generation: 0,
        }
    }

    /// Runs until nobody receives reports. Dropping the future drops every probe under way.
    pub(super) async fn run(mut self, mut assignment: watch::Receiver<Arc<Assignment>>) {
        let first = Arc::clone(&assignment.borrow_and_update());
        self.assign(&first);
        let mut watching = true;
        while self.pump().await.is_ok() {
            let due = self.queue.next_due();
            tokio::select! {
                biased;
                changed = assignment.changed(), if watching => {
                    // Without a sender the last assignment stays.
                    watching = changed.is_ok();
                    let latest = Arc::clone(&assignment.borrow_and_update());
                    self.assign(&latest);
                }
                Some(done) = self.running.join_next_with_id(), if !self.running.is_empty() => {
                    if self.land(done).await.is_err() {
                        return;
                    }
                }
                () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {}
                () = self.reports.closed() => return,
            }
        }
    }

    /// Takes over a new assignment: forgets cameras that are gone, schedules new and changed ones.
    fn assign(&mut self, assignment: &Assignment) {
        self.cameras.retain(|name, entry| {
            let stays = assignment.cameras().contains_key(&**name);
            if !stays {
                entry.retire();
            }
            // An entry is kept until its probe has ended: should it come back at once, that one must end first.
            stays || entry.is_flying()
        });
        let resharded = self.shards.is_some_and(|shards| shards != assignment.shards());
        self.shards = Some(assignment.shards());
        let gained = assignment
            .cameras()
            .keys()
            .filter(|name| !self.cameras.contains_key(name.as_str()))
            .count();
        let spread = SPREAD.saturating_mul(u32::try_from(gained).unwrap_or(u32::MAX));
        for (name, assigned) in assignment.cameras() {
            if self.cameras.contains_key(name.as_str()) {
                self.reassign(name, assigned);
            } else {
                self.add(name, assigned, spread, resharded);
            }
        }
    }

    fn add(&mut self, name: &str, assigned: &Arc<Assigned>, spread: Duration, resharded: bool) {
        let interval = assigned.policy.interval();
        let handover = if resharded {
            interval.saturating_mul(2).max(HANDOVER)
        } else {
            Duration::ZERO
        };
        let delay = handover + spread.min(interval).mul_f64(rand::random::<f64>());
        let entry = Entry::new(
            Arc::clone(assigned),
            self.restored.remove(name),
            self.prober.now(),
        );
        let camera: Arc<str> = name.into();
        self.cameras.insert(Arc::clone(&camera), entry);
        self.schedule_anew(&camera, Instant::now() + delay);
    }

    fn reassign(&mut self, name: &str, assigned: &Arc<Assigned>) {
        let Some((camera, entry)) = self.cameras.get_key_value(name) else {
            return;
        };
        if entry.is_unchanged(assigned) {
            return;
        }
        let camera = Arc::clone(camera);
        if let Some(entry) = self.cameras.get_mut(name) {
            entry.change(Arc::clone(assigned), self.prober.now());
        }
        self.schedule_anew(&camera, Instant::now());
    }

    /// Voids the camera's tickets and gives it a new one.
    fn schedule_anew(&mut self, camera: &Arc<str>, due: Instant) {
        self.generation += 1;
        let generation = self.generation;
        if let Some(entry) = self.cameras.get_mut(camera) {
            entry.generation = generation;
            self.queue.schedule(Ticket {
                due,
                generation,
                camera: Arc::clone(camera),
            });
        }
    }

    /// Starts whatever is due and has room.
    async fn pump(&mut self) -> Result<(), Unheard> {
        let now = Instant::now();
        while let Some(ticket) = self.queue.pop_due(now) {
            if let Some(entry) = self
                .cameras
                .get(&ticket.camera)
                .filter(|entry| entry.honours(&ticket))
            {
                self.queue.line_up(entry.lane, ticket);
            }
        }
        while let Some((lane, ticket)) = self.queue.pop_admitted() {
            self.start(lane, ticket).await?;
        }
        Ok(())
    }

    async fn start(&mut self, lane: Lane, ticket: Ticket) -> Result<(), Unheard> {
        let Some(entry) = self
            .cameras
            .get_mut(&ticket.camera)
            .filter(|entry| entry.honours(&ticket))
        else {
            return Ok(());
        };
        if entry.is_flying() {
            // A probe from before a change is being dropped; the ticket is used as soon as that has ended.
            entry.deferred = Some(ticket);
            return Ok(());
        }
        self.lag.note(ticket.due.elapsed());
        let assigned = Arc::clone(&entry.assigned);
        let started = Instant::now();
        let target = match (&assigned.target, entry.machine.held(self.prober.now())) {
            (Ok(target), None) => target.clone(),
            (Ok(_), Some(hold)) => {
                let message = format!("not probed before {}: the camera rejected this login", hold.until);
                return self
                    .settle_without_probe(&ticket, started, Reason::AuthHeld, &message)
                    .await;
            }
            (Err(error), _) => {
                let message = error.to_string();
                return self
                    .settle_without_probe(&ticket, started, Reason::NotProbedYet, &message)
                    .await;
            }
        };
        let handle = self
            .running
            .spawn(fly(Arc::clone(&self.prober), target, assigned));
        self.flights.insert(
            handle.id(),
            Flight {
                ticket,
                lane,
                started,
            },
        );
        entry.flight = Some(handle);
        self.queue.enter(lane);
        Ok(())
    }

    /// Takes in the end of a probe, whether it has a result, was dropped for a change, or panicked.
    async fn land(&mut self, done: Result<(Id, ProbeResult), JoinError>) -> Result<(), Unheard> {
        let id = done.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        let Some(flight) = self.flights.remove(&id) else {
            return Ok(());
        };
        self.queue.leave(flight.lane);
        let Some(entry) = self.cameras.get_mut(&flight.ticket.camera) else {
            return Ok(());
        };
        entry.flight = None;
        if let Some(ticket) = entry.deferred.take() {
            self.queue.line_up(entry.lane, ticket);
        }
        if entry.is_retired() {
            self.cameras.remove(&flight.ticket.camera);
            return Ok(());
        }
        if !entry.honours(&flight.ticket) {
            return Ok(());
        }
        match done {
            Ok((_, result)) => self.settle(&flight.ticket, flight.started, result).await,
            Err(error) => {
                tracing::error!(camera = %flight.ticket.camera, %error, "a probe broke off; it is tried again");
                let message = "the prober broke off; see its log";
                self.settle_without_probe(&flight.ticket, flight.started, Reason::ProberLagging, message)
                    .await
            }
        }
    }

    async fn settle_without_probe(
        &mut self,
        ticket: &Ticket,
        started: Instant,
        reason: Reason,
        message: &str,
    ) -> Result<(), Unheard> {
        let result = ProbeResult::without_probe(self.prober.now(), reason, message);
        self.settle(ticket, started, result).await
    }

    /// Runs the machine, schedules the next probe and reports.
    async fn settle(
        &mut self,
        ticket: &Ticket,
        started: Instant,
        result: ProbeResult,
    ) -> Result<(), Unheard> {
        let Some(entry) = self.cameras.get_mut(&ticket.camera) else {
            return Ok(());
        };
        let transition = entry.take_in(&result);
        let delay = entry
            .machine
            .next_delay(&entry.assigned.policy, clock::later(result.at, result.latency));
        let due = (started + jittered(delay)).max(Instant::now());
        self.queue.schedule(Ticket {
            due,
            ..ticket.clone()
        });
        let report = Report {
            camera: ticket.camera.to_string(),
            result,
            snapshot: entry.machine.snapshot().clone(),
            transition,
        };
        self.reports.send(report).await.map_err(|_| Unheard)
    }
}

async fn fly<P: Prober>(prober: Arc<P>, target: Target, assigned: Arc<Assigned>) -> ProbeResult {
    prober
        .probe(&target, assigned.credentials.as_ref(), Scope::default())
        .await
}

/// `delay` give or take a twentieth, so that cameras drift apart instead of being asked in bursts.
fn jittered(delay: Duration) -> Duration {
    delay.mul_f64(rand::random_range(0.95..1.05))
}
