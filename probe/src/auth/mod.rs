//! Logins by challenge and response, as RTSP borrows them from HTTP: Basic and Digest, without a protocol of their own.

mod challenge;
mod digest;
mod login;
mod scheme;

pub(crate) use login::Login;
