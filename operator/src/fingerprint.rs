//! Fingerprints of content, for annotations and names.
//!
//! A fingerprint may cover a short password, and annotations can be read by more people than Secrets: so each is keyed
//! with a random secret of the site, without which nothing can be guessed from it.

use std::fmt::{self, Write as _};

use sha2::{Digest, Sha256};

/// The secret with which a site's fingerprints are keyed.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(Vec<u8>);

impl Key {
    /// A key of these bytes.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The first 16 hexadecimal digits of a keyed SHA-256 over the parts; moving a boundary between parts changes it.
    #[must_use]
    pub fn fingerprint<'a>(&'a self, parts: impl IntoIterator<Item = &'a [u8]>) -> String {
        digest(std::iter::once(self.0.as_slice()).chain(parts))
    }
}

/// The first 16 hexadecimal digits of SHA-256 over parts that are no secrets; moving a boundary between parts changes it.
#[must_use]
pub fn digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize()
        .iter()
        .take(8)
        .fold(String::with_capacity(16), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Key(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_depends_on_key_content_and_boundaries() {
        let key = Key::new("k");
        let same = key.fingerprint([b"ab".as_slice(), b"c"]);
        assert_eq!(same.len(), 16);
        assert_eq!(same, key.fingerprint([b"ab".as_slice(), b"c"]));
        assert_ne!(same, key.fingerprint([b"a".as_slice(), b"bc"]));
        assert_ne!(same, Key::new("l").fingerprint([b"ab".as_slice(), b"c"]));
    }
}
