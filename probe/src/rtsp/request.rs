//! What we ask.

use std::fmt;

/// Sent with every request; there are cameras that answer 401 to a DESCRIBE without it.
const USER_AGENT: &str = concat!("CameraSite/", env!("CARGO_PKG_VERSION"));
/// How the stream is to come: over the connection itself, because nothing else is sure to reach us.
const TRANSPORT: &str = "RTP/AVP/TCP;unicast;interleaved=0-1";

/// The requests that a probe makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// Which methods are there: proves that somebody speaks RTSP, and no more.
    Options,
    /// What the stream is.
    Describe,
    /// Makes a session.
    Setup,
    /// Lets the stream run.
    Play,
    /// Keeps a session alive.
    GetParameter,
    /// Ends a session.
    Teardown,
}

impl Method {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Options => "OPTIONS",
            Self::Describe => "DESCRIBE",
            Self::Setup => "SETUP",
            Self::Play => "PLAY",
            Self::GetParameter => "GET_PARAMETER",
            Self::Teardown => "TEARDOWN",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// A request. None of its texts may hold line ends; `uri` and `authorization` may hold secrets.
#[derive(Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) method: Method,
    /// Absolute, without user information.
    pub(crate) uri: &'a str,
    pub(crate) session: Option<&'a str>,
    pub(crate) authorization: Option<&'a str>,
}

impl<'a> Request<'a> {
    pub(crate) const fn new(method: Method, uri: &'a str) -> Self {
        Self {
            method,
            uri,
            session: None,
            authorization: None,
        }
    }

    /// The same within a session.
    pub(crate) const fn within(self, session: Option<&'a str>) -> Self {
        Self { session, ..self }
    }

    /// The bytes on the wire.
    pub(super) fn encode(&self, sequence: u32) -> String {
        let Self { method, uri, .. } = self;
        let mut text = format!("{method} {uri} RTSP/1.0\r\nCSeq: {sequence}\r\nUser-Agent: {USER_AGENT}\r\n");
        let own = match method {
            Method::Describe => Some(("Accept", "application/sdp")),
            Method::Setup => Some(("Transport", TRANSPORT)),
            Method::Play => Some(("Range", "npt=0.000-")),
            Method::Options | Method::GetParameter | Method::Teardown => None,
        };
        let session = self.session.map(|session| ("Session", session));
        let authorization = self.authorization.map(|value| ("Authorization", value));
        for (name, value) in [own, session, authorization].into_iter().flatten() {
            text.push_str(name);
            text.push_str(": ");
            text.push_str(value);
            text.push_str("\r\n");
        }
        text.push_str("\r\n");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGENT: &str = concat!("User-Agent: CameraSite/", env!("CARGO_PKG_VERSION"), "\r\n");

    #[test]
    fn a_describe_says_who_asks_and_what_it_reads() {
        let request = Request {
            authorization: Some("Basic eDp5"),
            ..Request::new(Method::Describe, "rtsp://10.0.0.1/1")
        };
        let expected = format!(
            "DESCRIBE rtsp://10.0.0.1/1 RTSP/1.0\r\nCSeq: 2\r\n{AGENT}Accept: application/sdp\r\n\
             Authorization: Basic eDp5\r\n\r\n"
        );
        assert_eq!(request.encode(2), expected);
    }

    #[test]
    fn a_session_is_named_once_there_is_one() {
        let setup = Request::new(Method::Setup, "rtsp://10.0.0.1/1/track1");
        let expected = format!(
            "SETUP rtsp://10.0.0.1/1/track1 RTSP/1.0\r\nCSeq: 3\r\n{AGENT}\
             Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n"
        );
        assert_eq!(setup.encode(3), expected);
        let play = Request::new(Method::Play, "rtsp://10.0.0.1/1").within(Some("12345678"));
        assert!(
            play.encode(4)
                .contains("\r\nRange: npt=0.000-\r\nSession: 12345678\r\n")
        );
    }

    #[test]
    fn options_asks_for_no_description() {
        assert!(
            !Request::new(Method::Options, "rtsp://10.0.0.1/1")
                .encode(1)
                .contains("Accept")
        );
    }
}
