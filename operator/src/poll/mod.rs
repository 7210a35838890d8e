//! Asks each site's API for its summary, and writes what it says into the status, beside the passes: reconcile never waits
//! for it, and no pass is needed where only cameras change.

mod client;
mod task;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use contract::summary::CameraCounts;
use kube::Client;
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

pub use client::{PollError, SummaryClient};

use crate::metrics::Metrics;
use crate::recorder::Recorder;
use crate::site::Identity;

/// What a site's API said lately.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Polled {
    /// It has not answered yet.
    #[default]
    Never,
    /// It has not answered for several polls.
    Silent,
    /// It has said for several polls that its database is away.
    WithoutDatabase,
    /// Its last answer.
    Fresh(CameraCounts),
}

/// Where and with what a site's summary is asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    /// URL of the summary.
    pub url: String,
    /// Bearer token.
    pub token: String,
}

impl fmt::Debug for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Target")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// What is shared between a poller and the passes.
type Shared = Arc<Mutex<Polled>>;

struct Poller {
    target: watch::Sender<Target>,
    polled: Shared,
    _task: AbortOnDropHandle<()>,
}

/// The pollers of all sites, one task each.
pub struct Pollers {
    client: Client,
    http: SummaryClient,
    metrics: Metrics,
    recorder: Recorder,
    running: Mutex<HashMap<(String, String), (Identity, Poller)>>,
}

impl Pollers {
    /// No poller yet.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(client: Client, metrics: Metrics) -> Result<Self, PollError> {
        Ok(Self {
            recorder: Recorder::new(client.clone()),
            client,
            http: SummaryClient::new()?,
            metrics,
            running: Mutex::default(),
        })
    }

    /// Polls the site from now on, at this target.
    pub fn ensure(&self, id: &Identity, target: Target) {
        let mut running = self.lock();
        let key = (id.namespace.clone(), id.name.clone());
        if let Some((known, poller)) = running.get(&key)
            && known == id
        {
            poller.target.send_if_modified(|current| {
                let differs = *current != target;
                *current = target;
                differs
            });
            return;
        }
        let (sender, receiver) = watch::channel(target);
        let answer = Shared::default();
        let task = task::Task {
            id: id.clone(),
            client: self.client.clone(),
            http: self.http.clone(),
            metrics: self.metrics.clone(),
            target: receiver,
            polled: Arc::clone(&answer),
            recorder: self.recorder.clone(),
        };
        let poller = Poller {
            target: sender,
            polled: answer,
            _task: AbortOnDropHandle::new(tokio::spawn(task.run())),
        };
        running.insert(key, (id.clone(), poller));
    }

    /// What the site's API said lately.
    #[must_use]
    pub fn polled(&self, id: &Identity) -> Polled {
        let running = self.lock();
        let found = running
            .get(&(id.namespace.clone(), id.name.clone()))
            .filter(|(known, _)| known == id);
        found.map(|(_, poller)| read(&poller.polled)).unwrap_or_default()
    }

    /// Ends the pollers of sites that are gone.
    pub fn sweep(&self, exists: impl Fn(&Identity) -> bool) {
        self.lock().retain(|_, (id, _)| exists(id));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(String, String), (Identity, Poller)>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(polled: &Shared) -> Polled {
    polled.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
