//! HTTP/1 (RFC 9112) with cameras, over any byte stream, with hard limits on what is taken in.
//!
//! Login and redirects are the ladder's business ([`crate::ladder`]); here is one connection and what comes over it.

mod body;
mod connection;
mod error;
mod multipart;

#[cfg(test)]
mod tests;

pub(crate) use body::{Content, content};
pub(crate) use connection::{Connection, Reply, Request};
pub(crate) use error::HttpError;
