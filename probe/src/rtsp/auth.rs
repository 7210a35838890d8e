//! Basic (RFC 7617) and Digest MD5 (RFC 2617) logins.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};

use crate::credentials::Credentials;
use crate::rtsp::Method;
use crate::rtsp::challenge::Challenge;
use crate::text;

/// A way to log in that a server offers and we can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Basic,
    Digest(Digest),
}

/// What a server's Digest challenge gives us to work with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Digest {
    realm: String,
    pub(super) nonce: String,
    opaque: Option<String>,
    /// As the server wrote it; repeated only where it was sent.
    algorithm: Option<String>,
    /// Whether the server offers `qop=auth`; without any qop the older formula of RFC 2069 holds.
    qop: bool,
    /// The server says that only the nonce was too old.
    pub(super) stale: bool,
}

/// The best of `challenges` that we can answer: Digest MD5 before Basic.
pub(super) fn choose(challenges: &[Challenge]) -> Option<Scheme> {
    let digest = challenges
        .iter()
        .filter(|challenge| challenge.scheme == "digest")
        .find_map(digest);
    let basic = || {
        challenges
            .iter()
            .any(|challenge| challenge.scheme == "basic")
            .then_some(Scheme::Basic)
    };
    digest.map(Scheme::Digest).or_else(basic)
}

/// The challenge's parameters, `None` where it asks for an algorithm or a protection that we cannot do.
fn digest(challenge: &Challenge) -> Option<Digest> {
    let algorithm = challenge.get("algorithm").map(str::to_owned);
    if algorithm
        .as_deref()
        .is_some_and(|name| !name.eq_ignore_ascii_case("MD5"))
    {
        return None;
    }
    let qop = challenge
        .get("qop")
        .map(|options| options.split(',').any(|o| o.trim().eq_ignore_ascii_case("auth")));
    if qop == Some(false) {
        return None;
    }
    Some(Digest {
        realm: challenge.get("realm").unwrap_or_default().to_owned(),
        nonce: challenge.get("nonce")?.to_owned(),
        opaque: challenge.get("opaque").map(str::to_owned),
        algorithm,
        qop: qop.unwrap_or(false),
        stale: challenge
            .get("stale")
            .is_some_and(|value| value.eq_ignore_ascii_case("true")),
    })
}

impl Scheme {
    /// The value of the `Authorization` header. A secret: it must go nowhere but onto the wire.
    pub(super) fn authorize(&self, credentials: &Credentials, method: Method, uri: &str) -> String {
        match self {
            Self::Basic => {
                let pair = format!("{}:{}", credentials.username(), credentials.password());
                format!("Basic {}", STANDARD.encode(pair))
            }
            Self::Digest(digest) => digest.authorize(credentials, method.as_str(), uri, &client_nonce()),
        }
    }
}

impl Digest {
    fn authorize(&self, credentials: &Credentials, method: &str, uri: &str, client_nonce: &str) -> String {
        let response = self.response(credentials, method, uri, client_nonce);
        let mut parameters = vec![
            format!("username=\"{}\"", quoted(credentials.username())),
            format!("realm=\"{}\"", quoted(&self.realm)),
            format!("nonce=\"{}\"", quoted(&self.nonce)),
            format!("uri=\"{uri}\""),
            format!("response=\"{response}\""),
        ];
        parameters.extend(
            self.algorithm
                .as_ref()
                .map(|algorithm| format!("algorithm={algorithm}")),
        );
        parameters.extend(
            self.opaque
                .as_ref()
                .map(|opaque| format!("opaque=\"{}\"", quoted(opaque))),
        );
        if self.qop {
            parameters.push(format!("qop=auth, nc={NONCE_COUNT}, cnonce=\"{client_nonce}\""));
        }
        format!("Digest {}", parameters.join(", "))
    }

    /// `request-digest` of RFC 2617 §3.2.2.1.
    fn response(&self, credentials: &Credentials, method: &str, uri: &str, client_nonce: &str) -> String {
        let secret = md5(&[credentials.username(), &self.realm, credentials.password()]);
        let request = md5(&[method, uri]);
        if self.qop {
            md5(&[&secret, &self.nonce, NONCE_COUNT, client_nonce, "auth", &request])
        } else {
            md5(&[&secret, &self.nonce, &request])
        }
    }
}

