//! Fresh passwords.

use rand::RngExt as _;
use rand::distr::slice::Choose;

/// What passwords consist of: safe in URLs, files and shells. 64 characters, so each is worth 6 bits.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const LENGTH: usize = 32;

/// A password of 192 bits from the thread's cryptographically secure generator, which the system seeds.
#[must_use]
pub fn random_password() -> String {
    let Ok(choose) = Choose::new(ALPHABET) else {
        return String::new();
    };
    rand::rng()
        .sample_iter(choose)
        .take(LENGTH)
        .map(|byte| char::from(*byte))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_long_and_differ() {
        let (one, other) = (random_password(), random_password());
        assert_eq!(one.len(), LENGTH);
        assert_ne!(one, other);
        assert!(one.bytes().all(|byte| ALPHABET.contains(&byte)), "{one}");
    }
}
