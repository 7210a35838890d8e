//! Digest logins (RFC 7616, and RFC 2617 and 2069 for older cameras).

use md5::Md5;
use sha2::{Digest as _, Sha256};

use crate::auth::challenge::Challenge;
use crate::credentials::Credentials;
use crate::text;

/// The hash of a challenge and whether its first part covers the session; the better one is the greater one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Algorithm {
    Md5Session,
    Md5,
    Sha256Session,
    Sha256,
}

impl Algorithm {
    /// The algorithm that a challenge asks for, MD5 where it names none; `None` where we cannot do it.
    fn named(name: Option<&str>) -> Option<Self> {
        match name.unwrap_or("MD5").to_ascii_uppercase().as_str() {
            "MD5" => Some(Self::Md5),
            "MD5-SESS" => Some(Self::Md5Session),
            "SHA-256" => Some(Self::Sha256),
            "SHA-256-SESS" => Some(Self::Sha256Session),
            _ => None,
        }
    }

    const fn is_session(self) -> bool {
        matches!(self, Self::Md5Session | Self::Sha256Session)
    }

    /// Hexadecimal hash of the parts, joined by colons.
    fn hash(self, parts: &[&str]) -> String {
        let text = parts.join(":");
        match self {
            Self::Md5 | Self::Md5Session => text::hex(&Md5::digest(text)),
            Self::Sha256 | Self::Sha256Session => text::hex(&Sha256::digest(text)),
        }
    }
}

/// A Digest challenge that we can answer, and how often its nonce was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Digest {
    pub(super) algorithm: Algorithm,
    /// As the server wrote it; repeated only where it was sent.
    algorithm_name: Option<String>,
    realm: String,
    pub(super) nonce: String,
    opaque: Option<String>,
    /// Whether the server offers `qop=auth`; without any qop the older formula of RFC 2069 holds.
    qop: bool,
    /// The server says that only the nonce was too old.
    pub(super) stale: bool,
    /// Ours, one for each nonce of the server: a session algorithm counts on the first.
    client_nonce: String,
    uses: u32,
}

impl Digest {
    /// The challenge's parameters, `None` where it asks for an algorithm or a protection that we cannot do.
    pub(super) fn offered(challenge: &Challenge) -> Option<Self> {
        let algorithm_name = challenge.get("algorithm").map(str::to_owned);
        let algorithm = Algorithm::named(algorithm_name.as_deref())?;
        let qop = challenge
            .get("qop")
            .map(|options| options.split(',').any(|o| o.trim().eq_ignore_ascii_case("auth")));
        // Without qop there is no client nonce, and a session algorithm has nothing to hash.
        if qop == Some(false) || (qop.is_none() && algorithm.is_session()) {
            return None;
        }
        Some(Self {
            algorithm,
            algorithm_name,
            realm: challenge.get("realm").unwrap_or_default().to_owned(),
            nonce: challenge.get("nonce")?.to_owned(),
            opaque: challenge.get("opaque").map(str::to_owned),
            qop: qop.unwrap_or(false),
            stale: challenge
                .get("stale")
                .is_some_and(|value| value.eq_ignore_ascii_case("true")),
            client_nonce: text::hex(&rand::random::<[u8; 8]>()),
            uses: 0,
        })
    }

    /// The value of the `Authorization` header for the next request. A secret.
    pub(super) fn authorize(&mut self, credentials: &Credentials, method: &str, uri: &str) -> String {
        self.uses = self.uses.saturating_add(1);
        let count = format!("{:08x}", self.uses);
        let response = self.response(credentials, method, uri, &count);
        let mut parameters = vec![
            format!("username=\"{}\"", quoted(credentials.username())),
            format!("realm=\"{}\"", quoted(&self.realm)),
            format!("nonce=\"{}\"", quoted(&self.nonce)),
            format!("uri=\"{uri}\""),
            format!("response=\"{response}\""),
        ];
        let algorithm = self.algorithm_name.as_ref();
        parameters.extend(algorithm.map(|name| format!("algorithm={name}")));
        let opaque = self.opaque.as_ref();
        parameters.extend(opaque.map(|opaque| format!("opaque=\"{}\"", quoted(opaque))));
        if self.qop {
            parameters.push(format!("qop=auth, nc={count}, cnonce=\"{}\"", self.client_nonce));
        }
        format!("Digest {}", parameters.join(", "))
    }

