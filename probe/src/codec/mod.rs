//! Video codecs as far as a probe looks into them: where a picture begins that needs no other, and its size.
//!
//! Nothing is decoded. What is read of a parameter set stands in its first bytes.

mod h264;
mod h265;
mod jpeg;
mod units;

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

/// Cameras are careless about padding and trailing bits.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A parameter set is some dozens of bytes; longer ones are not looked at.
const LONGEST_PARAMETER_SET: usize = 1024;
/// Parameter sets without a size that are looked at in a stream: a stranger could send nothing else.
const PARAMETER_SET_TRIES: u8 = 8;
/// Widest and highest picture that is believed.
const SIZE_LIMIT: u32 = 32_768;

/// Width and height in pixels, cropping applied.
pub(crate) type Size = (u32, u32);

/// A codec that we can judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    /// RTP payload of RFC 6184.
    H264,
    /// RTP payload of RFC 7798.
    H265,
    /// RTP payload of RFC 2435.
    Mjpeg,
}

/// What was seen of a stream so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// A picture began that needs no other.
    pub(crate) keyframe: bool,
    pub(crate) size: Option<Size>,
    tries: u8,
}

impl Codec {
    /// The codec of the name that facts show.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "H264" => Some(Self::H264),
            "H265" => Some(Self::H265),
            "MJPEG" => Some(Self::Mjpeg),
            _ => None,
        }
    }

    /// The parameter of `a=fmtp` that holds parameter sets.
    pub(crate) const fn parameter_sets_key(self) -> Option<&'static str> {
        match self {
            Self::H264 => Some("sprop-parameter-sets"),
            Self::H265 => Some("sprop-sps"),
            Self::Mjpeg => None,
        }
    }

    /// The size from base64 parameter sets separated by commas.
    pub(crate) fn size_of_sets(self, sets: &str) -> Option<Size> {
        sets.split(',')
            .filter(|set| set.len() <= 2 * LONGEST_PARAMETER_SET)
            .filter_map(|set| BASE64.decode(set.trim()).ok())
            .find_map(|set| self.size_of_unit(strip_start_code(&set)))
    }

    /// Looks into the payload of an RTP packet.
    pub(crate) fn look(self, payload: &[u8], seen: &mut Seen) {
        match self {
            Self::H264 => h264::units(payload, &mut |unit| self.look_at_unit(unit, seen)),
            Self::H265 => h265::units(payload, &mut |unit| self.look_at_unit(unit, seen)),
            Self::Mjpeg => jpeg::look(payload, seen),
        }
    }

    fn look_at_unit(self, unit: &[u8], seen: &mut Seen) {
        seen.keyframe |= match self {
            Self::H264 => h264::is_keyframe(unit),
            Self::H265 => h265::is_keyframe(unit),
            Self::Mjpeg => false,
        };
        if seen.size.is_none() && seen.tries < PARAMETER_SET_TRIES && self.is_parameter_set(unit) {
            seen.tries += 1;
            seen.size = self.size_of_unit(unit);
        }
    }

    fn is_parameter_set(self, unit: &[u8]) -> bool {
        match self {
            Self::H264 => h264::is_sequence_parameter_set(unit),
            Self::H265 => h265::is_sequence_parameter_set(unit),
            Self::Mjpeg => false,
        }
    }

    fn size_of_unit(self, unit: &[u8]) -> Option<Size> {
        if unit.len() > LONGEST_PARAMETER_SET || !self.is_parameter_set(unit) {
            return None;
        }
        let (width, height) = match self {
            Self::H264 => h264::dimensions(unit),
            Self::H265 => h265::dimensions(unit),
            Self::Mjpeg => None,
        }?;
        let believable = 1..=SIZE_LIMIT;
        (believable.contains(&width) && believable.contains(&height)).then_some((width, height))
    }
}

/// Some cameras put the start code of a byte stream (Annex B) in front.
fn strip_start_code(unit: &[u8]) -> &[u8] {
    unit.strip_prefix(&[0, 0, 0, 1])
        .or_else(|| unit.strip_prefix(&[0, 0, 1]))
        .unwrap_or(unit)
}

#[cfg(test)]
mod tests;
