//! What tests of several crates share. No product depends on it.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The ports that are given out: below those that the kernel takes for outgoing connections (32768 and above), of which one could
/// take a port between our look and the server that is to listen there, and below those of Kubernetes' nodes (30000 and above).
const PORTS: std::ops::Range<u32> = 20_000..30_000;
/// How far apart test programs begin that were started one after the other.
const STRIDE: u32 = 101;

/// A loopback port that nobody listens on.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn free_port() -> u16 {
    free_port_of(Ipv4Addr::LOCALHOST)
}

/// A port of an address of this machine that nobody listens on, another one each time.
///
/// # Panics
/// When there is none.
#[must_use]
#[expect(
    clippy::panic,
    reason = "this is for tests, and one that cannot go on says where"
)]
pub fn free_port_of(host: Ipv4Addr) -> u16 {
    static NEXT: LazyLock<AtomicU32> =
        LazyLock::new(|| AtomicU32::new(std::process::id().wrapping_mul(STRIDE)));
    PORTS
        .map(|_| PORTS.start + NEXT.fetch_add(1, Ordering::Relaxed) % (PORTS.end - PORTS.start))
        .filter_map(|port| u16::try_from(port).ok())
        .find(|port| TcpListener::bind((host, *port)).is_ok())
        .unwrap_or_else(|| panic!("every port of {host} from {} on is taken", PORTS.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_free_below_ephemeral_ones_and_none_is_given_twice() {
        let ports: Vec<u16> = (0..200).map(|_| free_port()).collect();
        assert!(ports.iter().all(|port| PORTS.contains(&u32::from(*port))));
        // All of them are held at once.
        let _held: Vec<_> = ports
            .iter()
            .map(|port| TcpListener::bind(("127.0.0.1", *port)).unwrap())
            .collect();
    }

    #[test]
    fn a_port_that_is_taken_is_not_given() {
        let next = free_port();
        let _taken: Vec<_> = (1..=3)
            .filter_map(|step| TcpListener::bind(("127.0.0.1", next + step)).ok())
            .collect();
        let free = free_port();
        assert!(TcpListener::bind(("127.0.0.1", free)).is_ok(), "{free}");
    }
}
