//! H.264 in RTP packets (RFC 3550, RFC 6184), in the frames of an RTSP connection (RFC 2326 §10.12).

use bytes::Bytes;

/// Most bytes of a payload: what fits into an Ethernet frame.
const PAYLOAD_LIMIT: usize = 1_400;
/// The dynamic payload type of the stream.
pub(crate) const PAYLOAD_TYPE: u8 = 96;
/// Payload of a stream whose codec nobody asked for.
pub(crate) static UNKNOWN_CODEC: &[u8] = &[0x10; 200];

/// Aggregation of several units in one packet (RFC 6184 §5.7.1).
const STAP_A: u8 = 24;
/// Fragment of a unit (RFC 6184 §5.8).
const FU_A: u8 = 28;

/// A packet without its header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Packet {
    pub(crate) payload: Bytes,
    /// The last packet of its picture.
    pub(crate) marker: bool,
}

/// The packets of one picture: small units together, large ones in fragments.
pub(super) fn packetise(units: &[Bytes]) -> Vec<Packet> {
    let mut payloads = Vec::new();
    let mut small: Vec<Bytes> = Vec::new();
    for unit in units {
        if !fits(&small, unit) {
            payloads.extend(join(&std::mem::take(&mut small)));
        }
        if unit.len() > PAYLOAD_LIMIT {
            payloads.extend(fragments(unit));
        } else {
            small.push(unit.clone());
        }
    }
    payloads.extend(join(&small));
    let last = payloads.len().saturating_sub(1);
    let packets = payloads.into_iter().enumerate();
    packets
        .map(|(at, payload)| Packet {
            payload,
            marker: at == last,
        })
        .collect()
}

/// Whether `unit` may join those that wait, in one packet.
fn fits(waiting: &[Bytes], unit: &Bytes) -> bool {
    let length: usize = waiting.iter().chain([unit]).map(|unit| 2 + unit.len()).sum();
    // One byte is the header of the STAP-A.
    length < PAYLOAD_LIMIT
}

/// One unit as it is, several as a STAP-A.
fn join(units: &[Bytes]) -> Option<Bytes> {
    let [first, others @ ..] = units else { return None };
    if others.is_empty() {
        return Some(first.clone());
    }
    let importance = units
        .iter()
        .filter_map(|unit| unit.first())
        .map(|first| first & 0x60)
        .max();
    let mut payload = vec![importance.unwrap_or_default() | STAP_A];
    for unit in units {
        // A unit of a STAP-A is shorter than a packet.
        payload.extend(u16::try_from(unit.len()).unwrap_or_default().to_be_bytes());
        payload.extend_from_slice(unit);
    }
    Some(payload.into())
}

/// A large unit as FU-As.
fn fragments(unit: &Bytes) -> Vec<Bytes> {
    let Some((&header, body)) = unit.split_first() else {
        return Vec::new();
    };
    let parts = body.chunks(PAYLOAD_LIMIT - 2);
    let last = parts.len().saturating_sub(1);
    parts
        .enumerate()
        .map(|(at, part)| {
            let start = if at == 0 { 0x80 } else { 0 };
            let end = if at == last { 0x40 } else { 0 };
            let mut payload = vec![(header & 0xe0) | FU_A, start | end | (header & 0x1f)];
            payload.extend_from_slice(part);
            payload.into()
        })
        .collect()
}

/// Appends a packet in its frame: `$`, channel, length, RTP header, payload.
pub(crate) fn push(wire: &mut Vec<u8>, channel: u8, packet: &Packet, sequence: u16, time: u32, source: u32) {
    const HEADER: usize = 12;
    const VERSION_2: u8 = 0x80;
    // A payload is shorter than a packet.
    let length = u16::try_from(HEADER + packet.payload.len()).unwrap_or_default();
    wire.extend([b'$', channel]);
    wire.extend(length.to_be_bytes());
    wire.extend([VERSION_2, PAYLOAD_TYPE | if packet.marker { 0x80 } else { 0 }]);
    wire.extend(sequence.to_be_bytes());
    wire.extend(time.to_be_bytes());
    wire.extend(source.to_be_bytes());
    wire.extend_from_slice(&packet.payload);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(header: u8, length: usize) -> Bytes {
        let mut bytes = vec![header];
        bytes.extend((1..length).map(|at| u8::try_from(at % 251).unwrap()));
        bytes.into()
    }

    /// RFC 6184 backwards: the units that a receiver sees.
    fn depacketise(packets: &[Packet]) -> Vec<Bytes> {
        let (mut units, mut whole): (Vec<Bytes>, Vec<u8>) = (Vec::new(), Vec::new());
        for Packet { payload, .. } in packets {
            match payload[0] & 0x1f {
                STAP_A => {
                    let mut rest = &payload[1..];
                    while let [high, low, after @ ..] = rest {
                        let length = usize::from(u16::from_be_bytes([*high, *low]));
                        units.push(Bytes::copy_from_slice(&after[..length]));
                        rest = &after[length..];
                    }
                }
                FU_A => {
                    if payload[1] & 0x80 != 0 {
                        whole = vec![(payload[0] & 0xe0) | (payload[1] & 0x1f)];
                    }
                    whole.extend_from_slice(&payload[2..]);
                    if payload[1] & 0x40 != 0 {
                        units.push(std::mem::take(&mut whole).into());
                    }
                }
                _ => units.push(payload.clone()),
            }
        }
        units
    }

    #[test]
    fn a_receiver_gets_the_units_that_were_sent() {
        for units in [
            vec![unit(0x41, 300)],
            vec![unit(0x67, 30), unit(0x68, 5), unit(0x65, 4_000)],
            vec![unit(0x67, 30), unit(0x68, 5), unit(0x65, 1_000)],
            vec![
                unit(0x06, 1_390),
                unit(0x65, 1_399),
                unit(0x65, 1_400),
                unit(0x65, 1_401),
            ],
            vec![unit(0x65, 2_797)],
        ] {
            let packets = packetise(&units);
            assert_eq!(depacketise(&packets), units);
            assert!(packets.iter().all(|packet| packet.payload.len() <= PAYLOAD_LIMIT));
            let markers: Vec<usize> = (0..packets.len()).filter(|&at| packets[at].marker).collect();
            assert_eq!(markers, [packets.len() - 1]);
        }
    }

    #[test]
    fn a_packet_is_framed_and_numbered() {
        let packet = Packet {
            payload: Bytes::from_static(b"abc"),
            marker: true,
        };
        let mut wire = Vec::new();
        push(&mut wire, 2, &packet, 0x0102, 0x0304_0506, 0x0708_090a);
        assert_eq!(
            wire,
            b"$\x02\x00\x0f\x80\xe0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0aabc"
        );
    }
}
