//! What others may ask of a running scheduler.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use thiserror::Error;
use tokio::sync::{mpsc, oneshot, watch};

use crate::scheduler::Report;
use crate::state::Snapshot;

/// Requests on their way to the scheduler; whoever sends more waits.
const COMMANDS: usize = 64;

/// Where the report of an asked probe goes.
pub(super) type Reply = oneshot::Sender<Result<Report, ProbeNowError>>;

/// A request to the scheduler.
#[derive(Debug)]
pub(super) enum Command {
    TakeOver {
        camera: String,
        state: Option<Box<Snapshot>>,
    },
    ProbeNow {
        camera: String,
        reply: Reply,
    },
}

/// Why a camera is not probed now.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProbeNowError {
    /// This shard does not probe the camera, or not yet.
    #[error("this shard does not probe the camera")]
    NotOurs,
    /// The camera's login is held, because cameras lock accounts.
    #[error("the login is held until {until}: it was rejected; correct the credentials or wait")]
    Held {
        /// The end of the hold.
        until: Timestamp,
    },
    /// The scheduler has ended.
    #[error("the prober is ending")]
    Ended,
}

/// A handle on a running scheduler. Clones are handles on the same.
#[derive(Clone, Debug)]
pub struct Control {
    commands: mpsc::Sender<Command>,
    waiting: watch::Receiver<Arc<BTreeSet<String>>>,
}

impl Control {
    /// The cameras that this shard gained from another and that wait for its release or for their time to be over.
    #[must_use]
    pub fn waiting(&self) -> watch::Receiver<Arc<BTreeSet<String>>> {
        self.waiting.clone()
    }

    /// Starts `camera` at once, from `state` where it is known. Does nothing to a camera that does not wait.
    pub async fn take_over(&self, camera: &str, state: Option<Snapshot>) {
        let command = Command::TakeOver {
            camera: camera.to_owned(),
            state: state.map(Box::new),
        };
        // A scheduler that has ended takes over nothing.
        let _ = self.commands.send(command).await;
    }

    /// Probes `camera` at once, with everything that can be asked of it, and gives the report.
    ///
    /// A camera is never probed twice at a time: the result of a probe under way is given instead.
    ///
    /// # Errors
    /// When the camera is not this shard's, its login is held, or the scheduler has ended.
    pub async fn probe_now(&self, camera: &str) -> Result<Report, ProbeNowError> {
        let (reply, report) = oneshot::channel();
        let command = Command::ProbeNow {
            camera: camera.to_owned(),
            reply,
        };
        self.commands
            .send(command)
            .await
            .map_err(|_| ProbeNowError::Ended)?;
        report.await.unwrap_or(Err(ProbeNowError::Ended))
    }
}

/// The scheduler's ends of a [`Control`].
#[derive(Debug)]
pub(super) struct Controlled {
    pub(super) commands: mpsc::Receiver<Command>,
    pub(super) waiting: watch::Sender<Arc<BTreeSet<String>>>,
}

pub(super) fn control() -> (Control, Controlled) {
    let (sender, commands) = mpsc::channel(COMMANDS);
    let (telling, waiting) = watch::channel(Arc::default());
    let control = Control {
        commands: sender,
        waiting,
    };
    let controlled = Controlled {
        commands,
        waiting: telling,
    };
    (control, controlled)
}
