//! What a server grants in its answer to SETUP.

use std::time::Duration;

use crate::rtsp::Response;

/// How long a session lives without a sign of life where the server does not say (RFC 2326 §12.37).
const DEFAULT_TIMEOUT: Duration = Duration::from_mins(1);
/// Longest session identifier that is repeated.
const SESSION_LIMIT: usize = 256;

/// A session that a server made for us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Grant {
    /// The session's name; a server that gives none gets none.
    pub(crate) session: Option<String>,
    /// How long it lives without a sign of life.
    pub(crate) timeout: Duration,
    /// The interleaved channel of the stream.
    pub(crate) channel: u8,
}

/// What `response` grants; `None` where the stream would not come over this connection.
pub(crate) fn granted(response: &Response) -> Option<Grant> {
    let (_, timeout) = session_header(response);
    Some(Grant {
        session: session(response),
        timeout,
        channel: channel(response.header("transport"))?,
    })
}

/// The name of the session that `response` speaks of, fit to be sent back.
pub(crate) fn session(response: &Response) -> Option<String> {
    session_header(response).0.map(str::to_owned)
}

fn session_header(response: &Response) -> (Option<&str>, Duration) {
    let Some(value) = response.header("session") else {
        return (None, DEFAULT_TIMEOUT);
    };
    let mut parts = value.split(';').map(str::trim);
    // What would break out of the header is no name.
    let name = parts.next().filter(|name| {
        (1..=SESSION_LIMIT).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic())
    });
    let timeout = parts
        .filter_map(|part| part.split_once('='))
        .find(|(key, _)| key.trim().eq_ignore_ascii_case("timeout"))
        .and_then(|(_, seconds)| seconds.trim().parse().ok())
        .filter(|seconds| *seconds > 0)
        .map_or(DEFAULT_TIMEOUT, Duration::from_secs);
    (name, timeout)
}

/// The first interleaved channel of a `Transport` header; the one that was asked for (0) where it names none.
fn channel(transport: Option<&str>) -> Option<u8> {
    let Some(transport) = transport else {
        return Some(0);
    };
    let mut parts = transport.split(';').map(str::trim);
    let protocol = parts.next().unwrap_or_default().to_ascii_uppercase();
    let interleaved = parts
        .filter_map(|part| part.split_once('='))
        .find(|(key, _)| key.trim().eq_ignore_ascii_case("interleaved"))
        .map(|(_, channels)| channels.split('-').next().unwrap_or_default().trim());
    match interleaved {
        Some(channel) => channel.parse().ok(),
        None => protocol.ends_with("/TCP").then_some(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(headers: &str) -> Option<Grant> {
        granted(&Response::parse_head(format!("RTSP/1.0 200 OK\r\n{headers}\r\n\r\n").as_bytes()).unwrap())
    }

    #[test]
    fn session_channel_and_timeout_are_read() {
        let grant = of("Session: 66334873 ; Timeout=30\r\n\
            Transport: RTP/AVP/TCP;unicast;interleaved=2-3;ssrc=1A2B3C4D")
        .unwrap();
        let expected = Grant {
            session: Some("66334873".to_owned()),
            timeout: Duration::from_secs(30),
            channel: 2,
        };
        assert_eq!(grant, expected);
    }

    #[test]
    fn what_is_not_said_is_what_was_asked_for() {
        for headers in ["X: y", "Transport: RTP/AVP/TCP", "Transport: rtp/avp/tcp;unicast"] {
            let grant = of(headers).unwrap();
            assert_eq!(
                (grant.session, grant.timeout, grant.channel),
                (None, DEFAULT_TIMEOUT, 0),
                "{headers}"
            );
        }
        assert_eq!(of("Session: 1;timeout=0").unwrap().timeout, DEFAULT_TIMEOUT);
    }

    #[test]
    fn a_stream_that_would_go_elsewhere_is_no_grant() {
        assert_eq!(of("Transport: RTP/AVP;unicast;client_port=5000-5001"), None);
        assert_eq!(of("Transport: RTP/AVP/TCP;interleaved=300-301"), None);
    }

    #[test]
    fn a_name_that_would_break_out_of_its_header_is_not_repeated() {
        for name in ["a\rX: y", "", "a b", &"x".repeat(257)] {
            assert_eq!(of(&format!("Session: {name};timeout=5")).unwrap().session, None);
        }
    }
}
