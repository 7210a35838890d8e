//! What cameras answer.

use std::fmt::Write as _;

/// The name of the server.
const SERVER: &str = concat!("camerasite-simulator/", env!("CARGO_PKG_VERSION"));
/// What `OPTIONS` tells.
pub(super) const PUBLIC: &str = "OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, SET_PARAMETER, TEARDOWN";

/// An answer without its `CSeq`, which only the connection knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Response {
    pub(super) status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Response {
    pub(super) const fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// A description of `uri`.
    pub(super) fn description(uri: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut response = Self::new(200)
            .with("Content-Type", "application/sdp")
            .with("Content-Base", format!("{}/", uri.trim_end_matches('/')));
        response.body = body.into();
        response
    }

    /// The bytes, with the given `CSeq`.
    pub(super) fn encode(&self, sequence: Option<u32>) -> Vec<u8> {
        let mut text = format!("RTSP/1.0 {} {}\r\n", self.status, phrase(self.status));
        // Writing to a String cannot fail.
        if let Some(sequence) = sequence {
            let _ = write!(text, "CSeq: {sequence}\r\n");
        }
        let _ = write!(text, "Server: {SERVER}\r\n");
        for (name, value) in &self.headers {
            let _ = write!(text, "{name}: {value}\r\n");
        }
        if !self.body.is_empty() {
            let _ = write!(text, "Content-Length: {}\r\n", self.body.len());
        }
        text.push_str("\r\n");
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

const fn phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        302 => "Moved Temporarily",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        405 => "Method Not Allowed",
        453 => "Not Enough Bandwidth",
        454 => "Session Not Found",
        455 => "Method Not Valid in This State",
        461 => "Unsupported Transport",
        503 => "Service Unavailable",
        _ => "Error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_has_its_headers_and_the_length_of_its_body() {
        let response = Response::description("rtsp://h/a", "v=0\r\n").with("X", "1");
        let text = String::from_utf8(response.encode(Some(7))).unwrap();
        let wanted = format!(
            "RTSP/1.0 200 OK\r\nCSeq: 7\r\nServer: {SERVER}\r\nContent-Type: application/sdp\r\n\
             Content-Base: rtsp://h/a/\r\nX: 1\r\nContent-Length: 5\r\n\r\nv=0\r\n"
        );
        assert_eq!(text, wanted);
        assert!(
            !String::from_utf8(Response::new(404).encode(None))
                .unwrap()
                .contains("CSeq")
        );
    }
}
