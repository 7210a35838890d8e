//! Drives all cameras of one shard: when each is probed, how many at a time, and what becomes of the results.

mod assignment;
mod camera;
mod driver;
mod lag;
mod queue;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::credentials::Credentials;
use crate::ladder::{self, Target};
use crate::result::{ProbeResult, Scope};
use crate::state::{Snapshot, Transition};
use driver::Driver;

pub use assignment::{Assigned, Assignment};
pub use lag::Lag;

/// How much a scheduler does at a time.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// Most probes at the same time, at least 2. Half of them are kept for cameras that answer quickly.
    pub concurrency: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self { concurrency: 512 }
    }
}

/// What one result did to a camera.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Name of the camera.
    pub camera: String,
    /// The result.
    pub result: ProbeResult,
    /// The state after it.
    pub snapshot: Snapshot,
    /// The change of the shown state, if it changed.
    pub transition: Option<Transition>,
}

/// Whatever probes a camera and tells the time: [`Ladder`], or a script in tests.
pub trait Prober: Send + Sync + 'static {
    /// Probes once, within the target's timeout. The future may be dropped at any point.
    fn probe(
        &self,
        target: &Target,
        credentials: Option<&Credentials>,
        scope: Scope,
    ) -> impl Future<Output = ProbeResult> + Send;

    /// The time for holds and for results that need no probe.
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The real prober, [`ladder::probe`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Ladder;

impl Prober for Ladder {
    async fn probe(&self, target: &Target, credentials: Option<&Credentials>, scope: Scope) -> ProbeResult {
        ladder::probe(target, credentials, scope).await
    }
}

/// Probes the cameras of an [`Assignment`], each at its own rhythm and never twice at the same time.
#[derive(Debug)]
pub struct Scheduler<P = Ladder> {
    config: Config,
    prober: Arc<P>,
    lag: Lag,
}

impl Scheduler {
    /// A scheduler that probes over the network.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self::with_prober(config, Ladder)
    }
}

impl<P: Prober> Scheduler<P> {
    /// A scheduler with another prober.
    #[must_use]
    pub fn with_prober(config: Config, prober: P) -> Self {
        Self {
            config,
            prober: Arc::new(prober),
            lag: Lag::default(),
        }
    }

    /// A handle on how late probes start; it stays valid while [`Scheduler::run`] runs.
    #[must_use]
    pub fn lag(&self) -> Lag {
        self.lag.clone()
    }

    /// Probes until `stop` is cancelled or nobody receives reports any more; then every probe under way is dropped.
    ///
    /// `assignment` may change at any time: new and changed cameras are probed at once, the others keep their rhythm,
    /// and those that are gone are forgotten. `restored` holds the states to go on from, by camera. Reports of one
    /// camera come in order; a full channel makes the scheduler wait, so the receiver must buffer what it cannot store.
    pub async fn run(
        self,
        assignment: watch::Receiver<Arc<Assignment>>,
        restored: BTreeMap<String, Snapshot>,
        reports: mpsc::Sender<Report>,
        stop: CancellationToken,
    ) {
        let driver = Driver::new(self.config, self.prober, self.lag, restored, reports);
        tokio::select! {
            () = stop.cancelled() => {}
            () = driver.run(assignment) => {}
        }
    }
}
