//! What is counted of live streams.

use prometheus::{IntCounter, IntCounterVec, IntGauge, Opts, Registry};

/// Counters of live streams.
#[derive(Clone, Debug)]
pub struct StreamMetrics {
    clients: IntGauge,
    events: IntCounterVec,
    resets: IntCounter,
    refused: IntCounter,
}

impl StreamMetrics {
    /// Registers the metrics.
    ///
    /// # Errors
    /// When a name is taken, which is an error of ours.
    pub fn new(registry: &Registry) -> prometheus::Result<Self> {
        let metrics = Self {
            clients: IntGauge::new("stream_clients", "Clients of the live stream.")?,
            events: IntCounterVec::new(
                Opts::new(
                    "stream_events_total",
                    "Events told on the live stream, each once for all clients.",
                ),
                &["event"],
            )?,
            resets: IntCounter::new(
                "stream_resets_total",
                "Clients that had to start over because what they missed was gone.",
            )?,
            refused: IntCounter::new(
                "stream_clients_refused_total",
                "Clients turned away because there were too many.",
            )?,
        };
        registry.register(Box::new(metrics.clients.clone()))?;
        registry.register(Box::new(metrics.events.clone()))?;
        registry.register(Box::new(metrics.resets.clone()))?;
        registry.register(Box::new(metrics.refused.clone()))?;
        Ok(metrics)
    }

    /// A client came.
    pub fn came(&self) {
        self.clients.inc();
    }

    /// A client left.
    pub fn left(&self) {
        self.clients.dec();
    }

    /// An event was told.
    pub fn told(&self, event: &str) {
        self.events.with_label_values(&[event]).inc();
    }

    /// A client has to start over.
    pub fn reset(&self) {
        self.resets.inc();
    }

    /// A client was turned away.
    pub fn refused(&self) {
        self.refused.inc();
    }
}
