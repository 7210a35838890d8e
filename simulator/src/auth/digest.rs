//! `Authorization: Digest …`: RFC 2617 (MD5) and RFC 7616 (SHA-256), from the server's side.

use std::collections::HashMap;

use md5::Md5;
use sha2::{Digest, Sha256};

use crate::hex::hex;

/// A hash of Digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Md5,
    Sha256,
}

impl Algorithm {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    fn from_name(name: Option<&str>) -> Option<Self> {
        match name {
            None => Some(Self::Md5),
            Some(name) if name.eq_ignore_ascii_case("MD5") => Some(Self::Md5),
            Some(name) if name.eq_ignore_ascii_case("SHA-256") => Some(Self::Sha256),
            Some(_) => None,
        }
    }

    fn hash(self, text: &str) -> String {
        match self {
            Self::Md5 => hex(&Md5::digest(text)),
            Self::Sha256 => hex(&Sha256::digest(text)),
        }
    }
}

/// What a client claims.
pub(super) struct Claim {
    pub(super) algorithm: Algorithm,
    fields: HashMap<String, String>,
}

/// What a claim is checked against.
#[derive(Clone, Copy)]
pub(super) struct Expected<'a> {
    pub(super) realm: &'a str,
    pub(super) username: &'a str,
    pub(super) password: &'a str,
    pub(super) method: &'a str,
    pub(super) uri: &'a str,
}

impl Claim {
    /// Reads what follows `Digest `; `None` for an algorithm that is not known.
    pub(super) fn parse(parameters: &str) -> Option<Self> {
        let fields = fields(parameters);
        let algorithm = Algorithm::from_name(fields.get("algorithm").map(String::as_str))?;
        Some(Self { algorithm, fields })
    }

    fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    pub(super) fn nonce(&self) -> &str {
        self.field("nonce")
    }

    /// Whether whoever wrote it knows the password; the nonce is not looked at.
    pub(super) fn is_true(&self, expected: Expected<'_>) -> bool {
        let Expected {
            realm,
            username,
            password,
            method,
            uri,
        } = expected;
        if self.field("username") != username || self.field("realm") != realm || self.field("uri") != uri {
            return false;
        }
        let hash = |text: &str| self.algorithm.hash(text);
        let account = hash(&format!("{username}:{realm}:{password}"));
        let request = hash(&format!("{method}:{uri}"));
        let nonce = self.nonce();
        let response = match self.field("qop") {
            // RFC 2069; SHA-256 came later and always has a qop.
            "" if self.algorithm == Algorithm::Md5 => hash(&format!("{account}:{nonce}:{request}")),
            "auth" => {
                let (count, client) = (self.field("nc"), self.field("cnonce"));
                hash(&format!("{account}:{nonce}:{count}:{client}:auth:{request}"))
            }
            _ => return false,
        };
        self.field("response").eq_ignore_ascii_case(&response)
    }
}

/// `name=value, name="quoted, value"`; the first of a name counts.
fn fields(mut rest: &str) -> HashMap<String, String> {
    let mut fields = HashMap::new();
    while let Some((name, after)) = rest.split_once('=') {
        let (value, next) = value(after);
        fields
            .entry(
                name.trim_matches(|character: char| character == ',' || character.is_ascii_whitespace())
                    .to_ascii_lowercase(),
            )
            .or_insert(value);
        rest = next;
    }
    fields
}

/// A value and what follows it.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.trim_start().strip_prefix('"') else {
        let end = text.find(',').unwrap_or(text.len());
        return (text[..end].trim().to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            _ => value.push(character),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 2617 §3.5 and RFC 7616 §3.9.1.
    #[test]
    fn the_examples_of_the_rfcs_are_true() {
        let md5 = r#"username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",
            uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b",
            response="6629fae49393a05397450978507c4ef1", opaque="5ccc069c403ebaf9f0171e9517f40e41""#;
        let expected = Expected {
            realm: "testrealm@host.com",
            username: "Mufasa",
            password: "Circle Of Life",
            method: "GET",
            uri: "/dir/index.html",
        };
        assert!(Claim::parse(md5).unwrap().is_true(expected));
        assert!(!Claim::parse(md5).unwrap().is_true(Expected {
            password: "circle of life",
            ..expected
        }));
        assert!(!Claim::parse(md5).unwrap().is_true(Expected {
            uri: "/dir/",
            ..expected
        }));
        assert!(!Claim::parse(md5).unwrap().is_true(Expected {
            method: "POST",
            ..expected
        }));

        let sha256 = r#"username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=SHA-256,
            nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001,
            cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth,
            response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1""#;
        let expected = Expected {
            realm: "http-auth@example.org",
            password: "Circle of Life",
            ..expected
        };
        assert!(Claim::parse(sha256).unwrap().is_true(expected));
        assert!(
            !Claim::parse(&sha256.replace("SHA-256", "MD5"))
                .unwrap()
                .is_true(expected)
        );
        assert!(Claim::parse(&sha256.replace("SHA-256", "SHA-512-256")).is_none());
    }

    #[test]
    fn quoted_values_may_hold_commas_and_escapes() {
        let fields = fields(r#"a="x, y=\"z\"",b=1 , C = 2,d="open"#);
        let wanted = [("a", r#"x, y="z""#), ("b", "1"), ("c", "2"), ("d", "open")];
        for (name, value) in wanted {
            assert_eq!(fields[name], value, "{name}");
        }
        assert_eq!(fields.len(), wanted.len());
    }
}
