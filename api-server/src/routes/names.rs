//! Names that people give to users, tokens and kiosks.

use crate::error::{Invalid, Problem};

/// The longest name.
const NAME_MAX: usize = 64;

/// Notes what is wrong with a name in the field of this pointer.
pub(super) fn check(name: &str, pointer: &str, errors: &mut Vec<Invalid>) {
    if !is_name(name) {
        errors.push(Invalid {
            pointer: pointer.to_owned(),
            detail: format!(
                "must be a name of 1 to {NAME_MAX} characters: a-z, 0-9, and '.', '_', '@', '-' between them"
            ),
        });
    }
}

/// Refuses the request when something is wrong with it.
///
/// # Errors
/// 422 with everything that is wrong.
pub(super) fn finish(errors: Vec<Invalid>) -> Result<(), Problem> {
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(errors))
    }
}

/// Whether this can be a name.
pub(super) fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = name.as_bytes();
    let ends = [bytes.first(), bytes.last()];
    name.len() <= NAME_MAX
        && ends.into_iter().all(|end| end.is_some_and(|byte| plain(*byte)))
        && bytes.iter().all(|byte| plain(*byte) || b"._@-".contains(byte))
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn names_are_plain() {
        for good in ["a", "jane", "j.doe@example.net", "hall-screen_2", &"a".repeat(64)] {
            assert!(is_name(good), "{good}");
        }
        for bad in [
            "",
            "Jane",
            "-a",
            "a.",
            "a b",
            "é",
            "(token)",
            "a/b",
            "a\0",
            &"a".repeat(65),
        ] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
