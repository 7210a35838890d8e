//! What every pass needs.

use std::sync::Arc;

use kube::Client;
use kube::runtime::events::{Recorder, Reporter};

use super::backoff::Backoff;
use super::malformed::Malformed;
use crate::metrics::Metrics;
use crate::poll::Pollers;
use crate::settings::Settings;

/// What every pass needs.
pub struct Context {
    /// Client of the API server.
    pub client: Client,
    /// What the installation decides.
    pub settings: Settings,
    /// Metrics of the process.
    pub metrics: Metrics,
    /// Writes events. One for all: it groups repeated ones.
    pub recorder: Recorder,
    /// Pollers of all sites.
    pub pollers: Arc<Pollers>,
    /// Failures of each site.
    pub backoff: Backoff,
    /// Sites that cannot be read.
    pub malformed: Malformed,
}

impl Context {
    /// The context of a running operator.
    #[must_use]
    pub fn new(client: Client, settings: Settings, metrics: Metrics, pollers: Arc<Pollers>) -> Self {
        let reporter = Reporter {
            controller: crds::FIELD_MANAGER.to_owned(),
            instance: None,
        };
        let recorder = Recorder::new(client.clone(), reporter);
        Self {
            client,
            settings,
            metrics,
            recorder,
            pollers,
            backoff: Backoff::default(),
            malformed: Malformed::default(),
        }
    }
}
