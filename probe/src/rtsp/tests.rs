//! The connection against strangers: bounded memory, bounded reading, and nothing that depends on how bytes arrive.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use proptest::prelude::*;
use tokio::io::{AsyncWriteExt as _, DuplexStream, ReadBuf};
use tokio::time::timeout;

use super::connection::Connection;
use super::*;
use crate::reason::Reason;

/// Most memory of one connection: a header and a body, or a frame, and what was read beyond.
const MEMORY: usize = 160 * 1024;

/// A stream that counts what is read from it.
struct Counted {
    stream: DuplexStream,
    count: Arc<AtomicUsize>,
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buffer.filled().len();
        let done = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.count
            .fetch_add(buffer.filled().len() - before, Ordering::Relaxed);
        done
    }
}

impl AsyncWrite for Counted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// What a stranger sends: these bytes once, and then those for ever; an empty end closes.
struct Stranger {
    name: &'static str,
    first: Vec<u8>,
    forever: Vec<u8>,
    /// The reason, `None` where only the caller's deadline ends it.
    reason: Option<Reason>,
    /// Most bytes that may be read.
    read: usize,
}

fn strangers() -> Vec<Stranger> {
    let header = |more: &str| format!("RTSP/1.0 200 OK\r\nCSeq: 1\r\n{more}").into_bytes();
    let stranger = |name, first, forever: &[u8], reason, read| Stranger {
        name,
        first,
        forever: forever.to_vec(),
        reason,
        read,
    };
    let lines = "X: y\r\n".repeat(10_000);
    let giant = [&[b'$', 0, 0xff, 0xff][..], &vec![b'$'; 0xffff]].concat();
    let not_rtsp = Some(Reason::NotRtsp);
    vec![
        stranger("endless header", header("X: "), b"y", not_rtsp, 24 * 1024),
        stranger("endless lines", header(""), b"X: y\r\n", not_rtsp, 24 * 1024),
        stranger(
            "10,000 lines",
            header(&format!("{lines}\r\n")),
            b"",
            not_rtsp,
            24 * 1024,
        ),
        stranger(
            "huge description",
            header("Content-Length: 65537\r\n\r\n"),
            b"v=0\r\n",
            Some(Reason::BadSdp),
            8 * 1024,
        ),
        stranger(
            "endless numbers",
            header("Content-Length: 99999999999999999999999\r\n\r\n"),
            b"9",
            not_rtsp,
            8 * 1024,
        ),
        stranger(
            "noise",
            vec![0x17, 0xff, 0, 0x24, 0x0a],
            b"\x80",
            not_rtsp,
            8 * 1024,
        ),
        stranger("giant frames", Vec::new(), &giant, not_rtsp, 600 * 1024),
        stranger("small frames", Vec::new(), b"$\x07\0\0", not_rtsp, 600 * 1024),
        stranger("line ends", Vec::new(), b"\r\n", not_rtsp, 600 * 1024),
        stranger(
            "other answers",
            Vec::new(),
            b"RTSP/1.0 200 OK\r\nCSeq: 7\r\n\r\n",
            not_rtsp,
            8 * 1024,
        ),
        stranger("closed at once", Vec::new(), b"", not_rtsp, 0),
        stranger("closed in a header", header(""), b"", not_rtsp, 100),
        stranger(
            "closed in a description",
            header("Content-Length: 60000\r\n\r\nv=0"),
            b"",
            not_rtsp,
            100,
        ),
        stranger(
            "closed in a frame",
            b"$\0\xff\xffabc".to_vec(),
            b"",
            not_rtsp,
            100,
        ),
    ]
}

