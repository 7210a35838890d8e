//! The verdict on a sample.

use std::time::Duration;

use super::{SHORTEST, Sampler, rounded};
use crate::facts::Facts;
use crate::ladder::Failure;
use crate::reason::Reason;

/// How a sample came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It was long enough, or what came was too much or not understood: what came before that counts.
    Complete,
    /// The camera ended the stream.
    Broken,
}

impl Sampler {
    /// The facts, with those of the description, and what is wrong with the stream.
    pub(crate) fn finish(self, facts: Facts, end: Duration, ending: Ending) -> (Facts, Option<Failure>) {
        let facts = self.facts(facts, end);
        let flaw = self.flaw(&facts, end, ending);
        (facts, flaw)
    }

    /// The worst thing first.
    fn flaw(&self, facts: &Facts, end: Duration, ending: Ending) -> Option<Failure> {
        self.no_media(end, ending)
            .or_else(|| self.frozen())
            .or_else(|| self.no_keyframe(end))
            .or_else(|| self.low_rate(end))
            .or_else(|| self.unsupported(facts))
    }

    fn no_media(&self, end: Duration, ending: Ending) -> Option<Failure> {
        let seconds = end.as_secs_f64();
        let message = match (self.timeline.first_at(), ending) {
            (Some(_), Ending::Complete) => return None,
            (Some(_), Ending::Broken) => {
                format!("the camera ended the stream by itself after {seconds:.1} s")
            }
            (None, Ending::Broken) => "the camera ended the stream before any video came".to_owned(),
            (None, Ending::Complete) if self.strays > 0 => format!(
                "the camera plays, but no video came within {seconds:.1} s; what came ({} packets) was of another stream",
                self.strays
            ),
            (None, Ending::Complete) => format!("the camera plays, but no video came within {seconds:.1} s"),
        };
        Some(Failure::new(Reason::NoMedia, message))
    }

    fn frozen(&self) -> Option<Failure> {
        let still = self.timeline.stood_still();
        (still >= SHORTEST.max(self.length / 2)).then(|| {
            let message = format!(
                "the stream's clock stands still: packets of one and the same picture came for {:.1} s",
                still.as_secs_f64()
            );
            Failure::new(Reason::Frozen, message)
        })
    }

    fn no_keyframe(&self, end: Duration) -> Option<Failure> {
        // A sample that ended before its time says nothing of the key frames that would have come.
        (self.lacks_keyframe() && end >= self.keyframe_timeout).then(|| {
            let seconds = self.keyframe_timeout.as_secs();
            let message = format!(
                "no key frame came within {seconds} s, so that viewers see nothing; shorten the camera's key frame interval"
            );
            Failure::new(Reason::NoKeyframe, message)
        })
    }

    fn low_rate(&self, end: Duration) -> Option<Failure> {
        let declared = self.declared?;
        let watched = self.watched(end);
        if watched < SHORTEST {
            return None;
        }
        let measured = self
            .timeline
            .pictures_per_second(self.clock_rate, end)
            .unwrap_or_else(|| f64::from(self.timeline.pictures()) / watched.as_secs_f64());
        (measured < declared / 2.0).then(|| {
            let message = format!(
                "{} pictures a second came, {} are declared",
                rounded(measured),
                rounded(declared)
            );
            Failure::new(Reason::LowFps, message)
        })
    }

    fn unsupported(&self, facts: &Facts) -> Option<Failure> {
        self.codec.is_none().then(|| {
            let codec = facts.codec.as_deref().unwrap_or("of no name");
            let message = format!("the stream runs, but its codec {codec} cannot be judged");
            Failure::new(Reason::UnsupportedCodec, message)
        })
    }
}
