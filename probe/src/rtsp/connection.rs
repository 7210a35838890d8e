//! Questions and answers over one byte stream.

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use crate::rtsp::frame::{self, DATA_LIMIT, Next};
use crate::rtsp::request::{self, Method};
use crate::rtsp::{Response, RtspError};

/// Bytes asked of the stream at a time.
const CHUNK: usize = 4 * 1024;
/// Most answers to other questions that are passed over while waiting for ours.
const STRAY_LIMIT: usize = 4;

/// A connection to an RTSP server. It holds at most a header and a body in memory, and has no clock: callers bound it.
pub(crate) struct Connection<S> {
    stream: S,
    buffer: BytesMut,
    sequence: u32,
    skipped: usize,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self {
            stream,
            buffer: BytesMut::new(),
            sequence: 0,
            skipped: 0,
        }
    }

    /// Asks and waits for the answer.
    pub(crate) async fn ask(
        &mut self,
        method: Method,
        uri: &str,
        authorization: Option<&str>,
    ) -> Result<Response, RtspError> {
        self.sequence += 1;
        let request = request::encode(method, uri, self.sequence, authorization);
        self.stream.write_all(request.as_bytes()).await?;
        self.stream.flush().await?;
        for _ in 0..=STRAY_LIMIT {
            let response = self.receive().await?;
            // A wrong number on an error is a known bug of cameras; on a success it is the answer to something else.
            let ours = response
                .sequence()
                .is_none_or(|sequence| sequence == self.sequence);
            if ours || !response.is_success() {
                return Ok(response);
            }
        }
        Err(RtspError::Malformed("it answers questions that were not asked"))
    }

    /// Ends the connection in order, so that the camera frees it at once.
    pub(crate) async fn close(mut self) {
        // There is nobody left to tell of a failure: the verdict stands already.
        let _ = self.stream.shutdown().await;
    }

    async fn receive(&mut self) -> Result<Response, RtspError> {
        let length = self.head().await?;
        let mut response = Response::parse_head(&self.buffer.split_to(length))?;
        let body = usize::try_from(response.content_length()?).unwrap_or(usize::MAX);
        while self.buffer.len() < body {
            self.fill().await?;
        }
        response.body = self.buffer.split_to(body).freeze();
        Ok(response)
    }

    /// Brings the next header to the front of the buffer and gives its length.
    async fn head(&mut self) -> Result<usize, RtspError> {
        loop {
            match frame::next(&self.buffer)? {
                Next::Head(length) => return Ok(length),
                Next::Skip(length) => self.skip(length).await?,
                Next::More => self.fill().await?,
            }
        }
    }

    async fn skip(&mut self, mut length: usize) -> Result<(), RtspError> {
        self.skipped += length;
        if self.skipped > DATA_LIMIT {
            return Err(RtspError::TooMuchData);
        }
        while length > 0 {
            if self.buffer.is_empty() {
                self.fill().await?;
            }
            let part = length.min(self.buffer.len());
            self.buffer.advance(part);
            length -= part;
        }
        Ok(())
    }

    async fn fill(&mut self) -> Result<(), RtspError> {
        self.buffer.reserve(CHUNK);
        let mut part = (&mut self.stream).take(CHUNK as u64);
        if part.read_buf(&mut self.buffer).await? == 0 {
            Err(RtspError::Closed)
        } else {
            Ok(())
        }
    }
}
