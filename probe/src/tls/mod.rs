//! TLS to cameras: whom to trust, and what a refusal means to the person at the camera.
//!
//! TLS 1.2 with forward secrecy (ECDHE) and TLS 1.3, by `rustls` and `ring`. What cannot be done: TLS 1.0 and 1.1, cipher
//! suites with a static RSA key exchange or CBC, RSA keys below 2048 bits. A camera that offers nothing newer needs a
//! firmware update or a plain `rtsp://` or `http://` URL on a network of its own.

mod failure;
mod trust;
mod verifier;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use x509_parser::parse_x509_certificate;

use crate::ladder::Failure;
pub use trust::{Trust, TrustError};

/// Makes a TLS connection of `stream` to the server called `host`, an address or a name.
///
/// It has no clock: callers bound it.
pub(crate) async fn handshake(
    trust: &Trust,
    host: &str,
    stream: TcpStream,
) -> Result<TlsStream<TcpStream>, Failure> {
    let name = trust::server_name(host)?;
    let connecting = trust.connector().connect(name, stream);
    connecting.await.map_err(|error| failure::of(&error))
}

/// When the certificate that the server presented ends; `None` where it cannot be read.
pub(crate) fn certificate_end(stream: &TlsStream<TcpStream>) -> Option<Timestamp> {
    let (_, connection) = stream.get_ref();
    let certificate = connection.peer_certificates()?.first()?;
    let (_, certificate) = parse_x509_certificate(certificate).ok()?;
    Timestamp::from_second(certificate.validity().not_after.timestamp()).ok()
}
