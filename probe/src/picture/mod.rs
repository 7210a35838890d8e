//! Pictures of a camera: fetched, made small for people to look at, and told from one another.
//!
//! A [`Picture`] is kept as it was sent, at most 8 MiB. It is decoded only when something is to be made of it: off the
//! runtime's threads, one at a time in the whole process, and within limits of size and memory.

mod decode;
mod fetch;
mod hold;
mod mask;

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

use std::fmt;

use bytes::Bytes;
use thiserror::Error;

use crate::ladder::Failure;
use crate::reason::Reason;
use crate::result::PictureDigest;
use crate::text;
pub use fetch::fetch;
pub(crate) use hold::LoginHold;
pub use mask::{Mask, MaskError};

/// Most bytes of a picture.
pub(crate) const PICTURE_LIMIT: usize = 8 * 1024 * 1024;

/// Why there is no picture. The message is fit for people and holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no picture: {message}")]
pub struct PictureError {
    /// The reason, as a probe would give it.
    pub reason: Reason,
    /// The reason in words.
    pub message: String,
}

impl PictureError {
    fn new(reason: Reason, message: &str) -> Self {
        Self {
            reason,
            message: text::printable(message, text::MESSAGE_LIMIT),
        }
    }

    /// What was fetched is no picture that can be read.
    fn unreadable(why: &str) -> Self {
        Self::new(Reason::HttpStatus, why)
    }
}

impl From<Failure> for PictureError {
    fn from(failure: Failure) -> Self {
        Self::new(failure.reason, &failure.message)
    }
}

/// How a picture is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Jpeg,
    Png,
}

impl Format {
    /// The format of `bytes`, by how they begin.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else {
            None
        }
    }
}

/// A picture as the camera sent it. `Debug` shows its size alone.
#[derive(Clone)]
pub struct Picture {
    bytes: Bytes,
    format: Format,
}

impl Picture {
    /// Takes `bytes` for a picture; only their beginning is looked at yet.
    ///
    /// # Errors
    /// When they begin like neither JPEG nor PNG, or are more than 8 MiB.
    pub fn new(bytes: Bytes) -> Result<Self, PictureError> {
        if bytes.len() > PICTURE_LIMIT {
            return Err(PictureError::unreadable("the picture is larger than 8 MiB"));
        }
        match Format::of(&bytes) {
            Some(format) => Ok(Self { bytes, format }),
            None => Err(PictureError::unreadable(
                "what the camera sent is neither a JPEG nor a PNG picture; check the snapshotUrl",
            )),
        }
    }

    /// Width and height in pixels as the picture's header gives them; `None` where it cannot be read.
    pub(crate) fn size(&self) -> Option<(u32, u32)> {
        decode::size(self)
    }

    /// A JPEG of at most 320 pixels in width and height, without anything else that the camera's picture held.
    ///
    /// # Errors
    /// When the picture is damaged or too large to be decoded (8192 × 8192 pixels, 96 MiB).
    pub async fn thumbnail(&self) -> Result<Bytes, PictureError> {
        decode::with(self, decode::thumbnail).await?
    }

    /// What tells this picture from others: a hash of its pixels outside `mask`.
    ///
    /// All pixels count in full: the noise of the sensor is what tells a still night from a camera that hangs.
    ///
    /// # Errors
    /// As [`Picture::thumbnail`].
    pub async fn digest(&self, mask: &Mask) -> Result<PictureDigest, PictureError> {
        let mask = mask.clone();
        decode::with(self, move |image| decode::digest(&image, &mask)).await
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Picture({:?}, {} bytes)",
            self.format,
            self.bytes.len()
        )
    }
}
