//! What every pass needs.

use std::sync::Arc;

use kube::Client;

use super::backoff::Backoff;
use super::discovery::Discovered;
use super::malformed::Malformed;
use crate::metrics::Metrics;
use crate::observe::{Known, Named};
use crate::poll::Pollers;
use crate::recorder::Recorder;
use crate::settings::Settings;

/// What every pass needs.
pub struct Context {
    /// Client of the API server.
    pub client: Client,
    /// What the installation decides.
    pub settings: Settings,
    /// Metrics of the process.
    pub metrics: Metrics,
    /// Writes events.
    pub recorder: Recorder,
    /// Pollers of all sites.
    pub pollers: Arc<Pollers>,
    /// What is known of children; nothing unless somebody watches them.
    pub known: Arc<Known>,
    /// What sites name.
    pub named: Arc<Named>,
    /// Which kinds of prometheus-operator the cluster has.
    pub served: Discovered,
    /// Failures of each site.
    pub backoff: Backoff,
    /// Sites that cannot be read.
    pub malformed: Malformed,
}

impl Context {
    /// The context of a running operator.
    #[must_use]
    pub fn new(client: Client, settings: Settings, metrics: Metrics, pollers: Arc<Pollers>) -> Self {
        Self {
            recorder: Recorder::new(client.clone()),
            client,
            settings,
            metrics,
            pollers,
            known: Arc::default(),
            named: Arc::default(),
            served: Discovered::default(),
            backoff: Backoff::default(),
            malformed: Malformed::default(),
        }
    }
}
