//! Cursors: where the next page begins. Opaque to clients, so that what is inside may change.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::Problem;

/// A cursor of the list `list` that stands after `position`.
pub(super) fn encode(list: &str, position: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{list}:{position}"))
}

/// The position in a cursor of the list `list`.
///
/// # Errors
/// 400 when the cursor is not one of this list.
pub(super) fn decode(list: &str, cursor: &str) -> Result<String, Problem> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| Some(text.strip_prefix(list)?.strip_prefix(':')?.to_owned()))
        .filter(|position| !position.contains('\0'))
        .ok_or_else(bad)
}

/// The number in a cursor of the list `list`.
///
/// # Errors
/// 400 when the cursor is not one of this list.
pub(super) fn number(list: &str, cursor: &str) -> Result<i64, Problem> {
    decode(list, cursor)?.parse().map_err(|_| bad())
}

/// The problem of a cursor that was not made by this list.
pub(super) fn bad() -> Problem {
    Problem::malformed(
        "The cursor is not valid; use nextCursor of the page before, or none for the first page.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_gives_back_its_position_to_its_own_list_only() {
        let cursor = encode("cameras", "hall:2");
        assert_eq!(decode("cameras", &cursor).unwrap(), "hall:2");
        assert!(decode("events", &cursor).is_err());
        for bad in ["", "%%%", "aGVsbG8", &encode("cameras", "\0")] {
            assert!(decode("cameras", bad).is_err(), "{bad}");
        }
    }
}
