//! What can go wrong between two HTTP peers below the level of a status.

use thiserror::Error;

use crate::http::connection::HEADER_LIMIT;
use crate::ladder::Failure;
use crate::reason::Reason;

/// An answer that could not be had or understood. The messages hold nothing of the answer: it could repeat our request.
#[derive(Debug, Error)]
pub(crate) enum HttpError {
    #[error("the connection was closed before an answer came")]
    Closed,
    #[error("what listens there does not speak HTTP; check the port and the scheme of the url")]
    NotHttp,
    #[error("the header of the answer is longer than {HEADER_LIMIT} bytes or has too many lines")]
    HeaderTooLong,
    #[error("the answer is longer than the {0} bytes that are read")]
    BodyTooLong(usize),
    #[error("the answer ended before it was complete")]
    Truncated,
    #[error("the answer is compressed, although that was not asked for")]
    Compressed,
    #[error("the answer has several parts, but the first cannot be found: {0}")]
    BadPart(&'static str),
    #[error("the request cannot be written: a path or a user name holds characters that HTTP cannot carry")]
    Request,
}

impl HttpError {
    /// Whether another connection may do better: the server closed one that it had kept open for long enough.
    pub(crate) const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed)
    }

    /// The error of hyper while a request is sent or the head of an answer is read.
    pub(super) fn of_head(error: &hyper::Error) -> Self {
        if error.is_parse_too_large() {
            Self::HeaderTooLong
        } else if error.is_parse() {
            Self::NotHttp
        } else {
            Self::Closed
        }
    }
}

impl From<HttpError> for Failure {
    fn from(error: HttpError) -> Self {
        Self::new(Reason::HttpStatus, error.to_string())
    }
}
