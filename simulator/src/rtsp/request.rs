//! What clients send.

use bytes::{Buf as _, BytesMut};

/// Most bytes of a request's header.
const HEADER_LIMIT: usize = 16 * 1024;
/// Most bytes of a request's body.
const BODY_LIMIT: usize = 64 * 1024;

/// The methods of RFC 2326 §10.
const METHODS: [&str; 11] = [
    "OPTIONS",
    "DESCRIBE",
    "ANNOUNCE",
    "SETUP",
    "PLAY",
    "PAUSE",
    "TEARDOWN",
    "GET_PARAMETER",
    "SET_PARAMETER",
    "REDIRECT",
    "RECORD",
];

/// A request. Its body is of no interest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) uri: String,
    /// Names in lower case.
    headers: Vec<(String, String)>,
}

/// Bytes that are no request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

impl Request {
    /// The first header called `name` (lower case).
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The method as it is counted: one that nobody knows is `other`.
    pub(super) fn kind(&self) -> &str {
        if METHODS.contains(&self.method.as_str()) {
            &self.method
        } else {
            "other"
        }
    }

    /// `CSeq`, where it is a number.
    pub(super) fn sequence(&self) -> Option<u32> {
        self.header("cseq")?.parse().ok()
    }

    /// The `Session` without its parameters.
    pub(super) fn session(&self) -> Option<&str> {
        self.header("session")?.split(';').next().map(str::trim)
    }

    /// The camera that the URI names: the first segment of its path.
    pub(super) fn camera(&self) -> Option<&str> {
        let path = match self.uri.split_once("://") {
            Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
            None => self.uri.trim_start_matches('/'),
        };
        path.split(['/', '?', '#']).next().filter(|name| !name.is_empty())
    }

    fn parse(head: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(head).ok()?;
        let mut lines = text.lines();
        let mut words = lines.next()?.split_ascii_whitespace();
        let (method, uri, version) = (words.next()?, words.next()?, words.next()?);
        let is_rtsp = version.starts_with("RTSP/")
            && method
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        is_rtsp.then(|| Self {
            method: method.to_owned(),
            uri: uri.to_owned(),
            headers: headers.collect(),
        })
    }
}

/// Takes the next whole request from the front of `buffer`; `None` while more bytes are needed. What a client sends of
/// its own stream (`$` frames: RTCP) is dropped.
pub(super) fn take(buffer: &mut BytesMut) -> Result<Option<Request>, Malformed> {
    while let Some(length) = frame(buffer) {
        if buffer.len() < length {
            return Ok(None);
        }
        buffer.advance(length);
    }
    let Some(end) = buffer
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .map(|at| at + 4)
    else {
        let cut = buffer.len() > HEADER_LIMIT;
        return if cut { Err(Malformed) } else { Ok(None) };
    };
    let request = Request::parse(&buffer[..end]).ok_or(Malformed)?;
    let body = request
        .header("content-length")
        .map_or(Ok(0), str::parse)
        .map_err(|_| Malformed)?;
    if end > HEADER_LIMIT || body > BODY_LIMIT {
        return Err(Malformed);
    }
    if buffer.len() < end + body {
        return Ok(None);
    }
    buffer.advance(end + body);
    Ok(Some(request))
}

/// Length of the `$` frame at the front of `buffer`, 4 while its length is not there yet; `None` for something else.
fn frame(buffer: &[u8]) -> Option<usize> {
    match buffer {
        [b'$', _, high, low, ..] => Some(4 + usize::from(u16::from_be_bytes([*high, *low]))),
        [b'$', ..] => Some(4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8], chunk: usize) -> Result<Vec<String>, Malformed> {
        let (mut buffer, mut requests) = (BytesMut::new(), Vec::new());
        for part in bytes.chunks(chunk) {
            buffer.extend_from_slice(part);
            while let Some(request) = take(&mut buffer)? {
                requests.push(format!("{} {}", request.method, request.uri));
            }
        }
        assert!(buffer.is_empty(), "{buffer:?}");
        Ok(requests)
    }

    #[test]
    fn requests_and_frames_are_told_apart_however_they_come() {
        let bytes = b"OPTIONS rtsp://h/a RTSP/1.0\r\nCSeq: 1\r\n\r\n$\x01\x00\x03abc\
            SET_PARAMETER /a RTSP/1.0\r\nContent-Length: 5\r\n\r\n$\x00\x00\x01$$\x00\x00\x00TEARDOWN * RTSP/1.0\r\n\r\n";
        // The body of the second request begins like a frame.
        let wanted = ["OPTIONS rtsp://h/a", "SET_PARAMETER /a", "TEARDOWN *"];
        for chunk in [1, 2, 3, 7, 1000] {
            assert_eq!(all(bytes, chunk).unwrap(), wanted, "{chunk}");
        }
    }

    #[test]
    fn the_camera_is_the_first_segment_of_the_path() {
        for (uri, wanted) in [
            ("rtsp://host:8554/hall", Some("hall")),
            ("rtsp://host/hall/trackID=0", Some("hall")),
            ("rtsp://host/hall?x=1", Some("hall")),
            ("/hall/", Some("hall")),
            ("rtsp://host", None),
            ("rtsp://host/", None),
            ("*", Some("*")),
        ] {
            let head = format!("DESCRIBE {uri} RTSP/1.0\r\n\r\n");
            assert_eq!(Request::parse(head.as_bytes()).unwrap().camera(), wanted, "{uri}");
        }
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for bytes in [
            &b"GET / HTTP/1.1\r\n\r\n"[..],
            b"describe rtsp://h/a RTSP/1.0\r\n\r\n",
            b"\r\n\r\n",
            b"\xff\xfe\r\n\r\n",
            b"OPTIONS * RTSP/1.0\r\nContent-Length: -1\r\n\r\n",
            b"OPTIONS * RTSP/1.0\r\nContent-Length: 99999999\r\n\r\n",
            &vec![b'x'; HEADER_LIMIT + 1],
        ] {
            assert_eq!(
                all(bytes, bytes.len()),
                Err(Malformed),
                "{:?}",
                &bytes[..bytes.len().min(40)]
            );
        }
    }
}
