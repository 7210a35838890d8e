//! The operator's own metrics. No label holds the name of an object: their number stays the same with any number of
//! sites.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use prometheus::{
    Encoder, Histogram, HistogramOpts, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
    process_collector::ProcessCollector,
};

/// All metrics of the process.
#[derive(Clone, Debug)]
pub struct Metrics {
    registry: Registry,
    passes: IntCounterVec,
    errors: IntCounterVec,
    duration: Histogram,
    writes: IntCounterVec,
    requests: IntCounterVec,
    polls: IntCounterVec,
    watches: IntCounterVec,
    in_progress: IntGauge,
    leader: IntGauge,
    ready: IntGauge,
    /// Writes of one pass.
    written: Arc<AtomicU64>,
}

impl Metrics {
    /// Registers every metric.
    ///
    /// # Errors
    /// When two metrics have one name; a bug.
    pub fn new() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let counter = |name: &str, help: &str, label: &str| -> prometheus::Result<IntCounterVec> {
            let counter = IntCounterVec::new(Opts::new(name, help), &[label])?;
            registry.register(Box::new(counter.clone()))?;
            Ok(counter)
        };
        let passes = counter(
            "camerasite_operator_reconciliations_total",
            "Passes by result.",
            "result",
        )?;
        let errors = counter(
            "camerasite_operator_reconcile_errors_total",
            "Failed passes.",
            "reason",
        )?;
        let writes = counter(
            "camerasite_operator_writes_total",
            "Writes by verb: of children, and of the status by passes.",
            "verb",
        )?;
        let requests = counter(
            "camerasite_operator_requests_total",
            "Requests to the API server, those of the election excluded.",
            "method",
        )?;
        let polls = counter(
            "camerasite_operator_polls_total",
            "Polls of site summaries.",
            "result",
        )?;
        let watches = counter(
            "camerasite_operator_watch_errors_total",
            "Watches that failed and were repeated.",
            "kind",
        )?;
        let duration = Histogram::with_opts(
            HistogramOpts::new(
                "camerasite_operator_reconcile_duration_seconds",
                "Duration of a pass.",
            )
            .buckets(vec![0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0, 60.0]),
        )?;
        registry.register(Box::new(duration.clone()))?;
        let gauge = |name: &str, help: &str| -> prometheus::Result<IntGauge> {
            let gauge = IntGauge::new(name, help)?;
            registry.register(Box::new(gauge.clone()))?;
            Ok(gauge)
        };
        let in_progress = gauge("camerasite_operator_passes_in_progress", "Passes under way.")?;
        let leader = gauge(
            "camerasite_operator_leader",
            "1 while this replica leads; the others stand by.",
        )?;
        let ready = gauge(
            "camerasite_operator_ready",
            "1 once the list of CameraSites has been read.",
        )?;
        registry.register(Box::new(ProcessCollector::for_self()))?;
        Ok(Self {
            registry,
            passes,
            errors,
            duration,
            writes,
            requests,
            polls,
            watches,
            in_progress,
            leader,
            ready,
            written: Arc::default(),
        })
    }

    /// The same metrics, with a count of their own of what is written through them.
    #[must_use]
    pub fn of_one_pass(&self) -> Self {
        Self {
            written: Arc::default(),
            ..self.clone()
        }
    }

    /// Writes since [`Self::of_one_pass`].
    #[must_use]
    pub fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    /// Counts a pass that begins.
    pub fn pass_begins(&self) {
        self.in_progress.inc();
    }

    /// Counts a pass that ends or is broken off.
    pub fn pass_ends(&self) {
        self.in_progress.dec();
    }

    /// Counts a pass that ended.
    pub fn pass(&self, result: &str, took: Duration) {
        self.passes.with_label_values(&[result]).inc();
        self.duration.observe(took.as_secs_f64());
    }

    /// Counts a failed pass by the error's reason.
    pub fn error(&self, reason: &str) {
        self.errors.with_label_values(&[reason]).inc();
    }

    /// Counts a write: `create`, `apply`, `delete`, `annotate`, `status`.
    pub fn write(&self, verb: &str) {
        self.written.fetch_add(1, Ordering::Relaxed);
        self.writes.with_label_values(&[verb]).inc();
    }

    /// Counts a request to the API server.
    pub fn request(&self, method: &str) {
        self.requests.with_label_values(&[method]).inc();
    }

    /// Counts a poll: `ok` or the reason of its failure.
    pub fn poll(&self, result: &str) {
        self.polls.with_label_values(&[result]).inc();
    }

    /// Counts a watch that failed.
    pub fn watch_error(&self, kind: &str) {
        self.watches.with_label_values(&[kind]).inc();
    }

    /// Says whether this replica leads.
    pub fn set_leader(&self, leads: bool) {
        self.leader.set(i64::from(leads));
    }

    /// Says that the list of sites has been read.
    pub fn set_ready(&self) {
        self.ready.set(1);
    }

    /// All metrics in the text format of Prometheus.
    ///
    /// # Errors
    /// When a metric cannot be encoded; a bug.
    pub fn encode(&self) -> prometheus::Result<Vec<u8>> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_passes_and_errors_are_exported() {
        let metrics = Metrics::new().unwrap();
        metrics.pass("error", Duration::from_millis(3));
        metrics.error("ApplyFailed");
        let text = String::from_utf8(metrics.encode().unwrap()).unwrap();
        assert!(
            text.contains("camerasite_operator_reconciliations_total{result=\"error\"} 1"),
            "{text}"
        );
        assert!(
            text.contains("camerasite_operator_reconcile_errors_total{reason=\"ApplyFailed\"} 1"),
            "{text}"
        );
        assert!(text.contains("process_resident_memory_bytes"), "{text}");
    }
}
