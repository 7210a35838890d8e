//! The first rungs: from a URL to a byte stream, with TLS where its scheme asks for it.

use std::net::IpAddr;

use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_util::either::Either;
use url::Url;

use crate::ladder::Failure;
use crate::ladder::watch::Watch;
use crate::result::Stage;
use crate::tcp;
use crate::tls::{self, Trust};

/// A connection to a camera, with or without TLS.
pub(crate) type Wire = Either<TcpStream, TlsStream<TcpStream>>;

/// Connects to the host of `url`, and shakes hands by TLS where its scheme is one with TLS.
///
/// Books the stages Dns (names only), Connect and Tls.
pub(crate) async fn open(watch: &mut Watch, url: &Url, trust: &Trust) -> Result<Wire, Failure> {
    let stream = connect(watch, url).await?;
    if !is_encrypted(url) {
        return Ok(Either::Left(stream));
    }
    let handshake = tls::handshake(trust, host(url), stream);
    watch.stage(Stage::Tls, handshake).await?.map(Either::Right)
}

async fn connect(watch: &mut Watch, url: &Url) -> Result<TcpStream, Failure> {
    let (host, port) = (host(url), port(url));
    let addresses = match host.parse::<IpAddr>() {
        Ok(address) => vec![(address, port).into()],
        Err(_) => watch.stage(Stage::Dns, tcp::resolve(host, port)).await??,
    };
    let deadline = watch.deadline();
    watch
        .stage(Stage::Connect, tcp::connect(&addresses, deadline))
        .await?
}

/// Whether the scheme of `url` is one with TLS.
pub(crate) fn is_encrypted(url: &Url) -> bool {
    matches!(url.scheme(), "rtsps" | "https")
}

/// The host of `url`: a name, or an address without brackets.
pub(crate) fn host(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    host.trim_start_matches('[').trim_end_matches(']')
}

/// The port of `url`, or the usual one of its scheme; 0 where a scheme has none.
pub(crate) fn port(url: &Url) -> u16 {
    url.port().unwrap_or_else(|| match url.scheme() {
        "rtsp" => 554,
        "rtsps" => 322,
        "http" | "onvif" => 80,
        "https" => 443,
        _ => 0,
    })
}

/// Whether two URLs name the same host, whatever the port.
pub(crate) fn same_host(one: &Url, other: &Url) -> bool {
    host(one).eq_ignore_ascii_case(host(other))
}

/// Whether two URLs name the same host and port: only there do credentials go on after a redirect.
pub(crate) fn same_server(one: &Url, other: &Url) -> bool {
    same_host(one, other) && port(one) == port(other)
}

/// The URL that a redirect from `from` to `location` leads to, without user information and fragment.
///
/// # Errors
/// In words, that complete "the camera redirects to …": no URL, a scheme other than `plain` and `encrypted`, or one
/// without TLS after one with TLS.
pub(crate) fn follow(
    from: &Url,
    location: &str,
    plain: &'static str,
    encrypted: &'static str,
) -> Result<Url, String> {
    let mut url = from
        .join(location)
        .map_err(|_| "something that is no URL".to_owned())?;
    if ![plain, encrypted].contains(&url.scheme()) || host(&url).is_empty() {
        return Err(format!(
            "something other than an {plain}:// or {encrypted}:// URL, which is not followed"
        ));
    }
    if is_encrypted(from) && !is_encrypted(&url) {
        return Err("a URL without TLS, which is not followed from one with TLS".to_owned());
    }
    // A user name or a password in it would be sent on in the clear.
    if url.set_username("").is_err() || url.set_password(None).is_err() {
        return Err("a URL that cannot be used".to_owned());
    }
    url.set_fragment(None);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_server_is_a_host_and_a_port() {
        assert!(same_server(
            &url("http://CAM.example/1"),
            &url("http://cam.example:80/2")
        ));
        assert!(same_server(
            &url("rtsp://Cam.example/1"),
            &url("rtsp://cam.EXAMPLE:554/")
        ));
        assert!(!same_server(
            &url("http://cam.example/"),
            &url("https://cam.example/")
        ));
        assert!(!same_server(&url("rtsp://10.0.0.1/"), &url("rtsp://10.0.0.2/")));
        assert!(same_host(
            &url("rtsp://[2001:db8::1]/"),
            &url("http://[2001:db8::1]:8080/")
        ));
        assert_eq!(
            (host(&url("rtsps://[::1]/")), port(&url("rtsps://[::1]/"))),
            ("::1", 322)
        );
    }

    #[test]
    fn redirects_keep_their_kind_and_never_drop_tls() {
        let web = |from: &str, location: &str| follow(&url(from), location, "http", "https");
        let ok = |from: &str, location: &str| web(from, location).unwrap().to_string();
        assert_eq!(ok("http://10.0.0.1/a/b", "c?d#e"), "http://10.0.0.1/a/c?d");
        assert_eq!(
            ok("http://10.0.0.1/a", "https://u:p@10.0.0.1/b"),
            "https://10.0.0.1/b"
        );
        for (from, location) in [
            ("https://10.0.0.1/", "http://10.0.0.1/"),
            ("http://10.0.0.1/", "rtsp://10.0.0.1/"),
            ("http://10.0.0.1/", "file:///etc/passwd"),
            ("http://10.0.0.1/", "http://["),
        ] {
            assert!(web(from, location).is_err(), "{from} → {location}");
        }
    }
}
