//! What is told of a pass: a span, a line at its end, and metrics.

use std::time::Instant;

use crds::CameraSite;
use kube::ResourceExt as _;
use tracing::Span;
use tracing::field::Empty;

use crate::metrics::Metrics;

/// A pass that is under way.
pub(super) struct Trace {
    span: Span,
    started: Instant,
    metrics: Metrics,
}

impl Trace {
    /// Begins to trace a pass over the site.
    pub(super) fn begin(object: &CameraSite, metrics: &Metrics) -> Self {
        let metrics = metrics.of_one_pass();
        metrics.pass_begins();
        Self {
            span: tracing::info_span!(
                "pass",
                site = object.name_any(),
                namespace = object.namespace(),
                generation = object.metadata.generation,
                outcome = Empty,
                writes = Empty,
                duration_ms = Empty,
            ),
            started: Instant::now(),
            metrics,
        }
    }

    /// The span of the pass.
    pub(super) fn span(&self) -> Span {
        self.span.clone()
    }

    /// Metrics that count the writes of this pass, too.
    pub(super) const fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// The pass has ended: `outcome` is the reason of the site's readiness or of the failure.
    pub(super) fn end(self, outcome: &str, failed: bool) {
        let took = self.started.elapsed();
        let writes = self.metrics.written();
        self.metrics.pass(if failed { "error" } else { "ok" }, took);
        self.span.record("outcome", outcome);
        self.span.record("writes", writes);
        self.span
            .record("duration_ms", u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
        self.span.in_scope(|| {
            // At rest, passes are no news.
            if writes > 0 || failed {
                tracing::info!("a pass ended");
            } else {
                tracing::debug!("a pass ended");
            }
        });
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        self.metrics.pass_ends();
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use serde_json::Value;
    use tracing::subscriber::with_default;

    use super::*;
    use crate::telemetry;
    use crate::test_support::{MINIMAL, observed};

    /// Log lines in memory.
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// The log lines, at level info, of a pass with this many writes.
    fn told(writes: u32, failed: bool) -> Vec<Value> {
        let (site, _) = observed(MINIMAL);
        let metrics = Metrics::new().unwrap();
        let lines = Lines::default();
        let sink = lines.clone();
        let subscriber = telemetry::json(tracing_subscriber::EnvFilter::new("info"), move || sink.clone());
        with_default(subscriber, || {
            let trace = Trace::begin(&site, &metrics);
            for _ in 0..writes {
                trace.metrics().write("apply");
            }
            trace.end("RollingOut", failed);
        });
        let text = String::from_utf8(metrics.encode().unwrap()).unwrap();
        assert!(
            text.contains(&format!(
                "camerasite_operator_writes_total{{verb=\"apply\"}} {writes}"
            )) || writes == 0
        );
        assert!(
            text.contains("camerasite_operator_passes_in_progress 0"),
            "{text}"
        );
        let bytes = lines.0.lock().unwrap().clone();
        bytes
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect()
    }

    #[test]
    fn a_pass_that_wrote_or_failed_is_one_json_line_with_everything_in_its_span() {
        for (writes, failed) in [(3, false), (0, true)] {
            let lines = told(writes, failed);
            assert_eq!(lines.len(), 1, "{lines:?}");
            assert_eq!(lines[0]["message"], "a pass ended");
            let span = &lines[0]["span"];
            assert_eq!(span["name"], "pass");
            assert_eq!(span["site"], "corner-shop");
            assert_eq!(span["generation"], 3);
            assert_eq!(span["outcome"], "RollingOut");
            assert_eq!(span["writes"], writes);
            assert!(span["duration_ms"].is_u64(), "{span}");
        }
    }

    #[test]
    fn a_pass_at_rest_is_no_news() {
        assert!(told(0, false).is_empty());
    }
}
