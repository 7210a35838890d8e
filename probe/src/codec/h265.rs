//! H.265: its packets (RFC 7798) and the size in its sequence parameter set (ITU-T H.265 §7.3.2.2).

use std::num::NonZeroUsize;
use std::ops::RangeInclusive;

use h264_reader::rbsp::{BitRead as _, BitReader, BitReaderError, ByteReader};

use super::{Size, units};

/// Bytes of a unit's header.
const HEADER: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1);
/// Slices of pictures that need no other (IRAP: BLA, IDR, CRA).
const IRAP: RangeInclusive<u8> = 16..=23;
const SEQUENCE_PARAMETER_SET: u8 = 33;
/// A packet that holds several units.
const AGGREGATION: u8 = 48;
/// A packet that holds a part of a unit.
const FRAGMENTATION: u8 = 49;
/// Bit of a part's header that marks the first one.
const START: u8 = 0x80;

/// Bits of a profile in `profile_tier_level()`, and of a level.
const PROFILE_BITS: u32 = 88;
const LEVEL_BITS: u32 = 8;
/// Sub-layers that the flags of `profile_tier_level()` have room for.
const SUB_LAYERS: u8 = 8;

const fn kind(header: u8) -> u8 {
    header >> 1 & 0x3f
}

/// Gives `each` the units that begin in `payload`; of a unit that comes in parts only its header.
pub(super) fn units(payload: &[u8], each: &mut dyn FnMut(&[u8])) {
    match payload {
        [header, _, rest @ ..] if kind(*header) == AGGREGATION => units::aggregated(rest, each),
        [header, layer, part, ..] if kind(*header) == FRAGMENTATION && part & START != 0 => {
            each(&[header & 0x81 | (part & 0x3f) << 1, *layer]);
        }
        [header, _, ..] if kind(*header) < AGGREGATION => each(payload),
        _ => {}
    }
}

pub(super) fn is_keyframe(unit: &[u8]) -> bool {
    unit.first().is_some_and(|header| IRAP.contains(&kind(*header)))
}

pub(super) fn is_sequence_parameter_set(unit: &[u8]) -> bool {
    unit.len() > HEADER.get() && kind(unit[0]) == SEQUENCE_PARAMETER_SET
}

/// The size that a sequence parameter set tells, without the parts that its conformance window cuts off.
pub(super) fn dimensions(unit: &[u8]) -> Option<Size> {
    read(unit).ok().flatten()
}

fn read(unit: &[u8]) -> Result<Option<Size>, BitReaderError> {
    let mut bits = BitReader::new(ByteReader::skipping_bytes(unit, HEADER));
    bits.skip(4, "sps_video_parameter_set_id")?;
    let sub_layers: u8 = bits.read::<3, u8>("sps_max_sub_layers_minus1")?;
    bits.skip(1, "sps_temporal_id_nesting_flag")?;
    bits.skip(PROFILE_BITS + LEVEL_BITS, "general profile and level")?;
    skip_sub_layers(&mut bits, sub_layers)?;
    bits.read_ue("sps_seq_parameter_set_id")?;
    let chroma = bits.read_ue("chroma_format_idc")?;
    if chroma == 3 {
        bits.skip(1, "separate_colour_plane_flag")?;
    }
    let width = bits.read_ue("pic_width_in_luma_samples")?;
    let height = bits.read_ue("pic_height_in_luma_samples")?;
    if !bits.read_bit("conformance_window_flag")? {
        return Ok(Some((width, height)));
    }
    let mut pair = || Ok::<_, BitReaderError>((bits.read_ue("first edge")?, bits.read_ue("second edge")?));
    let (left, right) = pair()?;
    let (top, bottom) = pair()?;
    let (columns, rows) = match chroma {
        1 => (2, 2),
        2 => (2, 1),
        _ => (1, 1),
    };
    Ok(cut(width, columns, left, right).zip(cut(height, rows, top, bottom)))
}

/// Passes over what `profile_tier_level()` tells of the sub-layers below the highest.
fn skip_sub_layers<R: std::io::BufRead + Clone>(
    bits: &mut BitReader<ByteReader<R>>,
    count: u8,
) -> Result<(), BitReaderError> {
    if count == 0 {
        return Ok(());
    }
    let mut length = 0;
    for _ in 0..count {
        if bits.read_bit("sub_layer_profile_present_flag")? {
            length += PROFILE_BITS;
        }
        if bits.read_bit("sub_layer_level_present_flag")? {
            length += LEVEL_BITS;
        }
    }
    bits.skip(2 * u32::from(SUB_LAYERS - count), "reserved_zero_2bits")?;
    bits.skip(length, "profiles and levels of sub-layers")
}

/// `whole` without `unit` times both edges.
fn cut(whole: u32, unit: u32, first: u32, second: u32) -> Option<u32> {
    whole.checked_sub(first.checked_add(second)?.checked_mul(unit)?)
}
