use proptest::prelude::*;

use super::*;

/// The first IDR slice, a sequence parameter set of 640×360 and a picture parameter set of x264.
const H264_SPS: &str = "Z2QAHqzZQKAv+XAWoMDA1KAAAAMAIAAABlHixbLA";
const H265_SPS: &str = "QgEBAWAAAAMAkAAAAwAAAwA/oAUCAXHy5ZWVKTC//AAEAAWoMDAwIAAAAwAgAAADA8E=";

fn looked(codec: Codec, payloads: &[&[u8]]) -> Seen {
    let mut seen = Seen::default();
    for payload in payloads {
        codec.look(payload, &mut seen);
    }
    seen
}

fn sets(text: &str) -> Vec<u8> {
    BASE64.decode(text).unwrap()
}

/// An aggregation packet of `units` behind `header`.
fn aggregate(header: &[u8], units: &[&[u8]]) -> Vec<u8> {
    let mut packet = header.to_vec();
    for unit in units {
        packet.extend_from_slice(&u16::try_from(unit.len()).unwrap().to_be_bytes());
        packet.extend_from_slice(unit);
    }
    packet
}

#[test]
fn h264_sizes_come_with_cropping() {
    // Made by x264 and OpenH264; 360, 1080, 722 and 702 are no multiples of 16.
    for (sets, size) in [
        (H264_SPS, (640, 360)),
        ("Z2QAKKzZQHgCJ+XAWoCAgKAAAAMAIAAABlHjBjLA", (1920, 1080)),
        ("Z2QAIKzZQFAF34jAWoCAgKAAAAMAIAAABlHjBjLA", (1280, 722)),
        ("Z0LAH4yNQFgJPXAPCIRq", (702, 576)),
    ] {
        assert_eq!(Codec::H264.size_of_sets(sets), Some(size), "{sets}");
    }
}

#[test]
fn h265_sizes_come_with_their_conformance_window_in_every_chroma_format() {
    // Made by x265: 4:2:0, 4:2:2 and 4:4:4. It codes blocks of 8, so most of these sizes need the window.
    for (sets, size) in [
        (H265_SPS, (640, 360)),
        (
            "QgEBAWAAAAMAkAAAAwAAAwB4oAPAgBEHy5ZWVKTC//AAEAAWoCAgIIAAAAMAgAAADwQ=",
            (1920, 1080),
        ),
        (
            "QgEBAWAAAAMAkAAAAwAAAwCWoAFQIAXxZZWVKTC//AAEAAWoCAgIIAAAAwAgAAADA8E=",
            (2688, 1520),
        ),
        (
            "QgEBAWAAAAMAkAAAAwAAAwBaoAWCAJB15ZWVKTC//AAEAAWoMDAwIAAAAwAgAAADA8E=",
            (702, 576),
        ),
        (
            "QgEBBAgAAAMAnQgAAAMAAD+wBSIBccRPllZUpML/8AAQABagwMDAgAAAAwCAAAAPBA==",
            (642, 362),
        ),
        (
            "QgEBBAgAAAMAnggAAAMAAD+QAKRALjhCIyysqUmF/+AAIAAtQYGBgQAAAwABAAADAB4I",
            (641, 361),
        ),
    ] {
        assert_eq!(Codec::H265.size_of_sets(sets), Some(size), "{sets}");
    }
}

/// Bits written one after the other.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn fixed(mut self, count: u32, value: u64) -> Self {
        self.0.extend((0..count).rev().map(|bit| value >> bit & 1 == 1));
        self
    }

    /// An unsigned number in Exp-Golomb code.
    fn number(self, value: u64) -> Self {
        let length = (value + 1).ilog2();
        self.fixed(length, 0).fixed(length + 1, value + 1)
    }

    /// A unit of these bits behind `header`, with its emulation prevention bytes.
    fn unit(self, header: &[u8]) -> Vec<u8> {
        let mut unit = header.to_vec();
        let mut zeros = 0;
        for bits in self.0.chunks(8) {
            let byte = bits
                .iter()
                .enumerate()
                .fold(0, |byte, (index, bit)| byte | u8::from(*bit) << (7 - index));
            if zeros == 2 && byte <= 3 {
                unit.push(3);
                zeros = 0;
            }
            zeros = if byte == 0 { zeros + 1 } else { 0 };
            unit.push(byte);
        }
        unit
    }
}

#[test]
fn h265_sub_layers_are_passed_over() {
    for count in 0..=6_u32 {
        let mut bits = Bits::default().fixed(4, 0).fixed(3, count.into()).fixed(1, 1);
        bits = bits.fixed(56, 0x01_6000_0003).fixed(40, 93);
        // Odd sub-layers have a profile, even ones a level as well.
        for layer in 0..count {
            bits = bits.fixed(1, 1).fixed(1, u64::from(layer % 2 == 0));
        }
        if count > 0 {
            bits = bits.fixed(2 * (8 - count), 0);
        }
        for layer in 0..count {
            bits = bits.fixed(56, 0).fixed(32, 0);
            if layer % 2 == 0 {
                bits = bits.fixed(8, 90);
            }
        }
        bits = bits.number(0).number(1).number(1920).number(1088).fixed(1, 1);
        bits = bits.number(0).number(0).number(0).number(4).fixed(8, 0x80);
        let unit = bits.unit(&[0x42, 0x01]);
        assert_eq!(Codec::H265.size_of_unit(&unit), Some((1920, 1080)), "{count}");
    }
}

