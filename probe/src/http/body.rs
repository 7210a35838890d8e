//! Bodies of answers: whole, or the first part of several.

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use hyper::header;

use crate::http::multipart::Parts;
use crate::http::{HttpError, Reply};

/// What an answer holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// A single thing.
    Whole(Bytes),
    /// The first part of a stream of parts, as cameras send MJPEG (`multipart/x-mixed-replace`).
    FirstPart(Bytes),
}

impl Content {
    /// The bytes, whatever they are a part of.
    pub(crate) fn into_bytes(self) -> Bytes {
        match self {
            Self::Whole(bytes) | Self::FirstPart(bytes) => bytes,
        }
    }
}

/// The body of `reply`; of an endless one, the first part. At most `limit` bytes.
pub(crate) async fn content(reply: Reply, limit: usize) -> Result<Content, HttpError> {
    let boundary = reply.header(header::CONTENT_TYPE).and_then(boundary);
    match boundary {
        Some(boundary) => first_part(reply, &boundary, limit).await.map(Content::FirstPart),
        None => read(reply, limit).await.map(Content::Whole),
    }
}

/// All of the body.
pub(super) async fn read(reply: Reply, limit: usize) -> Result<Bytes, HttpError> {
    refuse_compression(&reply)?;
    let mut body = reply.body;
    if body.size_hint().lower() > limit as u64 {
        return Err(HttpError::BodyTooLong(limit));
    }
    let mut collected = BytesMut::new();
    while let Some(data) = next(&mut body).await? {
        if collected.len() + data.len() > limit {
            return Err(HttpError::BodyTooLong(limit));
        }
        collected.extend_from_slice(&data);
    }
    Ok(collected.freeze())
}

async fn first_part(reply: Reply, boundary: &str, limit: usize) -> Result<Bytes, HttpError> {
    refuse_compression(&reply)?;
    let mut body = reply.body;
    let mut parts = Parts::new(boundary, limit);
    while let Some(data) = next(&mut body).await? {
        if let Some(part) = parts.push(&data)? {
            return Ok(part);
        }
    }
    parts.end()
}

/// The next bytes; `None` at the end.
async fn next(body: &mut Incoming) -> Result<Option<Bytes>, HttpError> {
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| HttpError::Truncated)?;
        if let Ok(data) = frame.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}

/// We never ask for compression, and unpacking a stranger's archive is a way to run out of memory.
fn refuse_compression(reply: &Reply) -> Result<(), HttpError> {
    let coding = reply.header(header::CONTENT_ENCODING).unwrap_or_default().trim();
    if coding.is_empty() || coding.eq_ignore_ascii_case("identity") {
        Ok(())
    } else {
        Err(HttpError::Compressed)
    }
}

/// The boundary of a `multipart/…` content type.
fn boundary(content_type: &str) -> Option<String> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().to_ascii_lowercase().starts_with("multipart/") {
        return None;
    }
    let value = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then_some(value)
    })?;
    Some(value.trim().trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_are_found_however_they_are_written() {
        for (kind, expected) in [
            ("multipart/x-mixed-replace;boundary=frame", Some("frame")),
            (
                "Multipart/X-Mixed-Replace; Boundary=\"--my boundary\"",
                Some("--my boundary"),
            ),
            (
                "multipart/x-mixed-replace; charset=x; boundary= a=b ",
                Some("a=b"),
            ),
            ("multipart/x-mixed-replace", None),
            ("image/jpeg; boundary=frame", None),
        ] {
            assert_eq!(boundary(kind).as_deref(), expected, "{kind}");
        }
    }
}
