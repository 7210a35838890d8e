//! Keys that open something: 256 random bits, of which only a hash is stored.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// A key as its owner shows it. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(String);

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Key(redacted)")
    }
}

impl Key {
    /// A new one. `prefix` tells people, and programs that look for secrets, what it is for.
    #[must_use]
    pub fn random(prefix: &str) -> Self {
        let bits: [u8; 32] = rand::random();
        Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bits)))
    }

    /// One that somebody shows.
    #[must_use]
    pub fn shown(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// What is stored. A key is as long as the hash and random, so nothing slow is needed.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// The key itself, for its owner alone.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_random_long_and_not_shown() {
        let (one, other) = (Key::random("cst_"), Key::random("cst_"));
        assert_ne!(one, other);
        assert_eq!(one.reveal().len(), "cst_".len() + 43);
        assert_eq!(Key::shown(one.reveal()).hash(), one.hash());
        assert!(!format!("{one:?}").contains(&one.reveal()[4..]));
    }
}
