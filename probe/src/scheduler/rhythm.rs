//! When a camera is asked for more than an answer: a sample of its stream, who it is, a picture.

use std::time::Duration;

use tokio::time::Instant;

use crate::clock;
use crate::reason::Kind;
use crate::result::{ProbeResult, Scope};
use crate::scheduler::Assigned;
use crate::state::Machine;

/// Time within which the first sample follows the first good probe.
const FIRST_SAMPLE: Duration = Duration::from_secs(30);
/// From one question who the camera is to the next.
const DEVICE: Duration = Duration::from_mins(10);
/// Seconds from one picture to the next.
const PICTURE: std::ops::RangeInclusive<f64> = 60.0..=90.0;

/// When each of them is due. A camera that fails is asked for nothing beside an answer.
#[derive(Debug, Default)]
pub(super) struct Rhythm {
    /// `None` before the first good probe.
    sample: Option<Instant>,
    /// `None` when it is due.
    device: Option<Instant>,
    /// `None` when it is due.
    picture: Option<Instant>,
    failing: bool,
}

impl Rhythm {
    /// What a probe that starts now should look at.
    pub(super) fn scope(&self, assigned: &Assigned, machine: &Machine) -> Scope {
        let now = Instant::now();
        let due = |at: Option<Instant>| at.is_none_or(|at| at <= now);
        let sample = !self.failing && self.sample.is_some() && due(self.sample);
        Scope {
            sample: assigned.is_sampled() && (sample || machine.doubts_stream()),
            device: !self.failing && due(self.device),
            picture: !self.failing && assigned.has_picture() && due(self.picture),
        }
    }

    /// Everything that can be asked of the camera.
    pub(super) fn full_scope(assigned: &Assigned) -> Scope {
        Scope {
            sample: assigned.is_sampled(),
            device: true,
            picture: assigned.has_picture(),
        }
    }

    /// Takes in the end of a probe that was asked for `scope`.
    pub(super) fn note(&mut self, scope: Scope, result: &ProbeResult, assigned: &Assigned) {
        let now = Instant::now();
        self.failing = result.outcome.kind() == Some(Kind::Fail);
        if scope.sample {
            self.sample = Some(now + clock::jittered(assigned.policy.sample_interval()));
        }
        if self.failing {
            // What comes back may be another device.
            self.device = None;
            return;
        }
        if scope.device {
            self.device = Some(now + clock::jittered(DEVICE));
        }
        if scope.picture {
            let seconds = Duration::from_secs_f64(rand::random_range(PICTURE));
            self.picture = Some(now + seconds);
        }
        self.sample
            .get_or_insert_with(|| now + FIRST_SAMPLE.mul_f64(rand::random()));
    }
}
