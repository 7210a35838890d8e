use contract::inventory::Region;
use image::Rgb;

use super::samples::{jpeg, pixels, png};
use super::*;

fn picture(bytes: Bytes) -> Picture {
    Picture::new(bytes).unwrap()
}

#[tokio::test]
async fn a_thumbnail_is_a_small_jpeg_of_the_same_proportions() {
    for (width, height, expected) in [
        (1920, 1080, (320, 180)),
        (480, 640, (240, 320)),
        (100, 50, (100, 50)),
        (2000, 2, (320, 1)),
    ] {
        let original = picture(jpeg(&pixels(width, height)));
        assert_eq!(original.size(), Some((width, height)));
        let small = picture(original.thumbnail().await.unwrap());
        assert_eq!((small.format, small.size()), (Format::Jpeg, Some(expected)));
    }
}

#[tokio::test]
async fn a_digest_sees_every_pixel_outside_the_mask_and_none_inside() {
    let mask = Mask::new(&[
        Region {
            x: "0".into(),
            y: "0".into(),
            width: "0.5".into(),
            height: "0.25".into(),
        },
        Region {
            x: "0.25".into(),
            y: "0".into(),
            width: "0.5".into(),
            height: "0.5".into(),
        },
    ])
    .unwrap();
    let still = pixels(40, 20);
    let digest = async |image: &image::RgbImage, mask: &Mask| picture(png(image)).digest(mask).await.unwrap();
    let before = digest(&still, &mask).await;
    assert_eq!(digest(&still, &mask).await, before);
    for (x, y, seen) in [
        (0, 0, false),
        (19, 4, false),
        (29, 9, false),
        (0, 5, true),
        (30, 0, true),
        (39, 19, true),
    ] {
        let mut moved = still.clone();
        moved.put_pixel(x, y, Rgb([255, 255, 254]));
        assert_eq!(digest(&moved, &mask).await != before, seen, "pixel {x}, {y}");
        assert_ne!(
            digest(&moved, &Mask::default()).await,
            digest(&still, &Mask::default()).await
        );
    }
    let turned = image::RgbImage::from_raw(20, 40, still.clone().into_raw()).unwrap();
    assert_ne!(
        digest(&turned, &Mask::default()).await,
        digest(&still, &Mask::default()).await
    );
}

#[tokio::test]
async fn what_is_no_picture_is_refused() {
    for bytes in [&b""[..], b"<html>", b"GIF89a", b"\xff\xd8"] {
        assert!(Picture::new(Bytes::copy_from_slice(bytes)).is_err());
    }
    assert!(Picture::new(Bytes::from(vec![0xff; PICTURE_LIMIT + 1])).is_err());
    let whole = png(&pixels(64, 64));
    let damaged = picture(whole.slice(..whole.len() / 2));
    let error = damaged.digest(&Mask::default()).await.unwrap_err();
    assert!(error.to_string().contains("damaged"), "{error}");
}

#[tokio::test]
async fn a_picture_that_would_fill_the_memory_is_refused_by_its_header() {
    // A PNG of 8192 × 8192 pixels would take 192 MiB, one of 8193 is too wide.
    for (width, height) in [(8192u32, 8192u32), (8193, 1)] {
        let mut header = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        header.extend(width.to_be_bytes());
        header.extend(height.to_be_bytes());
        header.extend([8, 2, 0, 0, 0]);
        let crc = crc32(&header[12..]);
        header.extend(crc.to_be_bytes());
        header.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
        let error = picture(header.into()).thumbnail().await.unwrap_err();
        assert!(error.to_string().contains("more pixels"), "{width}: {error}");
    }
}

/// The checksum of a PNG's chunks (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    })
}

proptest::proptest! {
    #[test]
    fn any_bytes_after_a_picture_s_beginning_are_survived(
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300),
        png in proptest::prelude::any::<bool>(),
    ) {
        let start: &[u8] = if png { b"\x89PNG\r\n\x1a\n" } else { b"\xff\xd8\xff" };
        let picture = picture([start, &bytes].concat().into());
        let _ = picture.size();
        let _ = decode::decode(&picture);
    }
}
