//! What is counted of the cache.

use prometheus::{IntCounterVec, IntGauge, Opts, Registry};

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// With an answer.
    Answered,
    /// With an error.
    Failed,
    /// Given up waiting.
    Slow,
    /// Not made: the breaker is open.
    Skipped,
}

impl Outcome {
    const ALL: [Self; 4] = [Self::Answered, Self::Failed, Self::Slow, Self::Skipped];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Failed => "failed",
            Self::Slow => "slow",
            Self::Skipped => "skipped",
        }
    }
}

/// Counters of the cache, and the state of its breaker.
#[derive(Clone, Debug)]
pub(super) struct CacheMetrics {
    calls: IntCounterVec,
    open: IntGauge,
}

impl CacheMetrics {
    /// Registers the metrics.
    ///
    /// # Errors
    /// When a name is taken, which is an error of ours.
    pub(super) fn new(registry: &Registry) -> prometheus::Result<Self> {
        let calls = IntCounterVec::new(
            Opts::new(
                "cache_calls_total",
                "Calls of the cache by how they ended; skipped ones were not made.",
            ),
            &["outcome"],
        )?;
        let open = IntGauge::new(
            "cache_breaker_open",
            "1 while the cache is away and no request asks it, else 0.",
        )?;
        registry.register(Box::new(calls.clone()))?;
        registry.register(Box::new(open.clone()))?;
        for outcome in Outcome::ALL {
            calls.with_label_values(&[outcome.as_str()]);
        }
        Ok(Self { calls, open })
    }

    pub(super) fn count(&self, outcome: Outcome) {
        self.calls.with_label_values(&[outcome.as_str()]).inc();
    }

    pub(super) fn open(&self, open: bool) {
        self.open.set(open.into());
    }
}
