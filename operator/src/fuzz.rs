//! The reader of inventories, for a fuzzer: whatever comes in, it may not panic or keep more than a site holds.

use crate::inventory::{CAMERAS_MAX, Sheet};

/// Reads an inventory in CSV.
pub fn csv(bytes: &[u8]) {
    let sheet = Sheet::read(bytes);
    assert!(
        sheet.rows.len() <= CAMERAS_MAX,
        "more rows than a site has cameras"
    );
    assert!(
        sheet.problems.to_string().len() <= 2048,
        "problems are not bounded"
    );
    assert!(
        sheet.rows.is_sorted_by(|left, right| left.line < right.line),
        "two rows have one line"
    );
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Random bytes get further behind a header.
    const BEGINNINGS: &[&[u8]] = &[
        b"",
        b"\xef\xbb\xbfname;url;tags\r\n",
        b"name,url\n",
        b"name,url,latitude,longitude,credentials,enabled\nquay,rtsp://10.0.0.1/\"",
    ];

    proptest! {
        #[test]
        fn no_bytes_whatever_break_the_reader(
            front in prop::sample::select(BEGINNINGS),
            bytes in prop::collection::vec(any::<u8>(), 0..300),
        ) {
            csv(&[front, &bytes].concat());
        }

        #[test]
        fn no_text_of_a_sheet_breaks_the_reader(text in "(name|url|[a-c]|rtsp://a|[,;\"\r\n é\u{feff}]){0,60}") {
            csv(text.as_bytes());
        }
    }
}
