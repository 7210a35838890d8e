//! Parts of a picture that change although nothing moves.

use contract::inventory::Region;
use thiserror::Error;

/// A region's numbers are kept in millionths of the picture, so that masks can be compared.
const WHOLE: u32 = 1_000_000;

/// A region that is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("region {index} of osdMask is not valid: {field} must be a decimal number from 0 to 1")]
pub struct MaskError {
    /// Which region, counted from 0.
    index: usize,
    field: &'static str,
}

/// Rectangles that are left out when two pictures are compared, such as the camera's clock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mask(Vec<Area>);

/// In millionths of width and height; the far edges are not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Area {
    left: u32,
    top: u32,
    right: u32,
    bottom: u32,
}

impl Mask {
    /// The mask of declared regions; what juts out of the picture is cut off.
    ///
    /// # Errors
    /// When one of the numbers is none from 0 to 1.
    pub fn new(regions: &[Region]) -> Result<Self, MaskError> {
        let areas = regions.iter().enumerate().map(|(index, region)| {
            let read = |field, text: &str| millionths(text).ok_or(MaskError { index, field });
            let (left, top) = (read("x", &region.x)?, read("y", &region.y)?);
            Ok(Area {
                left,
                top,
                right: WHOLE.min(left + read("width", &region.width)?),
                bottom: WHOLE.min(top + read("height", &region.height)?),
            })
        });
        areas.collect::<Result<_, _>>().map(Self)
    }

    /// The columns of row `y` that are left out, of a picture of `width` × `height`, in no order.
    pub(super) fn columns(
        &self,
        y: u32,
        width: u32,
        height: u32,
    ) -> impl Iterator<Item = std::ops::Range<u32>> {
        let rows = move |area: &&Area| (floor(area.top, height)..ceil(area.bottom, height)).contains(&y);
        self.0
            .iter()
            .filter(rows)
            .map(move |area| floor(area.left, width)..ceil(area.right, width))
    }
}

fn millionths(text: &str) -> Option<u32> {
    let number: f64 = text.trim().parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to a million"
    )]
    (0.0..=1.0)
        .contains(&number)
        .then(|| (number * f64::from(WHOLE)).round() as u32)
}

/// `part` millionths of `whole` pixels, rounded down.
fn floor(part: u32, whole: u32) -> u32 {
    let pixels = u64::from(part) * u64::from(whole) / u64::from(WHOLE);
    u32::try_from(pixels).unwrap_or(whole)
}

/// `part` millionths of `whole` pixels, rounded up.
fn ceil(part: u32, whole: u32) -> u32 {
    let pixels = (u64::from(part) * u64::from(whole)).div_ceil(u64::from(WHOLE));
    u32::try_from(pixels).unwrap_or(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(x: &str, y: &str, width: &str, height: &str) -> Region {
        let [x, y, width, height] = [x, y, width, height].map(str::to_owned);
        Region { x, y, width, height }
    }

    #[test]
    fn a_region_covers_every_pixel_that_it_touches() {
        let mask = Mask::new(&[region("0.1", "0", "0.25", "0.5"), region("0.9", "0.4", "1", "1")]).unwrap();
        let columns = |y| -> Vec<_> {
            let hidden = mask.columns(y, 10, 10);
            hidden.map(|columns| (columns.start, columns.end)).collect()
        };
        assert_eq!(columns(0), [(1, 4)]);
        assert_eq!(columns(4), [(1, 4), (9, 10)]);
        assert_eq!(columns(5), [(9, 10)]);
        assert_eq!(Mask::default().columns(0, 10, 10).count(), 0);
    }

    #[test]
    fn a_number_outside_the_picture_is_named() {
        for bad in ["-0.1", "1.1", "NaN", "", "a"] {
            let error = Mask::new(&[region("0", "0", "1", "1"), region("0", "0", bad, "1")]).unwrap_err();
            assert_eq!((error.index, error.field), (1, "width"), "{bad:?}");
        }
    }
}
