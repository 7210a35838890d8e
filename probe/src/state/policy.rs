//! How often a camera is probed and how much evidence a verdict takes.

use std::time::Duration;

use contract::inventory::{Depth, ProbeSettings};

/// Rhythm and thresholds of one camera. None of them is ever zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    interval_seconds: u32,
    timeout_seconds: u32,
    failure_threshold: u32,
    success_threshold: u32,
    sample_interval_seconds: u32,
    /// Zero for a camera whose stream is not sampled.
    sample_limit_seconds: u32,
}

impl Policy {
    /// From the start of one probe to the start of the next.
    #[must_use]
    pub fn interval(&self) -> Duration {
        Duration::from_secs(self.interval_seconds.into())
    }

    /// [`Policy::interval`] in seconds.
    #[must_use]
    pub const fn interval_seconds(&self) -> u32 {
        self.interval_seconds
    }

    /// From the start of one sample of the stream to the start of the next.
    #[must_use]
    pub fn sample_interval(&self) -> Duration {
        Duration::from_secs(self.sample_interval_seconds.into())
    }

    /// The most that a sample adds to a probe, zero for a camera whose stream is not sampled.
    #[must_use]
    pub fn sample_limit(&self) -> Duration {
        Duration::from_secs(self.sample_limit_seconds.into())
    }

    /// The most that one probe may take without a sample.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds.into())
    }

    /// Consecutive failures that make a camera Down.
    #[must_use]
    pub const fn failure_threshold(&self) -> u32 {
        self.failure_threshold
    }

    /// Consecutive results without failure that end Down.
    #[must_use]
    pub const fn success_threshold(&self) -> u32 {
        self.success_threshold
    }
}

impl From<&ProbeSettings> for Policy {
    /// Zeros, which no valid site holds, are taken as ones: a prober must not spin on a broken file.
    fn from(settings: &ProbeSettings) -> Self {
        let sample = &settings.sample;
        Self {
            interval_seconds: settings.interval_seconds.max(1),
            timeout_seconds: settings.timeout_seconds.max(1),
            failure_threshold: settings.failure_threshold.max(1),
            success_threshold: settings.success_threshold.max(1),
            sample_interval_seconds: sample.interval_seconds.max(1),
            sample_limit_seconds: if settings.depth == Depth::Stream {
                sample.seconds.saturating_add(sample.keyframe_timeout_seconds)
            } else {
                0
            },
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::from(&ProbeSettings::default())
    }
}
