//! A DNS server with one answer: every name has one IPv4 address.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::UdpSocket;

/// Length of a message's header.
const HEADER: usize = 12;
/// Type of a question for an IPv4 address.
const A: [u8; 2] = [0, 1];

/// Answers every question for an IPv4 address with `address`, and every other one with nothing.
pub(crate) async fn serve(listen: SocketAddr, address: Ipv4Addr) {
    let socket = UdpSocket::bind(listen).await.unwrap();
    let mut buffer = [0; 512];
    loop {
        let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
        if let Some(answer) = answer(&buffer[..length], address) {
            socket.send_to(&answer, from).await.unwrap();
        }
    }
}

/// The answer to a question (RFC 1035 § 4.1).
fn answer(question: &[u8], address: Ipv4Addr) -> Option<Vec<u8>> {
    let name = question.get(HEADER..)?.iter().position(|byte| *byte == 0)?;
    let end = HEADER + name + 1;
    let type_ = question.get(end..end + 2)?;
    let known = type_ == A;
    let mut answer = question.get(..end + 4)?.to_vec();
    // A response, recursion available, no error; one question, no authority, nothing additional.
    answer[2..4].copy_from_slice(&[0x81, 0x80]);
    answer[4..HEADER].copy_from_slice(&[0, 1, 0, u8::from(known), 0, 0, 0, 0]);
    if known {
        // The name of the question, IN A, 30 s, 4 bytes.
        answer.extend([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 30, 0, 4]);
        answer.extend(address.octets());
    }
    Some(answer)
}
