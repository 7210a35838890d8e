//! One event of the stream, as it goes over the wire.

use bytes::Bytes;
use serde::Serialize;

/// An event, serialised once for all clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The number by which a client names it when it comes back; only events of cameras have one.
    pub(super) seq: Option<i64>,
    event: &'static str,
    pub(super) bytes: Bytes,
}

impl Frame {
    /// An event whose data is already JSON without line breaks.
    #[must_use]
    pub fn of_json(seq: Option<i64>, event: &'static str, json: &[u8]) -> Self {
        let mut bytes = Vec::with_capacity(json.len() + event.len() + 40);
        if let Some(seq) = seq {
            bytes.extend_from_slice(format!("id: {seq}\n").as_bytes());
        }
        bytes.extend_from_slice(format!("event: {event}\ndata: ").as_bytes());
        bytes.extend_from_slice(json);
        bytes.extend_from_slice(b"\n\n");
        Self {
            seq,
            event,
            bytes: bytes.into(),
        }
    }

    /// An event without a number.
    ///
    /// # Errors
    /// When the data has no JSON, which is an error of ours.
    pub fn new(event: &'static str, data: &impl Serialize) -> serde_json::Result<Self> {
        Ok(Self::of_json(None, event, &serde_json::to_vec(data)?))
    }

    /// Its name.
    #[must_use]
    pub const fn event(&self) -> &'static str {
        self.event
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_fields_and_an_empty_line() {
        let text = "two\nlines";
        let frame = Frame::new("alert", &serde_json::json!({ "text": text })).unwrap();
        assert_eq!(frame.bytes, "event: alert\ndata: {\"text\":\"two\\nlines\"}\n\n");
        let numbered = Frame::of_json(Some(7), "camera", b"{}");
        assert_eq!(numbered.bytes, "id: 7\nevent: camera\ndata: {}\n\n");
    }
}
