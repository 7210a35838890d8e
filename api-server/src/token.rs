//! The token with which api and prober talk to each other.

use std::path::{Path, PathBuf};

use contract::{files, secrets};
use http::HeaderValue;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use tokio::sync::watch;

use crate::reload::Loaded;

/// The longest token, in bytes.
const LIMIT: usize = 1024;

/// The token as it is followed.
pub type Tokens = watch::Receiver<Loaded<Token>>;

/// A secret that a request carries as `Authorization: Bearer`. `Debug` does not show it.
#[derive(Clone, Debug)]
pub struct Token(HeaderValue);

impl Token {
    /// Parses the content of a mounted file.
    ///
    /// # Errors
    /// Says what is wrong with it, without quoting it.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let text = bytes.trim_ascii_end();
        if text.is_empty() || text.len() > LIMIT {
            return Err(format!("holds {} bytes, a token has 1 to {LIMIT}", text.len()));
        }
        let mut header = HeaderValue::from_bytes(&[b"Bearer ", text].concat())
            .map_err(|_| "holds characters that no token has".to_owned())?;
        header.set_sensitive(true);
        Ok(Self(header))
    }

    /// The value of `Authorization` with this token.
    #[must_use]
    pub fn header(&self) -> HeaderValue {
        self.0.clone()
    }

    /// Whether the value of `Authorization` carries this token. Takes the same time whatever it carries.
    #[must_use]
    pub fn admits(&self, presented: &HeaderValue) -> bool {
        let digest = |value: &HeaderValue| Sha256::digest(value.as_bytes());
        digest(presented)
            .as_slice()
            .ct_eq(digest(&self.0).as_slice())
            .into()
    }
}

/// The file of the internal token below a role's configuration directory.
#[must_use]
pub fn internal_token_file(config_dir: &Path) -> PathBuf {
    config_dir.join(files::TOKENS_DIR).join(secrets::INTERNAL_TOKEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_admits_itself_alone_and_is_not_shown() {
        let token = Token::parse(b"s3cret-token\n").unwrap();
        assert!(!format!("{token:?}").contains("s3cret"), "{token:?}");
        assert!(token.admits(&token.header()));
        for other in [
            "Bearer s3cret-toke",
            "Bearer s3cret-token2",
            "s3cret-token",
            "bearer s3cret-token",
            "",
        ] {
            assert!(!token.admits(&HeaderValue::from_static(other)), "{other}");
        }
    }

    #[test]
    fn what_is_no_token_is_refused_without_being_quoted() {
        for bad in [&b" \n"[..], b"two\nlines", &[b'x'; 1025]] {
            let problem = Token::parse(bad).unwrap_err();
            assert!(!problem.contains("lines") && !problem.contains("xx"), "{problem}");
        }
    }
}
