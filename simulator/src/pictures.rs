//! The still pictures that cameras give by HTTP.

use std::time::Duration;

use bytes::Bytes;

/// Pictures by set: see [`at`].
static PICTURES: [[&[u8]; 3]; 4] = [
    [
        include_bytes!("../assets/picture-00.jpg"),
        include_bytes!("../assets/picture-01.jpg"),
        include_bytes!("../assets/picture-02.jpg"),
    ],
    [
        include_bytes!("../assets/picture-03.jpg"),
        include_bytes!("../assets/picture-04.jpg"),
        include_bytes!("../assets/picture-05.jpg"),
    ],
    [
        include_bytes!("../assets/picture-06.jpg"),
        include_bytes!("../assets/picture-07.jpg"),
        include_bytes!("../assets/picture-08.jpg"),
    ],
    [
        include_bytes!("../assets/picture-09.jpg"),
        include_bytes!("../assets/picture-10.jpg"),
        include_bytes!("../assets/picture-11.jpg"),
    ],
];

/// The picture at a time: another one each second, and another set each minute, so that two pictures which are one to
/// three minutes apart always differ. Whoever compares pictures to find a frozen camera must not find a loop.
pub(crate) fn at(time: Duration) -> Bytes {
    let place = |count: u64, among: usize| usize::try_from(count % among as u64).unwrap_or_default();
    let set = &PICTURES[place(time.as_secs() / 60, PICTURES.len())];
    Bytes::from_static(set[place(time.as_secs(), set.len())])
}

/// The picture of a camera that stands still.
pub(crate) fn still() -> Bytes {
    at(Duration::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(count: u64) -> Bytes {
        at(Duration::from_secs(count))
    }

    #[test]
    fn a_picture_moves_and_never_comes_back_within_three_minutes() {
        for from in 0..600 {
            assert_ne!(seconds(from), seconds(from + 1));
            for apart in 60..=180 {
                assert_ne!(seconds(from), seconds(from + apart), "{from} + {apart}");
            }
        }
    }

    #[test]
    fn pictures_are_small_jpegs() {
        for picture in PICTURES.iter().flatten() {
            assert!(picture.starts_with(&[0xff, 0xd8, 0xff]) && picture.ends_with(&[0xff, 0xd9]));
            assert!(picture.len() <= 10_000, "{}", picture.len());
        }
    }
}
