//! A URL with places for user name and password.

use std::fmt::Write as _;

use url::Url;

use crate::credentials::Credentials;
use crate::ladder::{Failure, host};
use crate::reason::Reason;

/// Placeholder for the user name in a URL.
const USERNAME: &str = "{username}";
/// Placeholder for the password in a URL.
const PASSWORD: &str = "{password}";

/// A URL as declared: its placeholders are not filled in, so it holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template(String);

impl Template {
    /// Checks a declared URL; gives the template, and the URL with something harmless in its placeholders.
    ///
    /// # Errors
    /// What is wrong, in words that do not repeat the URL.
    pub(super) fn parse(declared: &str) -> Result<(Self, Url), &'static str> {
        if authority(declared).contains(['{', '}', '@']) {
            return Err("the host may hold neither user information nor placeholders");
        }
        let url = Url::parse(&fill(declared, "user", "password")).map_err(|_| "it cannot be parsed")?;
        if url.host_str().is_none_or(str::is_empty) {
            return Err("it names no host");
        }
        Ok((Self(declared.to_owned()), url))
    }

    /// The host: a name, or an address without brackets.
    pub(super) fn host(&self) -> String {
        // The host has no placeholders, and what was checked can be read again.
        let url = Url::parse(&fill(&self.0, "user", "password")).ok();
        url.as_ref().map(host).unwrap_or_default().to_owned()
    }

    /// The URL with its placeholders filled in, percent-encoded, and without fragment. A secret where there were any.
    pub(super) fn fill(&self, credentials: Option<&Credentials>) -> Result<Url, Failure> {
        match credentials {
            Some(credentials) => {
                Self::parse_filled(&fill(&self.0, credentials.username(), credentials.password()))
            }
            None if self.0.contains(USERNAME) || self.0.contains(PASSWORD) => Err(Failure::new(
                Reason::AuthRequired,
                "the url asks for credentials and the camera has none; set its credentialsSecretRef"
                    .to_owned(),
            )),
            None => Self::parse_filled(&self.0),
        }
    }

    /// Parses a URL made from a checked one, without its fragment.
    pub(super) fn parse_filled(filled: &str) -> Result<Url, Failure> {
        let mut url = Url::parse(filled).map_err(|_| {
            // The filled-in URL differs from the checked one only in encoded characters, which cannot break it.
            Failure::new(
                Reason::NotProbedYet,
                "the url cannot be read with its credentials filled in".to_owned(),
            )
        })?;
        url.set_fragment(None);
        Ok(url)
    }
}

/// The part between `://` and the path.
fn authority(declared: &str) -> &str {
    let after = declared.split_once("://").map_or(declared, |(_, after)| after);
    after.split(['/', '?', '#']).next().unwrap_or_default()
}

fn fill(declared: &str, username: &str, password: &str) -> String {
    // One pass, so that a user name like "{password}" is not filled in again.
    let parts = declared
        .split(USERNAME)
        .map(|part| part.replace(PASSWORD, &encode(password)));
    parts.collect::<Vec<_>>().join(&encode(username))
}

/// Percent-encodes everything but the unreserved characters of RFC 3986 §2.3.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(declared: &str) -> Template {
        Template::parse(declared).unwrap().0
    }

    #[test]
    fn placeholders_are_filled_in_encoded_and_once() {
        let template = template("rtsp://10.0.0.1:554/u={username}&p={password}?x=1#top");
        let credentials = Credentials::new("{password}", "a/b c&é");
        let url = template.fill(Some(&credentials)).unwrap();
        assert_eq!(
            url.as_str(),
            "rtsp://10.0.0.1:554/u=%7Bpassword%7D&p=a%2Fb%20c%26%C3%A9?x=1"
        );
    }

    #[test]
    fn placeholders_without_credentials_ask_for_them() {
        let failure = template("rtsp://10.0.0.1/{password}").fill(None).unwrap_err();
        assert_eq!(failure.reason, Reason::AuthRequired);
    }
}
