//! Reads `WWW-Authenticate` headers (RFC 9110 §11.6.1, as RTSP borrows them).

/// One offer of a server to log in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Challenge {
    /// In lower case: `basic`, `digest`.
    pub(super) scheme: String,
    parameters: Vec<(String, String)>,
}

impl Challenge {
    /// The parameter called `name` (lower case).
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// All challenges of one header line, which may hold several, separated by commas like their parameters.
pub(super) fn parse(line: &str) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = Vec::new();
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches([',', ' ', '\t']);
        let (name, after) = token(rest);
        if name.is_empty() {
            // Neither a name nor a separator: pass over the character, or end.
            let mut characters = rest.chars();
            if characters.next().is_none() {
                return challenges;
            }
            rest = characters.as_str();
            continue;
        }
        if let (Some(value), Some(challenge)) = (after.trim_start().strip_prefix('='), challenges.last_mut())
        {
            let (value, after) = parameter_value(value.trim_start());
            challenge.parameters.push((name.to_ascii_lowercase(), value));
            rest = after;
        } else {
            challenges.push(Challenge {
                scheme: name.to_ascii_lowercase(),
                parameters: Vec::new(),
            });
            rest = after;
        }
    }
}

/// The longest run of token characters in front, and what follows.
fn token(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | '=' | '"'))
        .unwrap_or(text.len());
    text.split_at(end)
}

/// A quoted string without its quotes and escapes, or a token; and what follows.
fn parameter_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, rest) = token(text);
        return (value.to_owned(), rest);
    };
    let mut value = String::new();
    let mut characters = quoted.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => value.extend(characters.next()),
            _ => value.push(character),
        }
    }
    (value, characters.as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_digest_challenge_is_read() {
        let found = parse(r#"Digest realm="IP Camera(C6496)", nonce = "a\"b", stale=FALSE,algorithm=MD5"#);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].scheme, "digest");
        assert_eq!(found[0].get("realm"), Some("IP Camera(C6496)"));
        assert_eq!(found[0].get("nonce"), Some("a\"b"));
        assert_eq!(
            (found[0].get("stale"), found[0].get("algorithm")),
            (Some("FALSE"), Some("MD5"))
        );
    }

    #[test]
    fn several_challenges_may_share_a_line() {
        let found = parse(
            r#"Digest realm="a, b", nonce="1", qop="auth,auth-int", Basic realm="c", Digest nonce="2""#,
        );
        let schemes: Vec<_> = found.iter().map(|challenge| challenge.scheme.as_str()).collect();
        assert_eq!(schemes, ["digest", "basic", "digest"]);
        assert_eq!(found[0].get("qop"), Some("auth,auth-int"));
        assert_eq!(
            (found[1].get("realm"), found[2].get("nonce")),
            (Some("c"), Some("2"))
        );
    }

    #[test]
    fn a_bare_scheme_and_an_open_quote_are_survived() {
        assert_eq!(parse("Basic")[0].scheme, "basic");
        assert_eq!(
            parse("Digest nonce=\"never ends")[0].get("nonce"),
            Some("never ends")
        );
        assert!(parse("").is_empty());
    }

    proptest! {
        #[test]
        fn any_line_is_read_to_its_end(line in "\\PC{0,200}") {
            parse(&line);
        }
    }
}
