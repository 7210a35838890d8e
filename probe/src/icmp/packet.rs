//! Echo requests and replies, byte by byte. The kernel fills in checksum and identifier, and takes off the IP header.

use std::net::IpAddr;

/// Length of an echo with our nonce: type, code, checksum, identifier, sequence number, nonce.
const LENGTH: usize = 16;
/// Room for an answer; a longer one is cut.
pub(super) const PACKET_LIMIT: usize = 64;

/// Which ICMP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    V4,
    V6,
}

impl Family {
    pub(super) const fn of(host: IpAddr) -> Self {
        match host {
            IpAddr::V4(_) => Self::V4,
            IpAddr::V6(_) => Self::V6,
        }
    }

    /// Types of echo request and reply.
    const fn types(self) -> (u8, u8) {
        match self {
            Self::V4 => (8, 0),
            Self::V6 => (128, 129),
        }
    }
}

pub(super) fn request(family: Family, sequence: u16, nonce: [u8; 8]) -> [u8; LENGTH] {
    let mut packet = [0; LENGTH];
    packet[0] = family.types().0;
    packet[6..8].copy_from_slice(&sequence.to_be_bytes());
    packet[8..].copy_from_slice(&nonce);
    packet
}

/// Whether `packet` answers a request with `nonce`.
pub(super) fn answers(family: Family, packet: &[u8], nonce: [u8; 8]) -> bool {
    packet.first() == Some(&family.types().1) && packet.get(8..LENGTH) == Some(nonce.as_slice())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_reply_repeats_the_nonce_and_a_request_is_no_reply() {
        let nonce = [1, 2, 3, 4, 5, 6, 7, 8];
        for (family, reply) in [(Family::V4, 0), (Family::V6, 129)] {
            let mut packet = request(family, 2, nonce);
            assert!(!answers(family, &packet, nonce));
            packet[0] = reply;
            assert!(answers(family, &packet, nonce));
            assert!(!answers(family, &packet, [0; 8]));
            assert!(!answers(family, &packet[..15], nonce));
        }
    }

    proptest! {
        #[test]
        fn any_packet_is_looked_at(packet in proptest::collection::vec(any::<u8>(), 0..64)) {
            answers(Family::V4, &packet, [0; 8]);
        }
    }
}
