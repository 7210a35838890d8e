//! What to probe: a camera's URL, checked once and filled in at each use.

use std::fmt::Write as _;
use std::time::Duration;

use contract::inventory::{Camera, Depth, SampleSettings};
use thiserror::Error;
use url::Url;

use crate::credentials::Credentials;
use crate::ladder::Failure;
use crate::reason::Reason;

/// Placeholder for the user name in a URL.
const USERNAME: &str = "{username}";
/// Placeholder for the password in a URL.
const PASSWORD: &str = "{password}";

/// Why a camera cannot be probed by this version. The messages do not repeat the URL.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TargetError {
    /// Not a URL with a host.
    #[error("the camera's url is not valid: {0}; it should look like rtsp://host:port/path")]
    Invalid(&'static str),
    /// A scheme that this version does not probe.
    #[error("this version probes rtsp:// and tcp:// cameras, not {0}://")]
    Scheme(String),
}

/// A camera as the ladder sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// As declared; placeholders are not filled in, so it holds no secret.
    template: String,
    depth: Depth,
    timeout: Duration,
    sample: SampleSettings,
}

impl Target {
    /// The target of a declared camera.
    ///
    /// # Errors
    /// When the URL cannot be read, holds user information, or has a scheme that this version does not probe.
    pub fn new(camera: &Camera) -> Result<Self, TargetError> {
        let timeout = Duration::from_secs(camera.probe.timeout_seconds.max(1).into());
        let target = Self::from_url(&camera.url, camera.probe.depth, timeout)?;
        Ok(target.with_sample(camera.probe.sample))
    }

    /// A target from its parts; see [`Target::new`].
    ///
    /// # Errors
    /// The same.
    pub fn from_url(template: &str, depth: Depth, timeout: Duration) -> Result<Self, TargetError> {
        if authority(template).contains(['{', '}', '@']) {
            return Err(TargetError::Invalid(
                "the host may hold neither user information nor placeholders",
            ));
        }
        let url = Url::parse(&fill(template, "user", "password"))
            .map_err(|_| TargetError::Invalid("it cannot be parsed"))?;
        if url.host_str().is_none_or(str::is_empty) {
            return Err(TargetError::Invalid("it names no host"));
        }
        match url.scheme() {
            "rtsp" => Ok(Self {
                template: template.to_owned(),
                depth,
                timeout,
                sample: SampleSettings::default(),
            }),
            "tcp" if url.port().is_none() => Err(TargetError::Invalid("a tcp:// url needs a port")),
            "tcp" => Ok(Self {
                template: template.to_owned(),
                depth: Depth::Connect,
                timeout,
                sample: SampleSettings::default(),
            }),
            other => Err(TargetError::Scheme(other.to_owned())),
        }
    }

    /// The same, sampled by other settings than the default ones.
    #[must_use]
    pub const fn with_sample(mut self, sample: SampleSettings) -> Self {
        self.sample = sample;
        self
    }

    /// How the stream is sampled.
    #[must_use]
    pub const fn sample(&self) -> SampleSettings {
        self.sample
    }

    /// How far the ladder goes.
    #[must_use]
    pub const fn depth(&self) -> Depth {
        self.depth
    }

    /// The most that one probe takes.
    #[must_use]
    pub const fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The URL with its placeholders filled in, percent-encoded. A secret where there were any.
    pub(crate) fn url(&self, credentials: Option<&Credentials>) -> Result<Url, Failure> {
        let filled = match credentials {
            Some(credentials) => fill(&self.template, credentials.username(), credentials.password()),
            None if self.template.contains(USERNAME) || self.template.contains(PASSWORD) => {
                return Err(Failure::new(
                    Reason::AuthRequired,
                    "the url asks for credentials and the camera has none; set its credentialsSecretRef"
                        .to_owned(),
                ));
            }
            None => self.template.clone(),
        };
        let mut url = Url::parse(&filled).map_err(|_| {
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
fn authority(template: &str) -> &str {
    let after = template.split_once("://").map_or(template, |(_, after)| after);
    after.split(['/', '?', '#']).next().unwrap_or_default()
}

fn fill(template: &str, username: &str, password: &str) -> String {
    // One pass, so that a user name like "{password}" is not filled in again.
    let parts = template
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

    fn target(url: &str) -> Result<Target, TargetError> {
        Target::from_url(url, Depth::Describe, Duration::from_secs(5))
    }

    #[test]
    fn placeholders_are_filled_in_encoded_and_once() {
        let target = target("rtsp://10.0.0.1:554/u={username}&p={password}?x=1#top").unwrap();
        let credentials = Credentials::new("{password}", "a/b c&é");
        let url = target.url(Some(&credentials)).unwrap();
        assert_eq!(
            url.as_str(),
            "rtsp://10.0.0.1:554/u=%7Bpassword%7D&p=a%2Fb%20c%26%C3%A9?x=1"
        );
    }

    #[test]
    fn placeholders_without_credentials_ask_for_them() {
        let failure = target("rtsp://10.0.0.1/{password}")
            .unwrap()
            .url(None)
            .unwrap_err();
        assert_eq!(failure.reason, Reason::AuthRequired);
    }

    #[test]
    fn a_plain_url_is_sent_as_it_was_declared() {
        for url in [
            "rtsp://10.20.1.11:554/Streaming/Channels/101",
            "rtsp://cam.example.net/cam/realmonitor?channel=1&subtype=0",
            "rtsp://[2001:db8::1]:8554/live",
            "rtsp://10.0.0.1",
        ] {
            assert_eq!(target(url).unwrap().url(None).unwrap().as_str(), url);
        }
    }

    #[test]
    fn bad_urls_are_rejected_without_repeating_them() {
        for url in [
            "rtsp://admin:hunter2@10.0.0.1/",
            "rtsp://{password}.example.net/",
            "rtsp:///hunter2",
            "hunter2",
            "tcp://10.0.0.1",
        ] {
            let error = target(url).unwrap_err();
            assert!(matches!(error, TargetError::Invalid(_)), "{url}: {error:?}");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
        assert_eq!(
            target("onvif://10.0.0.1/"),
            Err(TargetError::Scheme("onvif".to_owned()))
        );
    }

    #[test]
    fn tcp_goes_no_further_than_the_connection() {
        assert_eq!(target("tcp://10.0.0.1:80").unwrap().depth(), Depth::Connect);
    }
}
