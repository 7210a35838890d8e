//! An RTSP 1.0 client (RFC 2326) for one or two questions, over any byte stream, with hard limits on what it takes in.

mod connection;
mod error;
mod frame;
mod request;
mod response;

pub(crate) use connection::Connection;
pub(crate) use error::RtspError;
pub(crate) use request::Method;
pub(crate) use response::{Response, phrase};
