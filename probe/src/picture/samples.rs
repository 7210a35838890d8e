//! Pictures for tests.

use bytes::Bytes;
use image::{ImageFormat, Rgb, RgbImage};

/// A picture whose pixels all differ from their neighbours.
pub(crate) fn pixels(width: u32, height: u32) -> RgbImage {
    let byte = |number: u32| number.to_be_bytes()[3];
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([byte(x * 7), byte(y * 5), byte((x + y) * 3)])
    })
}

/// `image` as PNG, which loses nothing.
pub(crate) fn png(image: &RgbImage) -> Bytes {
    encoded(image, ImageFormat::Png)
}

/// `image` as JPEG.
pub(crate) fn jpeg(image: &RgbImage) -> Bytes {
    encoded(image, ImageFormat::Jpeg)
}

fn encoded(image: &RgbImage, format: ImageFormat) -> Bytes {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner().into()
}