/// Every nonce is used for one request only.
const NONCE_COUNT: &str = "00000001";

fn client_nonce() -> String {
    text::hex(&rand::random::<[u8; 8]>())
}

/// Hexadecimal MD5 of the parts, joined by colons.
fn md5(parts: &[&str]) -> String {
    text::hex(&Md5::digest(parts.join(":")))
}

/// The inside of a quoted string; control characters, which no header can carry, are left out.
fn quoted(value: &str) -> String {
    let mut inside = String::with_capacity(value.len());
    for character in value.chars().filter(|character| !character.is_control()) {
        if matches!(character, '"' | '\\') {
            inside.push('\\');
        }
        inside.push(character);
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtsp::challenge;

    fn offered(line: &str) -> Option<Scheme> {
        choose(&challenge::parse(line))
    }

    fn offered_digest(line: &str) -> Digest {
        match offered(line) {
            Some(Scheme::Digest(digest)) => digest,
            other => panic!("{other:?} is no digest"),
        }
    }

    #[test]
    fn the_example_of_rfc_2617_gives_its_response() {
        let digest = offered_digest(
            "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", \
             nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
        );
        let credentials = Credentials::new("Mufasa", "Circle Of Life");
        let header = digest.authorize(&credentials, "GET", "/dir/index.html", "0a4f113b");
        assert!(
            header.contains("response=\"6629fae49393a05397450978507c4ef1\""),
            "{header}"
        );
        assert!(
            header.contains("qop=auth, nc=00000001, cnonce=\"0a4f113b\""),
            "{header}"
        );
        assert!(
            header.contains("opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""),
            "{header}"
        );
    }

    #[test]
    fn without_qop_the_older_formula_holds() {
        let digest = offered_digest(
            "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"",
        );
        let credentials = Credentials::new("Mufasa", "Circle Of Life");
        let header = digest.authorize(&credentials, "GET", "/dir/index.html", "unused");
        assert!(
            header.contains("response=\"670fd8c2df070c60b045671b8b24ff02\""),
            "{header}"
        );
        assert!(
            !header.contains("qop") && !header.contains("algorithm"),
            "{header}"
        );
    }

    #[test]
    fn digest_is_preferred_and_impossible_offers_are_passed_over() {
        let both = "Basic realm=\"x\", Digest realm=\"x\", nonce=\"1\"";
        assert!(matches!(offered(both), Some(Scheme::Digest(_))));
        let newer = "Digest realm=\"x\", nonce=\"1\", algorithm=SHA-256, Digest realm=\"x\", nonce=\"2\", algorithm=MD5";
        assert_eq!(offered_digest(newer).nonce, "2");
        assert_eq!(
            offered("Digest realm=\"x\", nonce=\"1\", algorithm=SHA-256"),
            None
        );
        assert_eq!(offered("Digest realm=\"x\", nonce=\"1\", qop=\"auth-int\""), None);
        assert_eq!(
            offered("Digest realm=\"x\", algorithm=MD5"),
            None,
            "a digest needs a nonce"
        );
        assert_eq!(
            offered("Digest nonce=\"1\", algorithm=SHA-256, Basic realm=\"x\""),
            Some(Scheme::Basic)
        );
        assert_eq!(offered("Negotiate"), None);
    }

    #[test]
    fn basic_follows_the_example_of_rfc_7617() {
        let credentials = Credentials::new("Aladdin", "open sesame");
        let header = Scheme::Basic.authorize(&credentials, Method::Describe, "rtsp://x/");
        assert_eq!(header, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }

    #[test]
    fn a_user_name_cannot_break_out_of_its_header() {
        let digest = offered_digest("Digest realm=\"x\", nonce=\"1\"");
        let header = digest.authorize(&Credentials::new("a\"b\r\nX: y", "p"), "GET", "/", "c");
        assert!(!header.contains('\n') && !header.contains('\r'), "{header}");
        assert!(header.contains("username=\"a\\\"bX: y\""), "{header}");
    }
}
