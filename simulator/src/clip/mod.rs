//! The stream that every camera plays: a short clip of H.264, indexed and packetised once and shared by all sessions.

mod rtp;
mod sdp;

use bytes::Bytes;
use thiserror::Error;

pub(crate) use rtp::{PAYLOAD_TYPE, Packet, UNKNOWN_CODEC, push as push_packet};
pub(crate) use sdp::{BROKEN, Codec, describe, sound_only};

/// The committed clip; `hack/simulator/stream` makes it.
static CLIP: &[u8] = include_bytes!("../../assets/clip.h264");

/// Frames a second of the clip.
pub(crate) const FRAMES_PER_SECOND: u32 = 10;
/// Steps of the RTP clock from frame to frame (90 kHz, RFC 6184 §8.2.1).
pub(crate) const FRAME_TICKS: u32 = 90_000 / FRAMES_PER_SECOND;

/// NAL unit types of H.264 (ITU-T H.264, table 7-1).
mod unit {
    pub(super) const SLICE: u8 = 1;
    pub(super) const KEY_SLICE: u8 = 5;
    pub(super) const SPS: u8 = 7;
    pub(super) const PPS: u8 = 8;
}

/// A clip that cannot be played.
#[derive(Debug, Error)]
#[error("the clip cannot be played: {0}; make it anew with hack/simulator/stream")]
pub struct ClipError(&'static str);

/// A clip ready to be sent.
#[derive(Debug)]
pub(crate) struct Clip {
    pub(crate) frames: Vec<Frame>,
    /// Sequence parameter set.
    pub(crate) sps: Bytes,
    /// Picture parameter set.
    pub(crate) pps: Bytes,
}

/// One picture.
#[derive(Debug)]
pub(crate) struct Frame {
    /// Decodable by itself.
    pub(crate) is_key: bool,
    pub(crate) packets: Vec<Packet>,
}

impl Clip {
    /// The committed clip.
    pub(crate) fn bundled() -> Result<Self, ClipError> {
        Self::index(&Bytes::from_static(CLIP))
    }

    /// Indexes a byte stream (ITU-T H.264, annex B) of one slice a picture that begins with a key frame.
    fn index(stream: &Bytes) -> Result<Self, ClipError> {
        let units = units(stream);
        let find = |wanted| units.iter().find(|unit| kind(unit) == wanted).cloned();
        let sps = find(unit::SPS).ok_or(ClipError("it has no sequence parameter set"))?;
        let pps = find(unit::PPS).ok_or(ClipError("it has no picture parameter set"))?;
        let (mut frames, mut picture) = (Vec::new(), Vec::new());
        for unit in units {
            let kind = kind(&unit);
            picture.push(unit);
            if matches!(kind, unit::SLICE | unit::KEY_SLICE) {
                let packets = rtp::packetise(&std::mem::take(&mut picture));
                frames.push(Frame {
                    is_key: kind == unit::KEY_SLICE,
                    packets,
                });
            }
        }
        if !frames.first().is_some_and(|frame| frame.is_key) {
            return Err(ClipError("it does not begin with a key frame"));
        }
        Ok(Self { frames, sps, pps })
    }

    /// The frame at a place of the endless loop.
    pub(crate) fn frame(&self, place: usize) -> &Frame {
        &self.frames[place % self.frames.len()]
    }

    /// The last place up to `place` that holds a key frame.
    pub(crate) fn key_before(&self, place: usize) -> usize {
        // The first frame is a key frame, so a loop's length back there is one.
        (0..self.frames.len())
            .map(|back| place.wrapping_sub(back))
            .find(|&place| self.frame(place).is_key)
            .unwrap_or(place)
    }
}

fn kind(unit: &Bytes) -> u8 {
    unit.first().map_or(0, |first| first & 0x1f)
}

/// The units between the start codes.
fn units(stream: &Bytes) -> Vec<Bytes> {
    let codes: Vec<usize> = (0..stream.len().saturating_sub(2))
        .filter(|&at| stream[at..].starts_with(&[0, 0, 1]))
        .collect();
    let ends = codes.iter().skip(1).copied().chain([stream.len()]);
    codes
        .iter()
        .zip(ends)
        .map(|(&code, end)| {
            // The zero of a longer start code, or padding: no unit ends with one.
            let padding = stream[code..end]
                .iter()
                .rev()
                .take_while(|&&byte| byte == 0)
                .count();
            stream.slice((code + 3).min(end - padding)..end - padding)
        })
        .filter(|unit| !unit.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_clip_is_what_the_description_says() {
        let clip = Clip::bundled().unwrap();
        assert_eq!(clip.frames.len(), 100);
        let keys: Vec<usize> = (0..100).filter(|&at| clip.frame(at).is_key).collect();
        assert_eq!(keys, (0..100).step_by(10).collect::<Vec<_>>());
        assert_eq!((kind(&clip.sps), kind(&clip.pps)), (unit::SPS, unit::PPS));
        let bytes: usize = clip
            .frames
            .iter()
            .flat_map(|frame| &frame.packets)
            .map(|packet| packet.payload.len())
            .sum();
        assert!(bytes <= 300_000, "{bytes}");
    }

    #[test]
    fn the_loop_goes_on_behind_its_end() {
        let clip = Clip::bundled().unwrap();
        assert_eq!(
            [0, 9, 10, 105, 119].map(|place| clip.key_before(place)),
            [0, 0, 10, 100, 110]
        );
        assert!(std::ptr::eq(clip.frame(3), clip.frame(203)));
    }

    #[test]
    fn units_are_found_behind_start_codes_of_both_lengths() {
        let stream = Bytes::from_static(&[0, 0, 0, 1, 7, 1, 0, 0, 1, 8, 2, 0, 0, 0, 1, 5, 3, 0, 0]);
        assert_eq!(units(&stream), [&[7, 1][..], &[8, 2], &[5, 3]]);
        assert!(units(&Bytes::from_static(&[0, 0, 1])).is_empty());
        assert!(units(&Bytes::new()).is_empty());
    }

    #[test]
    fn a_clip_that_cannot_be_played_says_why() {
        for (stream, why) in [
            (&[][..], "no sequence"),
            (&[0, 0, 1, 7, 1], "no picture parameter"),
            (&[0, 0, 1, 7, 1, 0, 0, 1, 8, 1, 0, 0, 1, 1, 1], "key frame"),
        ] {
            let error = Clip::index(&Bytes::from_static(stream)).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
