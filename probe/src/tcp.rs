//! The first rungs: from a host name to a TCP connection.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use crate::ladder::Failure;
use crate::reason::Reason;

/// Most addresses of one name that are tried.
const ADDRESS_LIMIT: usize = 4;

/// Finds the addresses of `host`, at least one, without duplicates.
pub(crate) async fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, Failure> {
    let found = tokio::net::lookup_host((host, port)).await.map_err(|error| {
        Failure::new(
            Reason::DnsFailed,
            format!("no address for the name {host}: {error}; check the URL and the DNS"),
        )
    })?;
    let mut addresses: Vec<SocketAddr> = Vec::new();
    for address in found {
        if !addresses.contains(&address) && addresses.len() < ADDRESS_LIMIT {
            addresses.push(address);
        }
    }
    if addresses.is_empty() {
        return Err(Failure::new(
            Reason::DnsFailed,
            format!("the name {host} has no address"),
        ));
    }
    Ok(addresses)
}

/// Connects to the first of `addresses` that answers; each gets an even share of the time that is left.
///
/// Fails as the last one did: `Refused`, `Unreachable` or `Timeout`.
pub(crate) async fn connect(addresses: &[SocketAddr], deadline: Instant) -> Result<TcpStream, Failure> {
    let mut last = Failure::new(
        Reason::Unreachable,
        "there is no address to connect to".to_owned(),
    );
    for (index, address) in addresses.iter().enumerate() {
        let left = deadline.saturating_duration_since(Instant::now());
        let share = u32::try_from(addresses.len() - index).map_or(left, |count| left / count);
        last = match timeout_at(Instant::now() + share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Requests are small and wait for an answer each; a refusal to switch Nagle off only costs time.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(error)) => failure(address, &error),
            Err(_) => Failure::new(
                Reason::Timeout,
                format!("{address} does not answer to a TCP connection"),
            ),
        };
    }
    Err(last)
}

/// What an error of `connect(2)` says about the camera, or about us.
fn failure(address: &SocketAddr, error: &io::Error) -> Failure {
    use io::ErrorKind::{ConnectionRefused, ConnectionReset, HostUnreachable, NetworkUnreachable, TimedOut};
    if is_our_shortage(error) {
        return Failure::new(
            Reason::ProberLagging,
            format!("the prober cannot open a connection: {error}"),
        );
    }
    match error.kind() {
        ConnectionRefused | ConnectionReset => Failure::new(
            Reason::Refused,
            format!("{address} refuses the connection: nothing listens on this port"),
        ),
        TimedOut => Failure::new(
            Reason::Timeout,
            format!("{address} does not answer to a TCP connection"),
        ),
        HostUnreachable | NetworkUnreachable => Failure::new(
            Reason::Unreachable,
            format!("there is no way to {address}: {error}"),
        ),
        _ => Failure::new(
            Reason::Unreachable,
            format!("cannot connect to {address}: {error}"),
        ),
    }
}

/// Whether the error speaks of our limits (files, ports, memory): no camera must go Down for them.
pub(crate) fn is_our_shortage(error: &io::Error) -> bool {
    const ENOMEM: i32 = 12;
    const ENFILE: i32 = 23;
    const EMFILE: i32 = 24;
    const EADDRNOTAVAIL: i32 = 99;
    const ENOBUFS: i32 = 105;
    matches!(
        error.raw_os_error(),
        Some(ENOMEM | ENFILE | EMFILE | EADDRNOTAVAIL | ENOBUFS)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_connect_map_to_reasons() {
        let address = SocketAddr::from(([192, 0, 2, 1], 554));
        let reason = |code| failure(&address, &io::Error::from_raw_os_error(code)).reason;
        assert_eq!(reason(111), Reason::Refused);
        assert_eq!(reason(113), Reason::Unreachable, "no route to host");
        assert_eq!(reason(101), Reason::Unreachable, "network unreachable");
        assert_eq!(reason(110), Reason::Timeout);
        assert_eq!(
            reason(24),
            Reason::ProberLagging,
            "out of file descriptors is not the camera's fault"
        );
    }

    #[tokio::test]
    async fn the_second_address_is_tried_when_the_first_refuses() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let closed = SocketAddr::from(([127, 0, 0, 1], testing::free_port()));
        let deadline = Instant::now() + std::time::Duration::from_secs(10);
        let stream = connect(&[closed, listener.local_addr().unwrap()], deadline)
            .await
            .unwrap();
        assert_eq!(stream.peer_addr().unwrap(), listener.local_addr().unwrap());
        assert_eq!(
            connect(&[closed], deadline).await.unwrap_err().reason,
            Reason::Refused
        );
    }

    #[tokio::test]
    async fn a_name_that_cannot_exist_fails_in_dns() {
        // RFC 6761: names below .invalid never resolve.
        assert_eq!(
            resolve("camera.invalid", 554).await.unwrap_err().reason,
            Reason::DnsFailed
        );
    }
}
