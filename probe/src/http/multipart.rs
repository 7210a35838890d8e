//! Finds the first part of a body with several (RFC 2046 §5.1), as cameras send their pictures, bugs included.

use bytes::{Bytes, BytesMut};

use crate::http::HttpError;

/// Most bytes before and in the head of a part.
const HEAD_LIMIT: usize = 8 * 1024;

/// Takes in a body piece by piece until its first part is complete.
pub(super) struct Parts {
    /// `--` and the boundary. Some cameras declare it with the dashes and send it without more of them.
    delimiter: Vec<u8>,
    limit: usize,
    buffer: BytesMut,
    state: State,
}

enum State {
    /// Before the end of the part's head.
    Head,
    /// In a part of declared length.
    Counted(usize),
    /// In a part that ends at the next delimiter, which does not begin before this position.
    Open(usize),
}

impl Parts {
    /// `boundary` as declared; at most `limit` bytes of part.
    pub(super) fn new(boundary: &str, limit: usize) -> Self {
        Self {
            delimiter: format!("--{}", boundary.trim_start_matches('-')).into_bytes(),
            limit,
            buffer: BytesMut::new(),
            state: State::Head,
        }
    }

    /// Takes in more; gives the part when it is complete.
    pub(super) fn push(&mut self, data: &[u8]) -> Result<Option<Bytes>, HttpError> {
        // The head is cut off as soon as it is complete, so that the part alone is counted.
        if self.buffer.len() + data.len() > self.limit + HEAD_LIMIT + self.delimiter.len() {
            return Err(HttpError::BodyTooLong(self.limit));
        }
        self.buffer.extend_from_slice(data);
        if matches!(self.state, State::Head) {
            self.head()?;
        }
        match self.state {
            State::Counted(length) if self.buffer.len() >= length => {
                Ok(Some(self.buffer.split_to(length).freeze()))
            }
            State::Open(from) => self.delimited(from),
            State::Head | State::Counted(_) => Ok(None),
        }
    }

    /// The body has ended: so does an open part.
    pub(super) fn end(self) -> Result<Bytes, HttpError> {
        match self.state {
            State::Open(_) if self.buffer.len() <= self.limit => Ok(self.buffer.freeze()),
            State::Open(_) => Err(HttpError::BodyTooLong(self.limit)),
            State::Head | State::Counted(_) => Err(HttpError::Truncated),
        }
    }

    /// Cuts off everything up to the end of the first part's head, once that has come.
    fn head(&mut self) -> Result<(), HttpError> {
        let start = find(&self.buffer, &self.delimiter).map(|at| at + self.delimiter.len());
        let end = start.and_then(|start| {
            let (at, length) = blank_line(&self.buffer[start..])?;
            Some((start, start + at, length))
        });
        match end {
            Some((start, end, _)) if end - start > HEAD_LIMIT => {
                Err(HttpError::BadPart("its head is too long"))
            }
            None if self.buffer.len() > HEAD_LIMIT => Err(HttpError::BadPart("its head does not end")),
            None => Ok(()),
            Some((start, end, length)) => {
                self.state = match content_length(&self.buffer[start..end]) {
                    Some(length) if length > self.limit => return Err(HttpError::BodyTooLong(self.limit)),
                    Some(length) => State::Counted(length),
                    None => State::Open(0),
                };
                let _ = self.buffer.split_to(end + length);
                Ok(())
            }
        }
    }

    fn delimited(&mut self, from: usize) -> Result<Option<Bytes>, HttpError> {
        let Some(at) = find(&self.buffer[from..], &self.delimiter).map(|at| at + from) else {
            // The delimiter may have come in part.
            self.state = State::Open(self.buffer.len().saturating_sub(self.delimiter.len() - 1));
            return Ok(None);
        };
        let part = self.buffer.split_to(at).freeze();
        let line_end = if part.ends_with(b"\r\n") {
            2
        } else {
            usize::from(part.ends_with(b"\n"))
        };
        let length = part.len() - line_end;
        if length > self.limit {
            return Err(HttpError::BodyTooLong(self.limit));
        }
        Ok(Some(part.slice(..length)))
    }
}

/// Where `needle` begins in `hay`.
fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    hay.windows(needle.len()).position(|window| window == needle)
}

/// Where the first empty line ends the lines before it, and the length of those line ends.
fn blank_line(bytes: &[u8]) -> Option<(usize, usize)> {
    let strict = find(bytes, b"\r\n\r\n").map(|at| (at, 4));
    let bare = find(bytes, b"\n\n").map(|at| (at, 2));
    [strict, bare].into_iter().flatten().min()
}

/// The part's own `Content-Length`.
fn content_length(head: &[u8]) -> Option<usize> {
    let text = String::from_utf8_lossy(head);
    text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim()
            .eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The first part of `body`, which comes in pieces of `size` bytes.
    fn first(boundary: &str, body: &[u8], size: usize, limit: usize) -> Result<Bytes, String> {
        let mut parts = Parts::new(boundary, limit);
        for piece in body.chunks(size) {
            if let Some(part) = parts.push(piece).map_err(|error| error.to_string())? {
                return Ok(part);
            }
        }
        parts.end().map_err(|error| error.to_string())
    }

    #[test]
    fn the_first_part_is_found_in_what_cameras_send() {
        for (boundary, body) in [
            (
                "frame",
                "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 4\r\n\r\nJPEG\r\n--frame\r\n",
            ),
            (
                "frame",
                "\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\nJPEG\r\n--frame\r\nContent-",
            ),
            (
                "--frame",
                "--frame\r\nContent-Type: image/jpeg\r\n\r\nJPEG\r\n--frame--\r\n",
            ),
            ("--frame", "----frame\ncontent-length: 4\n\nJPEG----frame\n"),
            ("frame", "--frame\n\nJPEG\n--frame"),
            ("frame", "preamble\r\n--frame\r\n\r\nJPEG"),
        ] {
            for size in 1..=body.len() {
                let part = first(boundary, body.as_bytes(), size, 64);
                assert_eq!(part.as_deref(), Ok(&b"JPEG"[..]), "{body:?} in pieces of {size}");
            }
        }
    }

    #[test]
    fn parts_without_an_end_are_given_up() {
        let endless_head = [b"--frame\r\n".as_slice(), &vec![b'a'; 20_000]].concat();
        assert!(
            first("frame", &endless_head, 100, 64)
                .unwrap_err()
                .contains("does not end")
        );
        let endless_part = [b"--frame\r\n\r\n".as_slice(), &vec![b'a'; 20_000]].concat();
        assert!(
            first("frame", &endless_part, 100, 64)
                .unwrap_err()
                .contains("64 bytes")
        );
        let declared = b"--frame\r\nContent-Length: 65\r\n\r\n";
        assert!(
            first("frame", declared, 100, 64)
                .unwrap_err()
                .contains("64 bytes")
        );
        assert!(first("frame", b"--frame\r\nContent-Length: 5\r\n\r\nJPEG", 100, 64).is_err());
        assert!(first("frame", b"", 1, 64).is_err());
    }

    proptest! {
        #[test]
        fn any_body_is_read_alike_whatever_its_pieces(
            body in proptest::collection::vec(prop_oneof![Just(b'-'), Just(b'f'), Just(b'\r'), Just(b'\n'), any::<u8>()], 0..400),
            size in 1usize..50,
        ) {
            let body = [b"--f\r\n".as_slice(), &body].concat();
            prop_assert_eq!(first("f", &body, size, 256), first("f", &body, body.len(), 256));
        }
    }
}
