//! One site's poller.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use crds::CameraSite;
use k8s_openapi::jiff::Timestamp;
use kube::{Api, Client, ResourceExt as _};
use rand::RngExt as _;
use tokio::sync::watch;

use super::{PollError, Polled, Shared, SummaryClient, Target};
use crate::events;
use crate::metrics::Metrics;
use crate::recorder::Recorder;
use crate::site::Identity;
use crate::status::{self, StatusOwner};

/// Time between two polls.
const INTERVAL: Duration = Duration::from_secs(30);
/// Time between two polls until the first answer is told.
const FIRST_INTERVAL: Duration = Duration::from_secs(5);
/// Least time between two writes.
const WRITE_INTERVAL: Duration = Duration::from_mins(1);
/// Longest time for reading the status and writing it.
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
    pub recorder: Recorder,
    pub target: watch::Receiver<Target>,
    pub polled: Shared,
}

/// What a poller remembers.
#[derive(Debug, Default)]
struct Memory {
    failures: u32,
    answers: u32,
    /// What the status says, and since when.
    told: Option<(Polled, Instant)>,
}

impl Memory {
    /// Whether this is to be told: the first counts as soon as the cameras have been probed, later news at most once a
    /// minute.
    fn is_due(&self, polled: &Polled, now: Instant) -> bool {
        match (&self.told, polled) {
            (_, Polled::Never) => false,
            (None, Polled::Silent | Polled::WithoutDatabase) => true,
            (None, Polled::Fresh(counts)) => counts.unknown == 0 || self.answers > SETTLING_ANSWERS,
            (Some((told, at)), polled) => told != polled && now.duration_since(*at) >= WRITE_INTERVAL,
        }
    }
}

impl Task {
    pub(super) async fn run(self) {
        let mut memory = Memory::default();
        loop {
            // On the heap only while they last: a site's poller waits most of its life.
            let polled = Box::pin(self.ask(&mut memory)).await;
            let now = Instant::now();
            if memory.is_due(&polled, now) && Box::pin(self.tell(&polled)).await {
                memory.told = Some((polled, now));
            }
            let interval = if memory.told.is_some() {
                INTERVAL
            } else {
                FIRST_INTERVAL
            };
            let jitter = rand::rng().random_range(0.8..1.2);
            tokio::time::sleep(interval.mul_f64(jitter)).await;
        }
    }

    /// What is known after another poll; `Never` where a missing answer says nothing yet.
    async fn ask(&self, memory: &mut Memory) -> Polled {
        let target = self.target.borrow().clone();
        match self.http.summary(&target).await {
            Ok(summary) => {
                self.metrics.poll("ok");
                memory.failures = 0;
                memory.answers = memory.answers.saturating_add(1);
                Polled::Fresh(summary.counts)
            }
            Err(error) => {
                memory.failures = memory.failures.saturating_add(1);
                self.metrics.poll(error.reason());
                tracing::debug!(site = self.id.name, namespace = self.id.namespace, %error, "no summary");
                match error {
                    _ if memory.failures < SILENT_AFTER => Polled::Never,
                    PollError::DatabaseUnavailable => Polled::WithoutDatabase,
                    _ => Polled::Silent,
                }
            }
        }
    }

    /// Tells passes and the status; whether the status says it now.
    async fn tell(&self, polled: &Polled) -> bool {
        // First, so that a pass that ends meanwhile says the same.
        self.polled
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone_from(polled);
        let (site, namespace) = (&self.id.name, &self.id.namespace);
        match tokio::time::timeout(WRITE_TIMEOUT, self.write(polled)).await {
            Ok(Ok(())) => return true,
            Ok(Err(error)) => {
                tracing::warn!(site, namespace, %error, "cannot write what cameras do into the status");
            }
            Err(_) => tracing::warn!(
                site,
                namespace,
                "writing what cameras do into the status took too long"
            ),
        }
        false
    }

    /// Writes what differs, and publishes a change of the condition.
    async fn write(&self, polled: &Polled) -> kube::Result<()> {
        let sites = Api::<CameraSite>::namespaced(self.client.clone(), &self.id.namespace);
        let Some(site) = sites.get_opt(&self.id.name).await? else {
            return Ok(());
        };
        if site.uid() != self.id.uid {
            return Ok(());
        }
        let before = site.status.clone().unwrap_or_default();
        let next = status::polled(&before, polled, Timestamp::now());
        if next.holds_in(&before) {
            return Ok(());
        }
        status::write(&self.client, &self.id, StatusOwner::Poll(&next)).await?;
        self.metrics.write("status");
        events::publish(&self.recorder, &site, &next.conditions).await;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use contract::summary::CameraCounts;

    use super::*;

    fn counts(up: u32, unknown: u32) -> Polled {
        Polled::Fresh(CameraCounts {
            total: up + unknown,
            up,
            unknown,
            ..CameraCounts::default()
        })
    }

    #[test]
    fn the_first_counts_wait_for_the_first_probes_but_not_forever() {
        let now = Instant::now();
        let fresh = |answers| Memory {
            answers,
            ..Memory::default()
        };
        assert!(fresh(1).is_due(&counts(2, 0), now));
        assert!(!fresh(1).is_due(&counts(0, 2), now));
        assert!(fresh(SETTLING_ANSWERS + 1).is_due(&counts(0, 2), now));
        assert!(fresh(0).is_due(&Polled::Silent, now));
    }

    #[test]
    fn later_news_are_written_at_most_once_a_minute() {
        let now = Instant::now();
        let memory = Memory {
            told: Some((counts(2, 0), now)),
            ..Memory::default()
        };
        assert!(!memory.is_due(&counts(2, 0), now + WRITE_INTERVAL));
        for news in [counts(1, 0), Polled::Silent] {
            assert!(!memory.is_due(&news, now + WRITE_INTERVAL / 2));
            assert!(memory.is_due(&news, now + WRITE_INTERVAL));
        }
        assert!(
            !memory.is_due(&Polled::Never, now + WRITE_INTERVAL),
            "one answer that did not come"
        );
    }
}
