//! Drives all cameras of one shard: when each is probed, how many at a time, and what becomes of the results.

mod assignment;
mod breaker;
mod camera;
mod control;
mod driver;
mod gained;
mod gateway;
mod lag;
mod network;
mod queue;
mod rhythm;
mod selfcheck;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use contract::summary::Gateway;
use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::credentials::Credentials;
use crate::ladder::{self, Target};
use crate::result::{ProbeResult, Scope};
use crate::state::{Change, Snapshot, Transition};
use control::Controlled;
use driver::Driver;
use selfcheck::Watchdog;

pub use assignment::{Assigned, Assignment, Guarded};
pub use control::{Control, ProbeNowError};
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
    /// What else is different about the camera now.
    pub changes: Vec<Change>,
}

/// What a scheduler tells. What it tells of one camera comes in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// A result and what it did.
    Report(Box<Report>),
    /// The camera belongs to another shard since the number of shards changed, and its last probe here has ended.
    Released {
        /// Name of the camera.
        camera: String,
    },
}

/// Whatever probes a camera and tells the time: [`Ladder`], or a script in tests.
pub trait Prober: Send + Sync + 'static {
    /// Probes once, within the target's limits, and looks at what `scope` asks for beside the ladder. The future may be
    /// dropped at any point.
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

    /// Whether this machine has a way to anything but itself; `true` where that cannot be told. Asked when most cameras
    /// cannot be reached.
    fn network_is_up(&self) -> bool {
        network::is_up()
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
    gateway: watch::Sender<Gateway>,
    control: Control,
    controlled: Controlled,
    foreign: BTreeSet<String>,
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
        let (control, controlled) = control::control();
        Self {
            config,
            prober: Arc::new(prober),
            lag: Lag::default(),
            gateway: watch::Sender::new(Gateway::None),
            control,
            controlled,
            foreign: BTreeSet::new(),
        }
    }

    /// Names the cameras that another shard probed until lately: should they be assigned to this one from the start, they
    /// wait like cameras gained later.
    #[must_use]
    pub fn with_foreign(mut self, cameras: BTreeSet<String>) -> Self {
        self.foreign = cameras;
        self
    }

    /// A handle on how late probes start; it stays valid while [`Scheduler::run`] runs.
    #[must_use]
    pub fn lag(&self) -> Lag {
        self.lag.clone()
    }

    /// A handle to ask things of the scheduler while [`Scheduler::run`] runs. What is asked before waits.
    #[must_use]
    pub fn control(&self) -> Control {
        self.control.clone()
    }

    /// Whether the site's gateway answers; `None` where the site has none and before the first answer is known.
    #[must_use]
    pub fn gateway(&self) -> watch::Receiver<Gateway> {
        self.gateway.subscribe()
    }

    /// Probes until `stop` is cancelled or nobody receives outputs any more; then every probe under way is dropped, and its
    /// session ended, within a second.
    ///
    /// `assignment` may change at any time: new and changed cameras are probed at once, the others keep their rhythm,
    /// and those that are gone are forgotten. Cameras that are gained by a change of the number of shards wait until
    /// [`Control::take_over`], or for two intervals and at least 30 s. `restored` holds the states to go on from, by
    /// camera. A full channel makes the scheduler wait, so the receiver must buffer what it cannot store.
    pub async fn run(
        self,
        assignment: watch::Receiver<Arc<Assignment>>,
        restored: BTreeMap<String, Snapshot>,
        outputs: mpsc::Sender<Output>,
        stop: CancellationToken,
    ) {
        let watchdog = Watchdog::new();
        let mut driver = Driver::new(self, restored, outputs, watchdog.clone());
        tokio::select! {
            biased;
            () = stop.cancelled() => {}
            // In the same task, so that it comes late when the driver does.
            () = watchdog.watch() => {}
            () = driver.run(assignment) => {}
        }
        driver.end().await;
    }
}
