//! What we ask.

use std::fmt;

/// Sent with every request; there are cameras that answer 401 to a DESCRIBE without it.
const USER_AGENT: &str = concat!("CameraSite/", env!("CARGO_PKG_VERSION"));

/// The requests that a probe makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// Which methods are there: proves that somebody speaks RTSP, and no more.
    Options,
    /// What the stream is.
    Describe,
}

impl Method {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Options => "OPTIONS",
            Self::Describe => "DESCRIBE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// The bytes of a request. `uri` and `authorization` must hold no line ends; both may hold secrets.
pub(super) fn encode(method: Method, uri: &str, sequence: u32, authorization: Option<&str>) -> String {
    let mut text = format!("{method} {uri} RTSP/1.0\r\nCSeq: {sequence}\r\nUser-Agent: {USER_AGENT}\r\n");
    if method == Method::Describe {
        text.push_str("Accept: application/sdp\r\n");
    }
    if let Some(authorization) = authorization {
        text.push_str("Authorization: ");
        text.push_str(authorization);
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_describe_says_who_asks_and_what_it_reads() {
        let text = encode(Method::Describe, "rtsp://10.0.0.1/1", 2, Some("Basic eDp5"));
        let expected = format!(
            "DESCRIBE rtsp://10.0.0.1/1 RTSP/1.0\r\nCSeq: 2\r\nUser-Agent: CameraSite/{}\r\n\
             Accept: application/sdp\r\nAuthorization: Basic eDp5\r\n\r\n",
            env!("CARGO_PKG_VERSION")
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn options_asks_for_no_description() {
        assert!(!encode(Method::Options, "rtsp://10.0.0.1/1", 1, None).contains("Accept"));
    }
}
