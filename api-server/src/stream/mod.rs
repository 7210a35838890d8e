//! The live stream: what is told, in one order, to every client (server-sent events, WHATWG HTML §9.2).
//!
//! One task tells, any number of clients read. What is told is serialised once and kept in a log of bounded size; a client is
//! no more than a place in it, so a slow one costs nothing and can only fall behind. Knows nothing of cameras.

mod client;
mod frame;
mod log;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;
pub use client::Client;
pub use frame::Frame;
use log::{Log, Place};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::metrics::StreamMetrics;

/// Clients of one replica; more are told to come back.
const CLIENTS: usize = 2_048;
/// How long a client waits for what was not read here yet: anything at all, or what it has seen elsewhere.
const CATCH_UP: Duration = Duration::from_secs(5);

/// What a client says it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Last {
    /// Nothing yet.
    Nothing,
    /// Everything up to this event.
    Event(i64),
    /// Something that nobody here can place.
    Strange,
}

/// Why there is no stream for a client now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing could be read from the database yet.
    NotReady,
    /// There are as many clients as there may be.
    Full,
}

/// What is told and to whom.
#[derive(Debug)]
pub struct Hub {
    log: RwLock<Option<Log>>,
    /// Place after the last frame.
    end: watch::Sender<u64>,
    /// How often the events were read.
    reads: watch::Sender<u64>,
    places: Arc<Semaphore>,
    wanted: Notify,
    metrics: StreamMetrics,
    stop: CancellationToken,
}

impl Hub {
    /// A hub without clients that has nothing to tell yet; its streams end with `stop`.
    #[must_use]
    pub fn new(metrics: StreamMetrics, stop: CancellationToken) -> Self {
        Self {
            log: RwLock::default(),
            end: watch::Sender::default(),
            reads: watch::Sender::default(),
            places: Arc::new(Semaphore::new(CLIENTS)),
            wanted: Notify::new(),
            metrics,
            stop,
        }
    }

    /// Whether anybody listens.
    #[must_use]
    pub fn has_clients(&self) -> bool {
        self.places.available_permits() < CLIENTS
    }

    /// Begins: everything after the event `floor` will be told, and `frames` are what of it happened up to `newest`.
    pub fn begin(&self, floor: i64, newest: i64, frames: Vec<Frame>) {
        let mut log = Log::new(floor, Instant::now());
        log.append(frames, newest, Instant::now());
        self.open(log);
    }

    /// Begins anew where the database is another one than before: every client has to start over.
    pub fn begin_anew(&self, newest: i64) {
        let after = self.read(Log::end).unwrap_or_default();
        self.open(Log::anew(after, newest, Instant::now()));
    }

    fn open(&self, fresh: Log) {
        let end = fresh.end();
        *self.log.write().unwrap_or_else(PoisonError::into_inner) = Some(fresh);
        self.end.send_replace(end);
    }

    /// Tells frames, after which everything up to the event `newest` has been told.
    pub fn tell(&self, frames: Vec<Frame>, newest: i64) {
        for frame in &frames {
            self.metrics.told(frame.event());
        }
        let end = {
            let mut log = self.log.write().unwrap_or_else(PoisonError::into_inner);
            let Some(log) = log.as_mut() else { return };
            log.append(frames, newest, Instant::now());
            log.end()
        };
        self.end
            .send_if_modified(|told| std::mem::replace(told, end) != end);
    }

    /// Notes that the events were read to their end.
    pub fn has_read(&self) {
        self.reads.send_modify(|reads| *reads += 1);
    }

    /// Asks the teller not to wait for its next turn.
    pub fn nudge(&self) {
        self.wanted.notify_one();
    }

    /// Waits until somebody asks for the next turn.
    pub async fn nudged(&self) {
        self.wanted.notified().await;
    }

    /// A stream for a client.
    ///
    /// # Errors
    /// When there can be none now.
    pub async fn subscribe(self: &Arc<Self>, last: Last) -> Result<Client, Refusal> {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            self.metrics.refused();
            return Err(Refusal::Full);
        };
        self.nudge();
        let ready = async {
            self.begun().await;
            if let Last::Event(last) = last {
                self.catch_up(last).await;
            }
        };
        // Who is told nothing before is refused, or starts over, which is right in any case.
        let _ = tokio::time::timeout(CATCH_UP, ready).await;
        let end = self.end.subscribe();
        let greeting = self
            .read(|log| Greeting::new(log, last))
            .ok_or(Refusal::NotReady)?;
        Ok(Client::new(Arc::clone(self), greeting, end, place))
    }

    /// Waits for the first read: a replica that has just started is asked before it knows anything.
    async fn begun(&self) {
        let mut end = self.end.subscribe();
        while self.read(|_| ()).is_none() && end.changed().await.is_ok() {}
    }

    /// Waits until as much was read here as the client has seen elsewhere: what another replica has told is in the database, so
    /// one read that begins from now on finds it. Where there is no such event, waiting does not help.
    async fn catch_up(&self, last: i64) {
        let mut reads = self.reads.subscribe();
        // The read that is under way may have begun too early.
        let enough = *reads.borrow_and_update() + 2;
        loop {
            let newest = self.read(Log::newest).unwrap_or(i64::MAX);
            if newest >= last || *reads.borrow_and_update() >= enough {
                return;
            }
            self.nudge();
            if reads.changed().await.is_err() {
                return;
            }
        }
    }

    fn read<T>(&self, ask: impl FnOnce(&Log) -> T) -> Option<T> {
        let log = self.log.read().unwrap_or_else(PoisonError::into_inner);
        log.as_ref().map(ask)
    }
}

/// How a client begins.
#[derive(Clone, Copy, Debug)]
struct Greeting {
    /// The newest event.
    newest: i64,
    /// Where it reads on.
    place: Place,
    start: Start,
}

/// What a client knows when it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    /// Nothing yet.
    New,
    /// Everything up to an event, after which everything is still here.
    Resumed,
    /// Something that is of no use any more.
    Over,
}

impl Greeting {
    fn new(log: &Log, last: Last) -> Self {
        let resumed = match last {
            Last::Event(last) => log.resume(last),
            Last::Nothing | Last::Strange => None,
        };
        let start = match (last, resumed) {
            (Last::Nothing, _) => Start::New,
            (_, Some(_)) => Start::Resumed,
            (_, None) => Start::Over,
        };
        Self {
            newest: log.newest(),
            place: resumed.unwrap_or_else(|| log.now()),
            start,
        }
    }
}

/// What a client holds while it is one.
#[derive(Debug)]
struct Presence {
    metrics: StreamMetrics,
    _place: OwnedSemaphorePermit,
}

impl Presence {
    fn new(metrics: StreamMetrics, place: OwnedSemaphorePermit) -> Self {
        metrics.came();
        Self {
            metrics,
            _place: place,
        }
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.metrics.left();
    }
}

/// What is found at a place.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    /// The frames that follow.
    Frames(Vec<Bytes>),
    /// They are gone: start over after this event.
    Gone(i64),
}

#[cfg(test)]
mod tests;
