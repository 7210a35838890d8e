//! Questions and answers over one byte stream, with frames of stream data between them.

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use crate::rtsp::frame::{self, FRAME_HEADER, Next};
use crate::rtsp::request::Request;
use crate::rtsp::{Response, RtspError};

/// Bytes asked of the stream at a time.
const CHUNK: usize = 4 * 1024;
/// Most answers to other questions that are passed over while waiting for ours.
const STRAY_LIMIT: usize = 4;
/// Bytes of interleaved data that are taken while there is no stream of ours.
const DATA_BEFORE_PLAY: usize = 512 * 1024;

/// Takes in what comes on the interleaved channels of a connection (RFC 2326 §10.12).
pub(crate) trait Frames {
    /// Whether the frames of `channel` are looked at; others are passed over without being kept.
    fn wants(&mut self, channel: u8) -> bool;
    /// The data of one frame on a channel that is wanted.
    fn take(&mut self, data: &[u8]);
}

/// Nobody wants any frame.
impl Frames for () {
    fn wants(&mut self, _: u8) -> bool {
        false
    }

    fn take(&mut self, _: &[u8]) {}
}

/// A connection to an RTSP server. It holds at most a header and a body, or one frame, in memory, and has no clock:
/// callers bound it. Whatever it waits for can be given up and waited for again.
pub(crate) struct Connection<S> {
    stream: S,
    buffer: BytesMut,
    sequence: u32,
    /// An answer whose body is still to come, and the length of that.
    pending: Option<(Response, usize)>,
    /// Bytes of a frame that nobody wants, still to come.
    unwanted: usize,
    /// Bytes of interleaved data that may still come.
    data_left: usize,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self {
            stream,
            buffer: BytesMut::new(),
            sequence: 0,
            pending: None,
            unwanted: 0,
            data_left: DATA_BEFORE_PLAY,
        }
    }

    /// From now on so many `bytes` of interleaved data are taken before [`RtspError::TooMuchData`].
    pub(super) fn allow_data(&mut self, bytes: usize) {
        self.data_left = bytes;
    }

    /// Asks and waits for the answer; gives `frames` what comes before it.
    pub(super) async fn ask(
        &mut self,
        request: &Request<'_>,
        frames: &mut impl Frames,
    ) -> Result<Response, RtspError> {
        self.send(request).await?;
        for _ in 0..=STRAY_LIMIT {
            let response = self.answer(frames).await?;
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

    /// Asks without waiting.
    pub(super) async fn send(&mut self, request: &Request<'_>) -> Result<(), RtspError> {
        self.sequence += 1;
        self.stream
            .write_all(request.encode(self.sequence).as_bytes())
            .await?;
        Ok(self.stream.flush().await?)
    }

    /// The next answer, whatever it answers.
    pub(super) async fn answer(&mut self, frames: &mut impl Frames) -> Result<Response, RtspError> {
        loop {
            if let Some(response) = self.step(frames).await? {
                return Ok(response);
            }
        }
    }

    /// Takes in the next thing; gives it if it is an answer.
    pub(super) async fn step(&mut self, frames: &mut impl Frames) -> Result<Option<Response>, RtspError> {
        self.pass_over().await?;
        if self.pending.is_some() {
            return self.body().await.map(Some);
        }
        match frame::next(&self.buffer)? {
            Next::More => self.fill().await?,
            Next::LineEnd => {
                self.count(1)?;
                self.buffer.advance(1);
            }
            Next::Frame { channel, length } => {
                if frames.wants(channel) {
                    self.frame(length, frames).await?;
                } else {
                    self.count(FRAME_HEADER + length)?;
                    self.unwanted = FRAME_HEADER + length;
                }
            }
            Next::Head(length) => {
                let response = Response::parse_head(&self.buffer.split_to(length))?;
                let body = usize::try_from(response.content_length()?).unwrap_or(usize::MAX);
                self.pending = Some((response, body));
            }
        }
        Ok(None)
    }

    /// Bytes of memory that are held.
    #[cfg(test)]
    pub(super) fn memory(&self) -> usize {
        self.buffer.capacity()
    }

    /// Ends the connection in order, so that the camera frees it at once.
    pub(crate) async fn close(mut self) {
        // There is nobody left to tell of a failure: the verdict stands already.
        let _ = self.stream.shutdown().await;
    }

    async fn body(&mut self) -> Result<Response, RtspError> {
        let length = self.pending.as_ref().map_or(0, |(_, length)| *length);
        while self.buffer.len() < length {
            self.fill().await?;
        }
        let (mut response, _) = self.pending.take().ok_or(RtspError::Closed)?;
        response.body = self.buffer.split_to(length).freeze();
        Ok(response)
    }

    async fn frame(&mut self, length: usize, frames: &mut impl Frames) -> Result<(), RtspError> {
        while self.buffer.len() < FRAME_HEADER + length {
            self.fill().await?;
        }
        self.count(FRAME_HEADER + length)?;
        self.buffer.advance(FRAME_HEADER);
        frames.take(&self.buffer.split_to(length));
        Ok(())
    }

    async fn pass_over(&mut self) -> Result<(), RtspError> {
        while self.unwanted > 0 {
            if self.buffer.is_empty() {
                self.fill().await?;
            }
            let part = self.unwanted.min(self.buffer.len());
            self.buffer.advance(part);
            self.unwanted -= part;
        }
        Ok(())
    }

    fn count(&mut self, length: usize) -> Result<(), RtspError> {
        self.data_left = self.data_left.checked_sub(length).ok_or(RtspError::TooMuchData)?;
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
