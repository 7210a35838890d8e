//! Carries reports to the board and, in batches, to the database.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use probe::{Output, Report};
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::Config;
use super::assignment::Watched;
use super::board::Board;
use super::buffer::{Buffer, Lost};
use crate::db::shards::Beat;
use crate::db::states::Batch;
use crate::db::{Database, Error, shards, states};
use crate::error::chain;

/// Time between two batches.
const FLUSH: Duration = Duration::from_millis(500);
/// Time between two signs of life.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// Time for what is left when the process ends.
const LAST_FLUSH: Duration = Duration::from_secs(5);

/// The task between the scheduler and the database.
#[derive(Debug)]
pub(super) struct Writer {
    shard: u32,
    pod: String,
    database: Database,
    board: Arc<Board>,
    watched: Watched,
    buffer: Buffer,
}

impl Writer {
    pub(super) fn new(config: &Config, database: Database, board: Arc<Board>, watched: Watched) -> Self {
        let buffer = Buffer::new(config.shard);
        Self {
            shard: config.shard,
            pod: config.pod.clone(),
            database,
            board,
            watched,
            buffer,
        }
    }

    /// Takes in reports until the scheduler has ended. Writing goes on beside it: a database that does not answer must not
    /// keep reports waiting.
    pub(super) async fn run(mut self, mut outputs: mpsc::Receiver<Output>) {
        let (to_store, batches) = mpsc::channel(1);
        let (unstored, mut returned) = mpsc::channel(1);
        let storing = tokio::spawn(store(self.database.clone(), batches, unstored));
        let beating = tokio::spawn(self.heartbeat());
        let mut flush = interval(FLUSH);
        flush.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut idle = true;
        loop {
            tokio::select! {
                output = outputs.recv() => match output {
                    Some(Output::Report(report)) => self.take_in(&report),
                    Some(Output::Released { camera }) => self.release(camera),
                    None => break,
                },
                Some(outcome) = returned.recv() => {
                    idle = true;
                    self.settle(outcome);
                }
                _ = flush.tick(), if idle => {
                    self.buffer.count_up(Timestamp::now());
                    let batch = self.buffer.take();
                    idle = batch.is_empty() || to_store.send(batch).await.is_err();
                }
            }
        }
        beating.abort();
        if !idle && let Some(outcome) = returned.recv().await {
            self.settle(outcome);
        }
        storing.abort();
        self.flush_rest().await;
    }

    fn take_in(&mut self, report: &Report) {
        let before = self.board.snapshot(&report.camera);
        self.board.take_in(report);
        let lost = self.buffer.note(before.as_ref(), report);
        self.board.buffered(self.buffer.events(), lost);
    }

    fn release(&mut self, camera: String) {
        tracing::info!(camera, "left to another shard");
        let shards = self.watched.assignment.borrow().shards();
        self.buffer.release(camera, shards);
    }

    /// Takes in what became of a batch.
    fn settle(&mut self, (batch, outcome): Attempt) {
        let Err(error) = outcome else {
            self.buffer.settle();
            self.board.stored(true);
            self.board.buffered(self.buffer.events(), Lost::default());
            return;
        };
        self.board.stored(false);
        let lost = if error.is_unavailable() {
            tracing::warn!(
                error = chain(&error),
                events = batch.events.len(),
                "not stored, kept for later"
            );
            self.buffer.give_back(batch)
        } else {
            // The same batch would be refused for ever and nothing behind it would be stored either.
            tracing::error!(
                error = chain(&error),
                events = batch.events.len(),
                "refused by the database, dropped"
            );
            self.buffer.settle();
            Lost {
                events: batch.events.len(),
                rollups: batch.rollups.len(),
            }
        };
        self.board.buffered(self.buffer.events(), lost);
    }

    async fn flush_rest(&mut self) {
        let deadline = Instant::now() + LAST_FLUSH;
        self.buffer.count_up(Timestamp::MAX);
        loop {
            let batch = self.buffer.take();
            if batch.is_empty() {
                return;
            }
            let (events, states) = (batch.events.len(), batch.states.len());
            let writing = states::write(&self.database, &batch);
            match tokio::time::timeout_at(deadline, writing).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    tracing::error!(
                        error = chain(&error),
                        events,
                        states,
                        "lost at the end of the process"
                    );
                    return;
                }
                Err(_) => {
                    tracing::error!(
                        events,
                        states,
                        "lost at the end of the process: the database did not answer"
                    );
                    return;
                }
            }
        }
    }

    /// Tells every 5 s that this shard lives.
    fn heartbeat(&self) -> impl Future<Output = ()> + use<> {
        let (shard, pod, database) = (self.shard, self.pod.clone(), self.database.clone());
        let (watched, gateway) = (self.watched.clone(), self.board.gateway());
        async move {
            let mut beat = interval(HEARTBEAT);
            beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                beat.tick().await;
                let sign = Beat {
                    shard,
                    pod: pod.clone(),
                    cameras: watched.assignment.borrow().cameras().len(),
                    gateway: *gateway.borrow(),
                };
                if let Err(error) = shards::beat(&database, &sign).await {
                    tracing::debug!(error = chain(&error), "no sign of life stored");
                }
            }
        }
    }
}

/// A batch and what became of it.
type Attempt = (Batch, Result<(), Error>);

/// Stores batches one after the other and tells of each.
async fn store(database: Database, mut batches: mpsc::Receiver<Batch>, done: mpsc::Sender<Attempt>) {
    while let Some(batch) = batches.recv().await {
        let outcome = states::write(&database, &batch).await;
        if done.send((batch, outcome)).await.is_err() {
            return;
        }
    }
}
