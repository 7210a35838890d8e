//! The parsers of strangers' bytes, for a fuzzer: whatever comes in, none may panic or run on for ever.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use contract::inventory::SampleSettings;
use url::Url;

use crate::auth::Login;
use crate::credentials::Credentials;
use crate::facts::Facts;
use crate::rtsp::{self, Frames};
use crate::sample::{Ending, Sampler};
use crate::sdp;

/// Everything that is read of an answer.
pub fn response(bytes: &[u8]) {
    let Some(response) = now(rtsp::first_answer(bytes, &mut ())) else {
        return;
    };
    let _ = rtsp::granted(&response);
    if let Ok(asked) = Url::parse("rtsp://camera.invalid:554/stream") {
        rtsp::control::base(&asked, &response);
    }
}

/// A description.
pub fn sdp(bytes: &[u8]) {
    let Ok(description) = sdp::parse(bytes) else {
        return;
    };
    if let Ok(base) = Url::parse("rtsp://camera.invalid/stream/") {
        rtsp::control::of(&base, description.track.as_deref());
        rtsp::control::of(&base, description.presentation.as_deref());
    }
}

/// A `WWW-Authenticate` header, and the login that answers it.
pub fn challenge(bytes: &[u8]) {
    let line = String::from_utf8_lossy(bytes);
    let credentials = Credentials::new("viewer", "password");
    let mut login = Login::new(Some(&credentials));
    if login.challenged([&*line]).is_ok() {
        login.authorization("DESCRIBE", "rtsp://camera.invalid/");
    }
}

/// Frames of a stream, sampled as each codec.
pub fn interleaved(bytes: &[u8]) {
    for codec in ["H264", "H265", "JPEG", "VP8"] {
        let sdp = format!("v=0\nm=video 0 RTP/AVP 96\na=rtpmap:96 {codec}/90000\na=framerate:25\n");
        let Ok(description) = sdp::parse(sdp.as_bytes()) else {
            return;
        };
        let mut stream = Stream {
            sampler: Sampler::new(&description, SampleSettings::default()),
            at: Duration::ZERO,
        };
        now(rtsp::first_answer(bytes, &mut stream));
        let Stream { sampler, at } = stream;
        sampler.finish(Facts::default(), at, Ending::Complete);
    }
}

/// Every channel, a frame each hundredth of a second.
struct Stream {
    sampler: Sampler,
    at: Duration,
}

impl Frames for Stream {
    fn wants(&mut self, _: u8) -> bool {
        true
    }

    fn take(&mut self, data: &[u8]) {
        self.at += Duration::from_millis(10);
        self.sampler.packet(self.at, data);
    }
}

/// The result of a future that waits for nothing but memory.
fn now<T>(future: impl Future<Output = Option<T>>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Random bytes get further behind something that makes sense.
    const BEGINNINGS: &[&[u8]] = &[
        b"",
        b"RTSP/1.0 200 OK\r\nSession: ",
        b"v=0\nm=video 0 RTP/AVP 96\na=",
        b"Digest nonce=",
        b"$\0\0\x20\x80\x60",
    ];

    #[test]
    fn a_whole_answer_is_reached() {
        let answer = b"$\x00\x00\x01x\r\nRTSP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nv=0";
        let found = now(rtsp::first_answer(answer, &mut ())).unwrap();
        assert_eq!((found.status, &found.body[..]), (200, &b"v=0"[..]));
    }

    proptest! {
        #[test]
        fn no_bytes_whatever_break_a_parser(
            front in prop::sample::select(BEGINNINGS),
            bytes in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let bytes = [front, &bytes].concat();
            for parser in [response, sdp, challenge, interleaved] {
                parser(&bytes);
            }
        }
    }
}
