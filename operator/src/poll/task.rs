//! One site's poller.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use contract::summary::CameraCounts;
use futures::channel::mpsc::UnboundedSender;
use kube::Client;
use rand::RngExt as _;
use tokio::sync::watch;

use super::{PollError, Polled, Shared, SummaryClient, Target};
use crate::metrics::Metrics;
use crate::site::Identity;
use crate::status::{self, StatusOwner};

/// Time between two polls.
const INTERVAL: Duration = Duration::from_secs(30);
/// Time between two polls until the first counts are written.
const FIRST_INTERVAL: Duration = Duration::from_secs(5);
/// Least time between two writes.
const WRITE_INTERVAL: Duration = Duration::from_mins(1);
/// Longest time for a write.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// Polls without an answer after which the last one is worth nothing.
const SILENT_AFTER: u32 = 3;
/// Answers with cameras of unknown state that are waited out before the first write.
const SETTLING_ANSWERS: u32 = 3;

pub(super) struct Task {
    pub id: Identity,
    pub client: Client,
    pub http: SummaryClient,
    pub metrics: Metrics,
    pub target: watch::Receiver<Target>,
    pub polled: Shared,
    pub wake: UnboundedSender<Identity>,
}

/// What a poller remembers.
#[derive(Debug, Default)]
struct Memory {
    failures: u32,
    answers: u32,
    written: Option<(CameraCounts, Instant)>,
}

impl Memory {
    /// Whether the counts are to be written: the first ones as soon as the cameras have been probed, later ones when they
    /// differ, at most once a minute.
    fn is_due(&self, counts: CameraCounts, now: Instant) -> bool {
        match self.written {
            None => counts.unknown == 0 || self.answers > SETTLING_ANSWERS,
            Some((written, at)) => written != counts && now.duration_since(at) >= WRITE_INTERVAL,
        }
    }
}

impl Task {
    pub(super) async fn run(self) {
        let mut memory = Memory::default();
        loop {
            let target = self.target.borrow().clone();
            match self.http.summary(&target).await {
                Ok(summary) => self.answered(summary.counts, &mut memory).await,
                Err(error) => {
                    memory.failures = memory.failures.saturating_add(1);
                    self.metrics.poll(error.reason());
                    tracing::debug!(site = self.id.name, namespace = self.id.namespace, %error, "no summary");
                    if memory.failures >= SILENT_AFTER {
                        self.say(match error {
                            PollError::DatabaseUnavailable => Polled::WithoutDatabase,
                            _ => Polled::Silent,
                        });
                    }
                }
            }
            let interval = if memory.written.is_some() {
                INTERVAL
            } else {
                FIRST_INTERVAL
            };
            let jitter = rand::rng().random_range(0.8..1.2);
            tokio::time::sleep(interval.mul_f64(jitter)).await;
        }
    }

    async fn answered(&self, counts: CameraCounts, memory: &mut Memory) {
        self.metrics.poll("ok");
        memory.failures = 0;
        memory.answers = memory.answers.saturating_add(1);
        let now = Instant::now();
        if !memory.is_due(counts, now) {
            // Unchanged counts after a silence are fresh again without a write.
            if let Some((written, _)) = memory.written {
                self.say(Polled::Fresh(written));
            }
            return;
        }
        let cameras = status::counts(&counts);
        let write = status::write(&self.client, &self.id, StatusOwner::Poll(&cameras));
        let (site, namespace) = (&self.id.name, &self.id.namespace);
        match tokio::time::timeout(WRITE_TIMEOUT, write).await {
            Ok(Ok(())) => {
                memory.written = Some((counts, now));
                self.say(Polled::Fresh(counts));
            }
            Ok(Err(error)) => tracing::warn!(site, namespace, %error, "cannot write status.cameras"),
            Err(_) => tracing::warn!(site, namespace, "writing status.cameras took too long"),
        }
    }

    /// Remembers the answer for the passes, and asks for one where it is another.
    fn say(&self, polled: Polled) {
        let mut current = self.polled.lock().unwrap_or_else(PoisonError::into_inner);
        if *current != polled {
            *current = polled;
            // The receiver is gone only when the operator stops.
            let _ = self.wake.unbounded_send(self.id.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(up: u32, unknown: u32) -> CameraCounts {
        CameraCounts {
            total: up + unknown,
            up,
            unknown,
            ..CameraCounts::default()
        }
    }

    #[test]
    fn the_first_counts_wait_for_the_first_probes_but_not_forever() {
        let now = Instant::now();
        let fresh = |answers| Memory {
            answers,
            ..Memory::default()
        };
        assert!(fresh(1).is_due(counts(2, 0), now));
        assert!(!fresh(1).is_due(counts(0, 2), now));
        assert!(fresh(SETTLING_ANSWERS + 1).is_due(counts(0, 2), now));
    }

    #[test]
    fn later_counts_are_written_when_they_differ_and_at_most_once_a_minute() {
        let now = Instant::now();
        let memory = Memory {
            written: Some((counts(2, 0), now)),
            ..Memory::default()
        };
        assert!(!memory.is_due(counts(2, 0), now + WRITE_INTERVAL));
        assert!(!memory.is_due(counts(1, 0), now + WRITE_INTERVAL / 2));
        assert!(memory.is_due(counts(1, 0), now + WRITE_INTERVAL));
    }
}