    /// `response` of RFC 7616 §3.4.1.
    fn response(&self, credentials: &Credentials, method: &str, uri: &str, count: &str) -> String {
        let hash = |parts: &[&str]| self.algorithm.hash(parts);
        let mut secret = hash(&[credentials.username(), &self.realm, credentials.password()]);
        if self.algorithm.is_session() {
            secret = hash(&[&secret, &self.nonce, &self.client_nonce]);
        }
        let request = hash(&[method, uri]);
        if self.qop {
            hash(&[&secret, &self.nonce, count, &self.client_nonce, "auth", &request])
        } else {
            hash(&[&secret, &self.nonce, &request])
        }
    }
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
    use crate::auth::challenge;

    fn offered(line: &str) -> Digest {
        Digest::offered(&challenge::parse(line)[0]).unwrap()
    }

    fn with_client_nonce(line: &str, client_nonce: &str) -> Digest {
        Digest {
            client_nonce: client_nonce.to_owned(),
            ..offered(line)
        }
    }

    #[test]
    fn the_example_of_rfc_2617_gives_its_response() {
        let mut digest = with_client_nonce(
            "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", \
             nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
            "0a4f113b",
        );
        let credentials = Credentials::new("Mufasa", "Circle Of Life");
        let header = digest.authorize(&credentials, "GET", "/dir/index.html");
        for part in [
            "response=\"6629fae49393a05397450978507c4ef1\"",
            "qop=auth, nc=00000001, cnonce=\"0a4f113b\"",
            "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
        ] {
            assert!(header.contains(part), "{header} lacks {part}");
        }
    }

    #[test]
    fn the_examples_of_rfc_7616_give_their_responses() {
        for (algorithm, response) in [
            ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            (
                "SHA-256",
                "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
            ),
        ] {
            let line = format!(
                "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, \
                 nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", \
                 opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
            );
            let mut digest = with_client_nonce(&line, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
            let credentials = Credentials::new("Mufasa", "Circle of Life");
            let header = digest.authorize(&credentials, "GET", "/dir/index.html");
            assert!(
                header.contains(&format!("response=\"{response}\", algorithm={algorithm},")),
                "{header}"
            );
        }
    }

    #[test]
    fn a_session_algorithm_hashes_both_nonces_into_the_secret() {
        let line = "Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256-sess";
        let mut digest = with_client_nonce(line, "c");
        let header = digest.authorize(&Credentials::new("u", "p"), "GET", "/");
        // Worked out step by step with sha256sum.
        let expected = {
            let hash = |text: &str| text::hex(&Sha256::digest(text));
            let secret = hash(&format!("{}:n:c", hash("u:r:p")));
            hash(&format!("{secret}:n:00000001:c:auth:{}", hash("GET:/")))
        };
        assert!(header.contains(&format!("response=\"{expected}\"")), "{header}");
        let without_qop = &challenge::parse("Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess")[0];
        assert_eq!(Digest::offered(without_qop), None);
    }

    #[test]
    fn the_count_of_a_nonce_goes_up_and_its_client_nonce_stays() {
        let mut digest = offered("Digest realm=\"r\", nonce=\"n\", qop=\"auth\"");
        let credentials = Credentials::new("u", "p");
        let cnonce = format!("cnonce=\"{}\"", digest.client_nonce);
        for count in ["nc=00000001", "nc=00000002", "nc=00000003"] {
            let header = digest.authorize(&credentials, "SETUP", "/");
            assert!(header.contains(count) && header.contains(&cnonce), "{header}");
        }
    }

    #[test]
    fn without_qop_the_older_formula_holds() {
        let mut digest =
            offered("Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"");
        let credentials = Credentials::new("Mufasa", "Circle Of Life");
        let header = digest.authorize(&credentials, "GET", "/dir/index.html");
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
    fn a_user_name_cannot_break_out_of_its_header() {
        let mut digest = offered("Digest realm=\"x\", nonce=\"1\"");
        let header = digest.authorize(&Credentials::new("a\"b\r\nX: y", "p"), "GET", "/");
        assert!(!header.contains('\n') && !header.contains('\r'), "{header}");
        assert!(header.contains("username=\"a\\\"bX: y\""), "{header}");
    }
}
