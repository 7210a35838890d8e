//! Echo requests (RFC 792, RFC 4443) without privileges: Linux' ICMP sockets, which `net.ipv4.ping_group_range` permits.

mod packet;

use std::io;
use std::net::{IpAddr, SocketAddr};

use socket2::{Domain, Protocol, Socket, Type};
use thiserror::Error;
use tokio::net::UdpSocket;
use tokio::time::{Instant, timeout_at};

use crate::tcp::is_our_shortage;
use packet::{Family, PACKET_LIMIT};

/// Echoes that are sent until the first answer.
const TRIES: u16 = 3;

/// Why there was no echo.
#[derive(Debug, Error)]
pub(crate) enum IcmpError {
    /// The kernel does not let this process have an ICMP socket.
    #[error(
        "the prober may not send ICMP; set the sysctl net.ipv4.ping_group_range to \"0 2147483647\" in its pod or host"
    )]
    NotPermitted,
    /// We are out of files, memory or the like.
    #[error("the prober cannot send ICMP: {0}")]
    Shortage(#[source] io::Error),
    /// There is no way to the host.
    #[error("there is no way to {0}: {1}")]
    Unreachable(IpAddr, #[source] io::Error),
}

impl IcmpError {
    fn of(host: IpAddr, error: io::Error) -> Self {
        if is_our_shortage(&error) {
            Self::Shortage(error)
        } else {
            Self::Unreachable(host, error)
        }
    }
}

/// Sends up to three echo requests, evenly spread over the time until `deadline`, and returns at the first answer.
///
/// Without an answer it goes on waiting: the caller's clock ends it.
pub(crate) async fn echo(host: IpAddr, deadline: Instant) -> Result<(), IcmpError> {
    let failed = |error| IcmpError::of(host, error);
    let family = Family::of(host);
    let socket = socket(host, family)?;
    let nonce: [u8; 8] = rand::random();
    let begin = Instant::now();
    let pause = deadline.saturating_duration_since(begin) / u32::from(TRIES);
    for sequence in 0..TRIES {
        let request = packet::request(family, sequence, nonce);
        socket.send(&request).await.map_err(failed)?;
        let next = begin + pause * (u32::from(sequence) + 1);
        if let Ok(answered) = timeout_at(next, answer(&socket, family, nonce)).await {
            return answered.map_err(failed);
        }
    }
    answer(&socket, family, nonce).await.map_err(failed)
}

/// Waits for the answer to any of our requests.
async fn answer(socket: &UdpSocket, family: Family, nonce: [u8; 8]) -> io::Result<()> {
    let mut buffer = [0; PACKET_LIMIT];
    loop {
        let length = socket.recv(&mut buffer).await?;
        if packet::answers(family, &buffer[..length], nonce) {
            return Ok(());
        }
    }
}

/// An ICMP socket that receives from `host` alone. The kernel treats it like one of UDP, and so does the runtime.
fn socket(host: IpAddr, family: Family) -> Result<UdpSocket, IcmpError> {
    let (domain, protocol) = match family {
        Family::V4 => (Domain::IPV4, Protocol::ICMPV4),
        Family::V6 => (Domain::IPV6, Protocol::ICMPV6),
    };
    let failed = |error| IcmpError::of(host, error);
    let socket = Socket::new(domain, Type::DGRAM, Some(protocol)).map_err(|error| match error.kind() {
        io::ErrorKind::PermissionDenied => IcmpError::NotPermitted,
        _ => failed(error),
    })?;
    socket.set_nonblocking(true).map_err(failed)?;
    socket
        .connect(&SocketAddr::from((host, 0)).into())
        .map_err(failed)?;
    UdpSocket::from_std(socket.into()).map_err(failed)
}
