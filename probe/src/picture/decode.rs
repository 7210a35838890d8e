//! From bytes to pixels, and what is made of those.

use std::io::Cursor;
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, ImageReader, Limits, RgbImage};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

use crate::picture::{Format, Mask, Picture, PictureError};
use crate::result::PictureDigest;

/// Most pixels in width and in height.
const SIDE_LIMIT: u32 = 8192;
/// Most bytes of pixels: 33 million of them, more than any surveillance camera has.
const MEMORY_LIMIT: u64 = 96 * 1024 * 1024;
/// Most pixels of a thumbnail in width and in height.
const THUMBNAIL_SIDE: u32 = 320;
/// Quality of a thumbnail, from 1 to 100.
const THUMBNAIL_QUALITY: u8 = 75;

/// Decodes `picture` and makes something of its pixels, one picture at a time in the whole process.
///
/// What is under way goes on to its end when the future is dropped; it is short.
pub(super) async fn with<T: Send + 'static>(
    picture: &Picture,
    make: impl FnOnce(RgbImage) -> T + Send + 'static,
) -> Result<T, PictureError> {
    static TURN: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(1)));
    let stopped = || PictureError::unreadable("the picture could not be decoded");
    let turn = Arc::clone(&TURN).acquire_owned().await.map_err(|_| stopped())?;
    let picture = picture.clone();
    let work = tokio::task::spawn_blocking(move || {
        let result = decode(&picture).map(make);
        drop(turn);
        result
    });
    // A decoder that panics on a stranger's bytes takes no more than this task with it.
    work.await.map_err(|_| stopped())?
}

/// The size in the picture's header.
pub(super) fn size(picture: &Picture) -> Option<(u32, u32)> {
    reader(picture).into_dimensions().ok()
}

/// At most 320 pixels wide and high, as JPEG.
pub(super) fn thumbnail(image: RgbImage) -> Result<Bytes, PictureError> {
    let (width, height) = image.dimensions();
    let small = if width.max(height) > THUMBNAIL_SIDE {
        scaled(&image)
    } else {
        image
    };
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, THUMBNAIL_QUALITY)
        .encode_image(&small)
        .map_err(|_| PictureError::unreadable("the picture could not be made small"))?;
    Ok(bytes.into())
}

/// Shrinks to the thumbnail's size and keeps the proportions; no side becomes nothing.
fn scaled(image: &RgbImage) -> RgbImage {
    let (width, height) = image.dimensions();
    let longest = width.max(height);
    let side = |length: u32| {
        let scaled = u64::from(length) * u64::from(THUMBNAIL_SIDE) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(THUMBNAIL_SIDE).max(1)
    };
    image::imageops::thumbnail(image, side(width), side(height))
}

/// A hash of the size and of all pixels outside `mask`.
pub(super) fn digest(image: &RgbImage, mask: &Mask) -> PictureDigest {
    let (width, height) = image.dimensions();
    let mut hash = Sha256::new();
    hash.update(width.to_be_bytes());
    hash.update(height.to_be_bytes());
    let stride = width as usize * 3;
    for (row, y) in image.as_raw().chunks_exact(stride.max(1)).zip(0..) {
        let mut hidden: Vec<_> = mask.columns(y, width, height).collect();
        hidden.sort_by_key(|columns| columns.start);
        let mut from = 0;
        for columns in hidden {
            if columns.start > from {
                hash.update(&row[from as usize * 3..columns.start as usize * 3]);
            }
            from = from.max(columns.end);
        }
        hash.update(&row[(from.min(width)) as usize * 3..]);
    }
    let mut first = [0; 8];
    first.copy_from_slice(&hash.finalize()[..8]);
    PictureDigest(u64::from_be_bytes(first))
}

pub(super) fn decode(picture: &Picture) -> Result<RgbImage, PictureError> {
    let image = reader(picture).decode().map_err(|error| {
        PictureError::unreadable(match error {
            image::ImageError::Limits(_) => "the picture has more pixels than are decoded",
            _ => "the picture is damaged",
        })
    })?;
    Ok(image.into_rgb8())
}

fn reader(picture: &Picture) -> ImageReader<Cursor<&[u8]>> {
    let format = match picture.format {
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Png => ImageFormat::Png,
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_LIMIT);
    limits.max_image_height = Some(SIDE_LIMIT);
    limits.max_alloc = Some(MEMORY_LIMIT);
    let mut reader = ImageReader::with_format(Cursor::new(picture.bytes.as_ref()), format);
    reader.limits(limits);
    reader
}
