//! Which of the offered logins is taken.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::auth::challenge::Challenge;
use crate::auth::digest::Digest;
use crate::credentials::Credentials;

/// A way to log in that a server offers and we can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// RFC 7617.
    Basic,
    Digest(Digest),
}

/// The best of `challenges` that we can answer: Digest SHA-256 before Digest MD5 before Basic.
pub(super) fn choose(challenges: &[Challenge]) -> Option<Scheme> {
    let mut best: Option<Digest> = None;
    let offers = challenges
        .iter()
        .filter(|challenge| challenge.scheme == "digest")
        .filter_map(Digest::offered);
    for offer in offers {
        // Of equals the first: the server lists them in the order it likes.
        if best.as_ref().is_none_or(|best| offer.algorithm > best.algorithm) {
            best = Some(offer);
        }
    }
    let basic = || {
        challenges
            .iter()
            .any(|challenge| challenge.scheme == "basic")
            .then_some(Scheme::Basic)
    };
    best.map(Scheme::Digest).or_else(basic)
}

impl Scheme {
    /// The value of the `Authorization` header for the next request. A secret: it must go nowhere but onto the wire.
    pub(super) fn authorize(&mut self, credentials: &Credentials, method: &str, uri: &str) -> String {
        match self {
            Self::Basic => {
                let pair = format!("{}:{}", credentials.username(), credentials.password());
                format!("Basic {}", STANDARD.encode(pair))
            }
            Self::Digest(digest) => digest.authorize(credentials, method, uri),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::challenge;

    fn offered(line: &str) -> Option<Scheme> {
        choose(&challenge::parse(line))
    }

    fn nonce_of(line: &str) -> String {
        match offered(line) {
            Some(Scheme::Digest(digest)) => digest.nonce,
            other => panic!("{other:?} is no digest"),
        }
    }

    #[test]
    fn the_strongest_digest_is_preferred_wherever_it_stands() {
        let md5 = "Digest realm=\"x\", nonce=\"md5\", algorithm=MD5";
        let sha = "Digest realm=\"x\", nonce=\"sha\", algorithm=sha-256";
        let old = "Digest realm=\"x\", nonce=\"old\"";
        let basic = "Basic realm=\"x\"";
        assert_eq!(nonce_of(&[basic, md5, sha].join(", ")), "sha");
        assert_eq!(nonce_of(&[sha, md5, basic].join(", ")), "sha");
        assert_eq!(nonce_of(&[basic, old, md5].join(", ")), "old");
    }

    #[test]
    fn impossible_offers_are_passed_over() {
        let newer = "Digest realm=\"x\", nonce=\"1\", algorithm=SHA-512-256, Digest realm=\"x\", nonce=\"2\", algorithm=MD5";
        assert_eq!(nonce_of(newer), "2");
        assert_eq!(
            offered("Digest realm=\"x\", nonce=\"1\", algorithm=SHA-512-256"),
            None
        );
        assert_eq!(offered("Digest realm=\"x\", nonce=\"1\", qop=\"auth-int\""), None);
        assert_eq!(
            offered("Digest realm=\"x\", algorithm=MD5"),
            None,
            "a digest needs a nonce"
        );
        assert_eq!(
            offered("Digest nonce=\"1\", algorithm=SHA-512-256, Basic realm=\"x\""),
            Some(Scheme::Basic)
        );
        assert_eq!(offered("Negotiate"), None);
    }

    #[test]
    fn basic_follows_the_example_of_rfc_7617() {
        let credentials = Credentials::new("Aladdin", "open sesame");
        let header = Scheme::Basic.authorize(&credentials, "DESCRIBE", "rtsp://x/");
        assert_eq!(header, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }
}
