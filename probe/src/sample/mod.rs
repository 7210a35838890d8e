//! What a few seconds of a stream tell: whether it runs, how fast, and whether a viewer would see a picture.
//!
//! Pure: packets and their times come in, facts and a verdict come out.

mod rtp;
mod timeline;
mod verdict;

use std::time::Duration;

use contract::inventory::SampleSettings;

use crate::codec::{Codec, Seen};
use crate::facts::Facts;
use crate::sdp::Description;
use timeline::Timeline;

pub(crate) use verdict::Ending;

/// Bytes of a stream that a sample takes at most; a shorter sample is judged by what came.
pub(crate) const DATA_LIMIT: usize = 8 * 1024 * 1024;
/// A shorter time says nothing of a rate.
const SHORTEST: Duration = Duration::from_secs(1);

/// A sample in the making. All times count from PLAY.
#[derive(Clone, Debug)]
pub(crate) struct Sampler {
    codec: Option<Codec>,
    payload_type: Option<u8>,
    clock_rate: u32,
    /// As the description says, in pictures a second.
    declared: Option<f64>,
    length: Duration,
    keyframe_timeout: Duration,
    timeline: Timeline,
    seen: Seen,
    keyframe_at: Option<Duration>,
    bytes: u64,
    strays: u64,
}

impl Sampler {
    /// A sample of the stream that `description` tells of.
    pub(crate) fn new(description: &Description, settings: SampleSettings) -> Self {
        Self {
            codec: description.codec,
            payload_type: description.payload_type,
            clock_rate: description.clock_rate,
            declared: description.facts.fps,
            length: Duration::from_secs(settings.seconds.max(1).into()),
            keyframe_timeout: Duration::from_secs(settings.keyframe_timeout_seconds.max(1).into()),
            timeline: Timeline::default(),
            seen: Seen::default(),
            keyframe_at: None,
            bytes: 0,
            strays: 0,
        }
    }

    /// Takes in an RTP packet of the stream that came `at` this time.
    pub(crate) fn packet(&mut self, at: Duration, bytes: &[u8]) {
        let expected = |packet: &rtp::Packet<'_>| {
            self.payload_type
                .is_none_or(|expected| packet.payload_type == expected)
        };
        let Some(packet) = rtp::parse(bytes).filter(expected) else {
            self.stray();
            return;
        };
        self.bytes += bytes.len() as u64;
        self.timeline.packet(at, packet.timestamp);
        if let Some(codec) = self.codec {
            codec.look(packet.payload, &mut self.seen);
        }
        if self.seen.keyframe && self.keyframe_at.is_none() {
            self.keyframe_at = Some(at);
        }
    }

    /// Counts a frame that is not of the stream.
    pub(crate) const fn stray(&mut self) {
        self.strays += 1;
    }

    /// When the sample is over, as far as can be said now: its length after the first packet, or, while no key frame
    /// came, when time for one is up.
    pub(crate) fn over_at(&self) -> Duration {
        let played = self
            .timeline
            .first_at()
            .map_or(Duration::ZERO, |first| first + self.length);
        if self.lacks_keyframe() {
            played.max(self.keyframe_timeout)
        } else {
            played
        }
    }

    /// Whether there should be a key frame and none came; also while nothing came at all.
    fn lacks_keyframe(&self) -> bool {
        self.keyframe_at.is_none() && (self.codec.is_some() || self.timeline.first_at().is_none())
    }

    /// `facts` of the description, completed by what was measured until `end`.
    fn facts(&self, facts: Facts, end: Duration) -> Facts {
        let fps = self.timeline.pictures_per_second(self.clock_rate, end);
        let measured = match fps {
            // Packets from a server's buffer came faster than their pictures were taken.
            Some(fps) => Duration::try_from_secs_f64(f64::from(self.timeline.pictures()) / fps).ok(),
            None => Some(self.watched(end)).filter(|time| *time >= SHORTEST),
        };
        let size = facts.width.zip(facts.height).or(self.seen.size);
        Facts {
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
            fps: fps.map(rounded).or(facts.fps),
            bitrate_bps: measured.and_then(|time| (self.bytes * 8_000).checked_div(milliseconds(time))),
            first_packet_ms: self.timeline.first_at().map(milliseconds),
            first_keyframe_ms: self.keyframe_at.map(milliseconds),
            ..facts
        }
    }

    /// Time from the first packet until `end`.
    fn watched(&self, end: Duration) -> Duration {
        self.timeline
            .first_at()
            .map_or(Duration::ZERO, |first| end.saturating_sub(first))
    }
}

/// To hundredths, as people read it.
fn rounded(rate: f64) -> f64 {
    (rate * 100.0).round() / 100.0
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
