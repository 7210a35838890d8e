//! H.264: its packets (RFC 6184) and the size in its sequence parameter set.

use h264_reader::nal::sps::SeqParameterSet;
use h264_reader::rbsp::{BitReader, ByteReader};

use super::{Size, units};

/// A slice of a picture that needs no other.
const IDR: u8 = 5;
const SEQUENCE_PARAMETER_SET: u8 = 7;
/// Packets that hold several units, without and with a number of their order.
const STAP_A: u8 = 24;
const STAP_B: u8 = 25;
/// Packets that hold a part of a unit, without and with a number of their order.
const FU_A: u8 = 28;
const FU_B: u8 = 29;
/// Bit of a part's header that marks the first one.
const START: u8 = 0x80;

const fn kind(header: u8) -> u8 {
    header & 0x1f
}

/// Gives `each` the units that begin in `payload`; of a unit that comes in parts only its header.
pub(super) fn units(payload: &[u8], each: &mut dyn FnMut(&[u8])) {
    match payload {
        [header, rest @ ..] if kind(*header) == STAP_A => units::aggregated(rest, each),
        [header, _, _, rest @ ..] if kind(*header) == STAP_B => units::aggregated(rest, each),
        [header, part, ..] if matches!(kind(*header), FU_A | FU_B) && part & START != 0 => {
            each(&[header & 0xe0 | kind(*part)]);
        }
        [header, ..] if (1..STAP_A).contains(&kind(*header)) => each(payload),
        _ => {}
    }
}

pub(super) fn is_keyframe(unit: &[u8]) -> bool {
    unit.first().is_some_and(|header| kind(*header) == IDR)
}

pub(super) fn is_sequence_parameter_set(unit: &[u8]) -> bool {
    unit.len() > 1 && kind(unit[0]) == SEQUENCE_PARAMETER_SET
}

/// The size that a sequence parameter set tells.
pub(super) fn dimensions(unit: &[u8]) -> Option<Size> {
    let payload = ByteReader::skipping_h264_header(unit);
    SeqParameterSet::from_bits(BitReader::new(payload))
        .ok()?
        .pixel_dimensions()
        .ok()
}
