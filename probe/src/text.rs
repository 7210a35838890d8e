//! Text that comes from strangers, made fit to be shown.

use std::fmt::Write as _;

/// Most characters of a message.
pub(crate) const MESSAGE_LIMIT: usize = 256;

/// `text` with control characters escaped, cut after `limit` characters.
pub(crate) fn printable(text: &str, limit: usize) -> String {
    let mut shown = String::new();
    let mut count = 0;
    for character in text.chars() {
        let plain = !character.is_control() && !is_invisible(character);
        let width = if plain {
            1
        } else {
            character.escape_unicode().count()
        };
        if count + width > limit {
            break;
        }
        count += width;
        if plain {
            shown.push(character);
        } else {
            shown.extend(character.escape_unicode());
        }
    }
    shown
}

/// The first `limit` of `bytes`, everything but printable ASCII escaped.
pub(crate) fn excerpt(bytes: &[u8], limit: usize) -> String {
    bytes
        .iter()
        .take(limit)
        .flat_map(|byte| byte.escape_ascii())
        .map(char::from)
        .collect()
}

/// Lower-case hexadecimal digits of `bytes`.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut digits, byte| {
            // Writing to a String cannot fail.
            let _ = write!(digits, "{byte:02x}");
            digits
        })
}

/// Characters that change the direction of text or take no room could make a message lie.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped_and_length_is_bounded() {
        assert_eq!(printable("a\r\nb", 64), "a\\u{d}\\u{a}b");
        assert_eq!(printable("\u{202e}evil", 64), "\\u{202e}evil");
        assert_eq!(
            printable(&"é".repeat(500), MESSAGE_LIMIT).chars().count(),
            MESSAGE_LIMIT
        );
        assert!(printable(&"\0".repeat(500), MESSAGE_LIMIT).len() <= MESSAGE_LIMIT);
    }

    #[test]
    fn bytes_are_shown_as_ascii() {
        assert_eq!(excerpt(b"\x00SSH\xff", 4), "\\x00SSH");
        assert_eq!(hex(&[0, 0xab]), "00ab");
    }
}
