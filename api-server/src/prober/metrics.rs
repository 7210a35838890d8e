//! What a prober counts. None of it carries the label `camera`: histograms by camera would drown the rest.

use probe::{Kind, ProbeResult};
use prometheus::{Gauge, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts, Registry};

/// Upper bounds of the latency histogram, in seconds; the longest timeout of a probe is a minute.
const BUCKETS: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0,
];

/// The metrics of a prober that are not a camera's.
#[derive(Debug)]
pub(super) struct ProberMetrics {
    seconds: HistogramVec,
    probes: IntCounterVec,
    failures: IntCounterVec,
    pub(super) lag: Gauge,
    pub(super) cameras: IntGauge,
    pub(super) restored: IntGauge,
    pub(super) buffered: IntGauge,
    pub(super) lost: IntCounter,
    pub(super) lost_rollups: IntCounter,
    pub(super) batches: IntCounterVec,
}

impl ProberMetrics {
    pub(super) fn new(registry: &Registry) -> prometheus::Result<Self> {
        let metrics = Self {
            seconds: HistogramVec::new(
                HistogramOpts::new(
                    "camera_probe_duration_seconds",
                    "Time that a stage of a probe took.",
                )
                .buckets(BUCKETS.to_vec()),
                &["stage"],
            )?,
            probes: IntCounterVec::new(
                Opts::new("camera_probes_total", "Probes, by what kind of result they had."),
                &["outcome"],
            )?,
            failures: IntCounterVec::new(
                Opts::new("camera_probe_failures_total", "Probes that failed, by reason."),
                &["reason"],
            )?,
            lag: Gauge::new(
                "prober_lag_seconds",
                "How late probes start: 99th percentile of the last 1,024.",
            )?,
            cameras: IntGauge::new("prober_cameras", "Cameras that this shard probes.")?,
            restored: IntGauge::new(
                "prober_states_restored",
                "1 when the stored states were restored at the start, 0 when the database did not give them.",
            )?,
            buffered: IntGauge::new("prober_events_buffered", "Events that wait for the database.")?,
            lost: IntCounter::new(
                "prober_events_lost_total",
                "Events that could not be kept or stored.",
            )?,
            lost_rollups: IntCounter::new(
                "prober_rollups_lost_total",
                "Counted buckets of 5 minutes that could not be kept or stored.",
            )?,
            batches: IntCounterVec::new(
                Opts::new(
                    "prober_batches_total",
                    "Batches sent to the database, by outcome.",
                ),
                &["outcome"],
            )?,
        };
        metrics.register(registry)?;
        Ok(metrics)
    }

    fn register(&self, registry: &Registry) -> prometheus::Result<()> {
        let Self {
            seconds,
            probes,
            failures,
            lag,
            cameras,
            restored,
            buffered,
            lost,
            lost_rollups,
            batches,
        } = self;
        registry.register(Box::new(seconds.clone()))?;
        registry.register(Box::new(probes.clone()))?;
        registry.register(Box::new(failures.clone()))?;
        registry.register(Box::new(lag.clone()))?;
        registry.register(Box::new(cameras.clone()))?;
        registry.register(Box::new(restored.clone()))?;
        registry.register(Box::new(buffered.clone()))?;
        registry.register(Box::new(lost.clone()))?;
        registry.register(Box::new(lost_rollups.clone()))?;
        registry.register(Box::new(batches.clone()))
    }

    /// Counts a result, if anything was asked of the network for it.
    pub(super) fn observe(&self, result: &ProbeResult) {
        if !result.probed() {
            return;
        }
        for stage in &result.stages {
            self.seconds
                .with_label_values(&[stage.stage.as_str()])
                .observe(stage.duration.as_secs_f64());
        }
        self.probes
            .with_label_values(&[outcome_label(result.outcome.kind())])
            .inc();
        if let Some(reason) = result
            .outcome
            .reason()
            .filter(|reason| reason.kind() == Kind::Fail)
        {
            self.failures.with_label_values(&[reason.as_str()]).inc();
        }
    }
}

/// The value of the label `outcome`.
const fn outcome_label(kind: Option<Kind>) -> &'static str {
    match kind {
        None => "ok",
        Some(Kind::Fail) => "failed",
        Some(Kind::Soft) => "soft",
        Some(Kind::Neutral) => "neutral",
        Some(Kind::Unknown) => "unknown",
    }
}
