//! What a server answers.

use bytes::Bytes;

use crate::rtsp::RtspError;

/// Most bytes of a body.
pub(crate) const BODY_LIMIT: u64 = 64 * 1024;

/// An answer of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// Names in lower case, in the order of sending; a name may repeat.
    headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Response {
    /// Reads a status line and headers; the body is still empty.
    ///
    /// Lines without a colon (folded ones too) are passed over. The reason phrase is not kept: it is a stranger's text.
    pub(super) fn parse_head(head: &[u8]) -> Result<Self, RtspError> {
        let text = String::from_utf8_lossy(head);
        let mut lines = text.lines();
        let status = lines
            .next()
            .and_then(status)
            .ok_or(RtspError::Malformed("its first line has no status"))?;
        let headers = lines
            .filter(|line| !line.starts_with([' ', '\t']))
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Ok(Self {
            status,
            headers,
            body: Bytes::new(),
        })
    }

    /// The first header called `name` (lower case).
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// All headers called `name` (lower case).
    pub(crate) fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// The sequence number that the server repeats; `None` where it sent none or no number.
    pub(super) fn sequence(&self) -> Option<u32> {
        self.header("cseq")?.parse().ok()
    }

    /// Length of the body that follows.
    pub(super) fn content_length(&self) -> Result<u64, RtspError> {
        let Some(value) = self.header("content-length") else {
            return Ok(0);
        };
        let length = value
            .parse()
            .map_err(|_| RtspError::Malformed("its Content-Length is no number"))?;
        if length > BODY_LIMIT {
            Err(RtspError::BodyTooLong(length))
        } else {
            Ok(length)
        }
    }
}

/// `RTSP/1.0 200 OK` → 200.
fn status(line: &str) -> Option<u16> {
    let status = line.split_ascii_whitespace().nth(1)?.parse().ok()?;
    (100..=999).contains(&status).then_some(status)
}

/// The words of RFC 2326 §7.1.1 for a status, empty for one that it does not name.
pub(crate) const fn phrase(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        403 => "Forbidden",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        407 => "Proxy Authentication Required",
        408 => "Request Time-out",
        410 => "Gone",
        415 => "Unsupported Media Type",
        451 => "Parameter Not Understood",
        454 => "Session Not Found",
        455 => "Method Not Valid in This State",
        461 => "Unsupported Transport",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        504 => "Gateway Time-out",
        505 => "RTSP Version Not Supported",
        551 => "Option Not Supported",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(head: &str) -> Result<Response, RtspError> {
        Response::parse_head(head.as_bytes())
    }

    #[test]
    fn headers_are_found_whatever_their_case() {
        let response = parse(
            "RTSP/1.0 401 Unauthorized\r\ncSEQ:3\r\nWWW-Authenticate: A\r\nwww-authenticate: B\r\n\r\n",
        );
        let response = response.unwrap();
        assert_eq!((response.status, response.sequence()), (401, Some(3)));
        assert_eq!(
            response.headers("www-authenticate").collect::<Vec<_>>(),
            ["A", "B"]
        );
    }

    #[test]
    fn odd_lines_are_passed_over() {
        let response = parse("RTSP/1.0 200 OK\nServer: a\n b: folded\nnonsense\nCSeq: 1\n\n").unwrap();
        assert_eq!(
            (response.header("server"), response.header("b")),
            (Some("a"), None)
        );
        assert_eq!(response.sequence(), Some(1));
    }

    #[test]
    fn a_first_line_without_a_status_is_malformed() {
        for head in [
            "RTSP/1.0\r\n\r\n",
            "RTSP/1.0 OK\r\n\r\n",
            "RTSP/1.0 7 x\r\n\r\n",
            "RTSP/1.0 99999 x\r\n\r\n",
        ] {
            assert!(matches!(parse(head), Err(RtspError::Malformed(_))), "{head:?}");
        }
    }

    #[test]
    fn a_body_has_a_limit() {
        let length = |value: &str| {
            parse(&format!("RTSP/1.0 200 OK\r\nContent-Length: {value}\r\n\r\n"))
                .unwrap()
                .content_length()
        };
        assert!(matches!(length("65536"), Ok(65_536)));
        assert!(matches!(length("65537"), Err(RtspError::BodyTooLong(65_537))));
        assert!(matches!(length("-1"), Err(RtspError::Malformed(_))));
        assert!(matches!(
            length("99999999999999999999999"),
            Err(RtspError::Malformed(_))
        ));
    }
}
