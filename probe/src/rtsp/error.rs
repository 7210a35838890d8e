//! What can go wrong between two RTSP peers below the level of a status.

use std::io;

use thiserror::Error;

use crate::ladder::Failure;
use crate::reason::Reason;
use crate::rtsp::frame::HEADER_LIMIT;
use crate::rtsp::response::BODY_LIMIT;
use crate::text;

/// Most bytes of a stranger's answer that a message quotes.
const QUOTE: usize = 24;

/// An answer that could not be had or understood.
#[derive(Debug, Error)]
pub(crate) enum RtspError {
    #[error("the connection was closed before an answer came")]
    Closed,
    #[error("the connection failed before an answer came: {0}")]
    Io(#[source] io::Error),
    #[error("what listens there does not speak RTSP")]
    NotRtsp(Vec<u8>),
    #[error("the answer is no valid RTSP: {0}")]
    Malformed(&'static str),
    #[error("the header of the answer is longer than {HEADER_LIMIT} bytes")]
    HeaderTooLong,
    #[error("too much stream data came before an answer")]
    TooMuchData,
    #[error("the description is {0} bytes long, the most that is read is {BODY_LIMIT}")]
    BodyTooLong(u64),
}

impl RtspError {
    /// Whether another connection may do better: some cameras close theirs after each answer.
    pub(crate) const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed)
    }

    /// The verdict. With `quote` the message shows the first bytes of an answer that is no RTSP; without it nothing
    /// of it, because an echo of our request could hold credentials.
    pub(crate) fn failure(&self, quote: bool) -> Failure {
        let reason = match self {
            Self::BodyTooLong(_) => Reason::BadSdp,
            _ => Reason::NotRtsp,
        };
        let message = match self {
            Self::NotRtsp(bytes) if quote => format!("{self}; it sent \"{}\"", text::excerpt(bytes, QUOTE)),
            _ => self.to_string(),
        };
        Failure::new(reason, message)
    }
}

impl From<io::Error> for RtspError {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
        match error.kind() {
            BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof => Self::Closed,
            _ => Self::Io(error),
        }
    }
}