#[test]
fn a_window_larger_than_the_picture_gives_no_size() {
    let bits = Bits::default().fixed(8, 1).fixed(56, 0).fixed(40, 0);
    let bits = bits.number(0).number(1).number(64).number(64).fixed(1, 1);
    let bits = bits
        .number(u64::from(u32::MAX) - 1)
        .number(4)
        .number(0)
        .number(0)
        .fixed(8, 0x80);
    assert_eq!(Codec::H265.size_of_unit(&bits.unit(&[0x42, 0x01])), None);
}

#[test]
fn careless_base64_is_read() {
    for (codec, good, size) in [
        (Codec::H264, H264_SPS, (640, 360)),
        (Codec::H265, H265_SPS, (640, 360)),
    ] {
        let with_start_code =
            base64::engine::general_purpose::STANDARD.encode([&[0, 0, 0, 1][..], &sets(good)].concat());
        for sets in [
            format!("aOvssiw=,{good}"),
            format!(" {} ,", good.trim_end_matches('=')),
            format!("!!,{good}"),
            with_start_code,
        ] {
            assert_eq!(codec.size_of_sets(&sets), Some(size), "{sets}");
        }
    }
}

#[test]
fn an_h264_key_frame_is_seen_however_it_is_packed() {
    let single: &[u8] = &[0x65, 0x88, 0x84];
    let first_part: &[u8] = &[0x7c, 0x85, 0x88];
    let aggregated = aggregate(&[0x78], &[&sets(H264_SPS), &[0x68, 1], single]);
    let numbered = aggregate(&[0x79, 0, 0], &[single]);
    for payload in [single, first_part, &aggregated, &numbered] {
        assert!(looked(Codec::H264, &[payload]).keyframe, "{payload:x?}");
    }
    let later_part: &[u8] = &[0x7c, 0x05, 0x88];
    let slice: &[u8] = &[0x41, 0x9a];
    let part_of_slice: &[u8] = &[0x7c, 0x81, 0x9a];
    for payload in [
        later_part,
        slice,
        part_of_slice,
        &[],
        &[0x78],
        &[0x7c],
        &[0x1f, 0x65],
    ] {
        assert!(!looked(Codec::H264, &[payload]).keyframe, "{payload:x?}");
    }
}

#[test]
fn an_h265_key_frame_is_seen_however_it_is_packed() {
    let single: &[u8] = &[0x26, 0x01, 0xaf];
    let first_part: &[u8] = &[0x62, 0x01, 0x93, 0xaf];
    let clean_random_access: &[u8] = &[0x2a, 0x01, 0xaf];
    let aggregated = aggregate(&[0x60, 0x01], &[&sets(H265_SPS), single]);
    for payload in [single, first_part, clean_random_access, &aggregated] {
        assert!(looked(Codec::H265, &[payload]).keyframe, "{payload:x?}");
    }
    let later_part: &[u8] = &[0x62, 0x01, 0x13, 0xaf];
    let slice: &[u8] = &[0x02, 0x01, 0xd0];
    for payload in [later_part, slice, &[], &[0x60, 0x01], &[0x62, 0x01]] {
        assert!(!looked(Codec::H265, &[payload]).keyframe, "{payload:x?}");
    }
}

#[test]
fn the_size_is_found_in_the_stream() {
    let h264 = sets(H264_SPS);
    let h265 = sets(H265_SPS);
    assert_eq!(looked(Codec::H264, &[&h264]).size, Some((640, 360)));
    assert_eq!(looked(Codec::H265, &[&h265]).size, Some((640, 360)));
    let aggregated = aggregate(&[0x60, 0x01], &[&[0x40, 0x01, 0x0c], &h265]);
    assert_eq!(looked(Codec::H265, &[&aggregated]).size, Some((640, 360)));
}

#[test]
fn a_flood_of_parameter_sets_without_a_size_is_not_read() {
    let junk: &[u8] = &[0x67, 0xff];
    let mut seen = Seen::default();
    for _ in 0..u16::from(PARAMETER_SET_TRIES) {
        Codec::H264.look(junk, &mut seen);
    }
    Codec::H264.look(&sets(H264_SPS), &mut seen);
    assert_eq!(seen.size, None);
}

#[test]
fn every_jpeg_picture_begins_with_its_size() {
    let first = looked(Codec::Mjpeg, &[&[0, 0, 0, 0, 1, 255, 80, 45, 0, 0]]);
    assert_eq!((first.keyframe, first.size), (true, Some((640, 360))));
    let later = looked(Codec::Mjpeg, &[&[0, 0, 5, 0, 1, 255, 80, 45]]);
    assert_eq!((later.keyframe, later.size), (false, None));
    let huge = looked(Codec::Mjpeg, &[&[0, 0, 0, 0, 1, 255, 0, 0]]);
    assert_eq!((huge.keyframe, huge.size), (true, None));
    assert!(!looked(Codec::Mjpeg, &[&[0, 0, 0, 0, 1, 255, 80]]).keyframe);
}

proptest! {
    #[test]
    fn no_payload_whatever_breaks_the_look(payload in prop::collection::vec(any::<u8>(), 0..300)) {
        for codec in [Codec::H264, Codec::H265, Codec::Mjpeg] {
            looked(codec, &[&payload]);
        }
    }

    #[test]
    fn a_damaged_parameter_set_gives_a_believable_size_or_none(position in 2_usize..40, bit in 0_u8..8) {
        for (codec, good) in [(Codec::H264, H264_SPS), (Codec::H265, H265_SPS)] {
            let mut unit = sets(good);
            let index = position % unit.len();
            unit[index] ^= 1 << bit;
            if let Some((width, height)) = codec.size_of_unit(&unit) {
                prop_assert!(width.min(height) > 0 && width.max(height) <= SIZE_LIMIT);
            }
        }
    }
}
