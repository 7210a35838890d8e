//! Finds the next thing in a stream of bytes from an RTSP server.

use crate::rtsp::RtspError;

/// Most bytes of a status line and its headers.
pub(crate) const HEADER_LIMIT: usize = 16 * 1024;
/// Bytes of an interleaved frame before its data: `$`, a channel and the length of the data.
pub(super) const FRAME_HEADER: usize = 4;

/// How every answer begins.
const VERSION: &[u8] = b"RTSP/";
/// First byte of an interleaved data frame (RFC 2326 §10.12).
const DOLLAR: u8 = b'$';

/// What stands at the beginning of the buffer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Not enough bytes to tell.
    More,
    /// A line end between messages, one byte long.
    LineEnd,
    /// A frame of stream data: its channel, and the length of its data behind the [`FRAME_HEADER`].
    Frame { channel: u8, length: usize },
    /// The status line and headers of an answer, so many bytes with the empty line.
    Head(usize),
}

/// Looks at the beginning of `buffer`; fails as soon as the bytes cannot become an answer.
pub(super) fn next(buffer: &[u8]) -> Result<Next, RtspError> {
    match buffer {
        [b'\r' | b'\n', ..] => Ok(Next::LineEnd),
        [DOLLAR, channel, high, low, ..] => Ok(Next::Frame {
            channel: *channel,
            length: usize::from(u16::from_be_bytes([*high, *low])),
        }),
        [] | [DOLLAR, ..] => Ok(Next::More),
        _ => head(buffer),
    }
}

fn head(buffer: &[u8]) -> Result<Next, RtspError> {
    let seen = buffer.len().min(VERSION.len());
    if buffer[..seen] != VERSION[..seen] {
        return Err(RtspError::NotRtsp(buffer[..buffer.len().min(64)].to_vec()));
    }
    match end_of_head(&buffer[..buffer.len().min(HEADER_LIMIT)]) {
        Some(end) => Ok(Next::Head(end)),
        None if buffer.len() >= HEADER_LIMIT => Err(RtspError::HeaderTooLong),
        None => Ok(Next::More),
    }
}

/// The index after the first empty line; bare line feeds are taken as line ends too.
fn end_of_head(buffer: &[u8]) -> Option<usize> {
    let line_ends = buffer
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .map(|(index, _)| index);
    for index in line_ends {
        match buffer[index + 1..] {
            [b'\n', ..] => return Some(index + 2),
            [b'\r', b'\n', ..] => return Some(index + 3),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn garbage_is_known_from_its_first_byte() {
        assert!(matches!(next(b"S"), Err(RtspError::NotRtsp(_))));
        assert!(matches!(next(b"RTSQ"), Err(RtspError::NotRtsp(_))));
        assert!(matches!(
            next(b"HTTP/1.1 400 Bad Request\r\n"),
            Err(RtspError::NotRtsp(_))
        ));
        assert!(matches!(next(b"RTS"), Ok(Next::More)));
    }

    #[test]
    fn frames_and_line_ends_are_known() {
        assert!(matches!(next(b"$\x00\x00"), Ok(Next::More)));
        let frame = Next::Frame {
            channel: 7,
            length: 258,
        };
        assert!(next(b"$\x07\x01\x02RTSP").is_ok_and(|found| found == frame));
        assert!(matches!(next(b"\r\nRTSP"), Ok(Next::LineEnd)));
    }

    #[test]
    fn a_head_ends_at_the_empty_line() {
        assert!(matches!(next(b"RTSP/1.0 200 OK\r\n\r\nv=0"), Ok(Next::Head(19))));
        assert!(matches!(next(b"RTSP/1.0 200 OK\n\nv=0"), Ok(Next::Head(17))));
        assert!(matches!(next(b"RTSP/1.0 200 OK\r\n"), Ok(Next::More)));
    }

    #[test]
    fn an_endless_header_is_given_up() {
        let long = [b"RTSP/1.0 200 OK\r\nX: ".as_slice(), &vec![b'x'; HEADER_LIMIT]].concat();
        assert!(matches!(next(&long), Err(RtspError::HeaderTooLong)));
    }

    proptest! {
        #[test]
        fn no_bytes_whatever_make_it_stop_without_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(Next::Head(end)) = next(&bytes) {
                prop_assert!(end <= bytes.len());
            }
        }
    }
}
