//! An RTSP 1.0 client (RFC 2326) for a few questions and a short look at the stream, over any byte stream, with hard
//! limits on what it takes in.

mod client;
mod connection;
pub(crate) mod control;
mod error;
mod farewell;
mod frame;
mod request;
mod response;
mod session;
mod transport;

use tokio::io::{AsyncRead, AsyncWrite};

pub(crate) use client::{Client, Unanswered};
pub(crate) use connection::Frames;
pub(crate) use error::RtspError;
pub use farewell::attended;
pub(crate) use request::{Method, Request};
pub(crate) use response::{Response, phrase};
pub(crate) use session::Session;
pub(crate) use transport::{Grant, granted};

/// A byte stream that a session can take with it into a task of its own.
pub(crate) trait ByteStream: AsyncRead + AsyncWrite + Unpin + Send + 'static {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> ByteStream for S {}

/// The first answer in `bytes`, if they hold one; `frames` gets what comes before it.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) async fn first_answer(bytes: &[u8], frames: &mut impl Frames) -> Option<Response> {
    let stream = tokio::io::join(bytes, tokio::io::sink());
    connection::Connection::new(stream).answer(frames).await.ok()
}

#[cfg(test)]
mod tests;
