//! Width and height from the sequence parameter set that an H.264 description carries (RFC 6184 §8.1).

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use h264_reader::nal::sps::SeqParameterSet;
use h264_reader::rbsp::{BitReader, ByteReader};

/// Cameras are careless about padding and trailing bits.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Type of a NAL unit that holds a sequence parameter set.
const SPS: u8 = 7;
/// A sequence parameter set is some dozens of bytes; longer ones are not looked at.
const LONGEST: usize = 1024;

/// The size of the picture, cropping applied, from `sprop-parameter-sets` (base64 NAL units separated by commas).
pub(super) fn size(parameter_sets: &str) -> Option<(u32, u32)> {
    parameter_sets
        .split(',')
        .filter_map(|unit| BASE64.decode(unit.trim()).ok())
        .map(strip_start_code)
        .filter(|unit| unit.len() <= LONGEST)
        .find(|unit| unit.first().is_some_and(|header| header & 0x1f == SPS))
        .and_then(|unit| dimensions(&unit))
}

/// Some cameras put the start code of a byte stream (Annex B) in front.
fn strip_start_code(unit: Vec<u8>) -> Vec<u8> {
    let code = [&[0, 0, 0, 1][..], &[0, 0, 1]]
        .into_iter()
        .find(|code| unit.starts_with(code));
    match code {
        Some(code) => unit[code.len()..].to_vec(),
        None => unit,
    }
}

fn dimensions(unit: &[u8]) -> Option<(u32, u32)> {
    let payload = ByteReader::skipping_h264_header(unit);
    let (width, height) = SeqParameterSet::from_bits(BitReader::new(payload))
        .ok()?
        .pixel_dimensions()
        .ok()?;
    (width > 0 && height > 0).then_some((width, height))
}
