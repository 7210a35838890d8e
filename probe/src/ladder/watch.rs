//! The time of a climb: one deadline for all, and what each stage took.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::ladder::Failure;
use crate::reason::Reason;
use crate::result::{Stage, StageTime};

/// A stopwatch with a deadline.
pub(crate) struct Watch {
    started: Instant,
    timeout: Duration,
    stages: Vec<StageTime>,
}

impl Watch {
    pub(crate) fn start(timeout: Duration) -> Self {
        Self {
            started: Instant::now(),
            timeout,
            stages: Vec::new(),
        }
    }

    pub(crate) fn deadline(&self) -> Instant {
        self.started + self.timeout
    }

    pub(crate) fn times(self) -> (Duration, Vec<StageTime>) {
        (self.started.elapsed(), self.stages)
    }

    /// Runs a part of `stage` up to the deadline and books its time.
    pub(crate) async fn stage<T>(
        &mut self,
        stage: Stage,
        part: impl Future<Output = T>,
    ) -> Result<T, Failure> {
        let begun = Instant::now();
        let done = timeout_at(self.deadline(), part).await;
        self.book(stage, begun.elapsed());
        done.map_err(|_| self.too_late(stage))
    }

    /// Adds time that was not spent under the deadline.
    pub(super) fn book(&mut self, stage: Stage, duration: Duration) {
        match self.stages.iter_mut().find(|time| time.stage == stage) {
            Some(time) => time.duration += duration,
            None => self.stages.push(StageTime { stage, duration }),
        }
    }

    fn too_late(&self, stage: Stage) -> Failure {
        let seconds = self.timeout.as_secs_f64();
        match stage {
            Stage::Dns => Failure::new(
                Reason::DnsFailed,
                format!("the name servers did not answer within {seconds} s"),
            ),
            Stage::Connect => Failure::new(
                Reason::Timeout,
                format!("no answer to a TCP connection within {seconds} s"),
            ),
            Stage::Icmp => Failure::new(Reason::Timeout, format!("no echo within {seconds} s")),
            Stage::Tls => Failure::new(
                Reason::Timeout,
                format!("connected, but no TLS handshake within {seconds} s"),
            ),
            Stage::Sample => Failure::new(
                Reason::Timeout,
                format!("the stream did not end in time: {seconds} s"),
            ),
            Stage::Options | Stage::Describe | Stage::Play | Stage::Http | Stage::Onvif => {
                let method = stage.as_str().to_ascii_uppercase();
                Failure::new(
                    Reason::Timeout,
                    format!("connected, but no answer to {method} within {seconds} s"),
                )
            }
        }
    }
}
