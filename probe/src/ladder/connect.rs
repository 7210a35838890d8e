//! The first rungs: from a URL to a byte stream, with TLS where its scheme asks for it.

use jiff::Timestamp;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_util::either::Either;
use url::Url;

use crate::ladder::watch::Watch;
use crate::ladder::{Failure, Target, redirect};
use crate::result::Stage;
use crate::tcp;
use crate::tls;

/// A connection to a camera, with or without TLS.
pub(crate) type Wire = Either<TcpStream, TlsStream<TcpStream>>;

/// When the certificate of the server behind `wire` ends; `None` without TLS.
pub(crate) fn certificate_end(wire: &Wire) -> Option<Timestamp> {
    match wire {
        Either::Left(_) => None,
        Either::Right(stream) => tls::certificate_end(stream),
    }
}

/// Connects to the host of `url`, as far as `target` may reach it, and shakes hands by TLS where its scheme is one with TLS.
///
/// Books the stages Dns (names only), Connect and Tls.
pub(crate) async fn open(watch: &mut Watch, url: &Url, target: &Target) -> Result<Wire, Failure> {
    let stream = connect(watch, url, target).await?;
    if !redirect::is_encrypted(url) {
        return Ok(Either::Left(stream));
    }
    let handshake = tls::handshake(target.trust(), host(url), stream);
    watch.stage(Stage::Tls, handshake).await?.map(Either::Right)
}

async fn connect(watch: &mut Watch, url: &Url, target: &Target) -> Result<TcpStream, Failure> {
    let (host, port) = (host(url), redirect::port(url).unwrap_or_default());
    let addresses = target.reach().addresses(watch, host, port).await?;
    let deadline = watch.deadline();
    watch
        .stage(Stage::Connect, tcp::connect(&addresses, deadline))
        .await?
}

/// The host of `url`: a name, or an address without brackets.
pub(crate) fn host(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    host.trim_start_matches('[').trim_end_matches(']')
}

/// Whether two URLs name the same host, whatever the port.
pub(crate) fn same_host(one: &Url, other: &Url) -> bool {
    host(one).eq_ignore_ascii_case(host(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_the_same_whatever_its_port_scheme_and_letter_case() {
        let same = |one, other| same_host(&Url::parse(one).unwrap(), &Url::parse(other).unwrap());
        assert!(same("rtsp://Cam.example/1", "http://cam.EXAMPLE:8080/"));
        assert!(same("rtsp://[2001:db8::1]/", "http://[2001:db8::1]:8080/"));
        assert!(!same("rtsp://10.0.0.1/", "rtsp://10.0.0.11/"));
    }
}
