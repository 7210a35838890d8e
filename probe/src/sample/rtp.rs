//! RTP packets (RFC 3550 §5.1).

/// Bytes of a header without lists and extensions.
const HEADER: usize = 12;
/// Payload types that, with the marker bit set, are really types of RTCP packets (RFC 5761 §4).
const RTCP: std::ops::RangeInclusive<u8> = 72..=79;

/// A packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Packet<'a> {
    pub(super) payload_type: u8,
    /// In units of the clock of the stream; wraps around.
    pub(super) timestamp: u32,
    pub(super) payload: &'a [u8],
}

/// The packet in `bytes`; `None` where there is none of version 2, or it contradicts itself.
pub(super) fn parse(bytes: &[u8]) -> Option<Packet<'_>> {
    let (header, rest) = bytes.split_first_chunk::<HEADER>()?;
    let [flags, kind, _, _, t0, t1, t2, t3, ..] = *header;
    let payload_type = kind & 0x7f;
    if flags >> 6 != 2 || (kind & 0x80 != 0 && RTCP.contains(&payload_type)) {
        return None;
    }
    let contributors = 4 * usize::from(flags & 0x0f);
    let mut payload = rest.get(contributors..)?;
    if flags & 0x10 != 0 {
        let (&[_, _, high, low], extended) = payload.split_first_chunk::<4>()?;
        payload = extended.get(4 * usize::from(u16::from_be_bytes([high, low]))..)?;
    }
    if flags & 0x20 != 0 {
        let padding = usize::from(*payload.last()?);
        payload = payload.get(..payload.len().checked_sub(padding)?)?;
    }
    Some(Packet {
        payload_type,
        timestamp: u32::from_be_bytes([t0, t1, t2, t3]),
        payload,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packet(flags: u8, rest: &[u8]) -> Vec<u8> {
        [&[flags, 0xe0, 0, 1, 0, 0, 1, 0, 9, 9, 9, 9][..], rest].concat()
    }

    #[test]
    fn lists_extensions_and_padding_are_no_payload() {
        for (flags, rest) in [
            (0x80, &[7, 8][..]),
            (0x82, &[1, 1, 1, 1, 2, 2, 2, 2, 7, 8]),
            (0x90, &[0xbe, 0xde, 0, 1, 5, 5, 5, 5, 7, 8]),
            (0xa0, &[7, 8, 0, 0, 3]),
            (0xb1, &[1, 1, 1, 1, 0, 0, 0, 0, 7, 8, 1]),
        ] {
            let expected = Packet {
                payload_type: 96,
                timestamp: 256,
                payload: &[7, 8],
            };
            assert_eq!(parse(&packet(flags, rest)), Some(expected), "{flags:x}");
        }
    }

    #[test]
    fn what_contradicts_itself_is_no_packet() {
        for bytes in [
            packet(0x40, &[7]),
            packet(0x8f, &[7]),
            packet(0x90, &[0, 0, 0]),
            packet(0x90, &[0, 0, 0, 2, 1, 1, 1, 1]),
            packet(0xa0, &[7, 9]),
            packet(0xa0, &[]),
            vec![0x80; 11],
            // A sender report of RTCP.
            vec![0x80, 200, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ] {
            assert_eq!(parse(&bytes), None, "{bytes:x?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_whatever_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            if let Some(packet) = parse(&bytes) {
                prop_assert!(packet.payload.len() + HEADER <= bytes.len());
            }
        }
    }
}