#[tokio::test(start_paused = true)]
async fn strangers_end_with_a_reason_in_bounded_memory_and_reading() {
    for stranger in strangers() {
        let (stream, mut theirs) = tokio::io::duplex(64 * 1024);
        let count = Arc::new(AtomicUsize::new(0));
        let mut connection = Connection::new(Counted {
            stream,
            count: Arc::clone(&count),
        });
        let Stranger {
            name, first, forever, ..
        } = stranger;
        tokio::spawn(async move {
            let mut sent = theirs.write_all(&first).await;
            while sent.is_ok() && !forever.is_empty() {
                sent = theirs.write_all(&forever).await;
            }
        });
        let request = Request::new(Method::Describe, "rtsp://cam/");
        let answer = timeout(Duration::from_secs(5), connection.ask(&request, &mut ())).await;
        let reason = answer.ok().map(|answer| answer.unwrap_err().failure(true).reason);
        assert_eq!(reason, stranger.reason, "{name}");
        let read = count.load(Ordering::Relaxed);
        assert!(read <= stranger.read, "{name}: {read} bytes were read");
        assert!(connection.memory() <= MEMORY, "{name}: {}", connection.memory());
    }
}

#[tokio::test(start_paused = true)]
async fn a_byte_a_second_ends_with_the_deadline() {
    let (stream, mut theirs) = tokio::io::duplex(64);
    tokio::spawn(async move {
        let drip = b"RTSP/1.0 200 OK\r\nX: ".iter().chain(std::iter::repeat(&b'y'));
        for byte in drip {
            if theirs.write_all(&[*byte]).await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
    let mut connection = Connection::new(stream);
    let request = Request::new(Method::Options, "rtsp://cam/");
    let answer = timeout(Duration::from_mins(1), connection.ask(&request, &mut ())).await;
    assert!(answer.is_err(), "{answer:?}");
    assert!(connection.memory() <= MEMORY);
}

/// Notes the frames of every even channel.
#[derive(Default)]
struct Noted(Vec<Vec<u8>>);

impl Frames for Noted {
    fn wants(&mut self, channel: u8) -> bool {
        channel.is_multiple_of(2)
    }

    fn take(&mut self, data: &[u8]) {
        self.0.push(data.to_vec());
    }
}

/// What came of some bytes.
#[derive(Debug, PartialEq)]
struct Heard {
    /// Status and body.
    answers: Vec<(u16, Vec<u8>)>,
    frames: Vec<Vec<u8>>,
    error: String,
}

/// Everything that a connection makes of `bytes` that come `chunk` at a time, being given up now and then.
fn heard(bytes: &[u8], chunk: usize, impatient: bool) -> Heard {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let (stream, mut theirs) = tokio::io::duplex(chunk);
        let bytes = bytes.to_vec();
        tokio::spawn(async move {
            for part in bytes.chunks(chunk) {
                if theirs.write_all(part).await.is_err() {
                    return;
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
        let mut connection = Connection::new(stream);
        let (mut answers, mut frames) = (Vec::new(), Noted::default());
        let patience = Duration::from_millis(if impatient { 300 } else { 86_400_000 });
        loop {
            match timeout(patience, connection.answer(&mut frames)).await {
                Err(_) => {}
                Ok(Ok(response)) => answers.push((response.status, response.body.to_vec())),
                Ok(Err(error)) => {
                    return Heard {
                        answers,
                        frames: frames.0,
                        error: error.to_string(),
                    };
                }
            }
        }
    })
}

fn message() -> impl Strategy<Value = Vec<u8>> {
    let body = prop::collection::vec(any::<u8>(), 0..40);
    prop_oneof![
        (200_u16..500, body.clone()).prop_map(|(status, body)| {
            let head = format!("RTSP/1.0 {status} x\r\nContent-Length: {}\r\n\r\n", body.len());
            [head.as_bytes(), &body].concat()
        }),
        (any::<u8>(), body.clone()).prop_map(|(channel, body)| {
            let length = u8::try_from(body.len()).unwrap();
            [&[b'$', channel, 0, length][..], &body].concat()
        }),
        Just(b"\r\n".to_vec()),
        body,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn how_bytes_arrive_changes_nothing(
        messages in prop::collection::vec(message(), 0..6),
        chunk in 1_usize..50,
    ) {
        let bytes = messages.concat();
        let whole = heard(&bytes, 4096, false);
        prop_assert_eq!(&heard(&bytes, chunk, false), &whole);
        prop_assert_eq!(&heard(&bytes, chunk, true), &whole, "an answer may be given up and waited for again");
    }
}
