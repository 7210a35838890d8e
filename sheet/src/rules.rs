//! The rules that CEL has for a camera of the spec, for one that CEL does not see. They use the same patterns.

use std::sync::OnceLock;

use contract::patterns;
use regex::Regex;

/// A pattern, compiled when it is first used. One that cannot be compiled, which a test rules out, matches nothing.
struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    const fn new(source: &'static str) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }

    fn matches(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(self.source).ok());
        compiled.as_ref().is_some_and(|pattern| pattern.is_match(text))
    }
}

static CAMERA_NAME: Pattern = Pattern::new(patterns::CAMERA_NAME);
static OBJECT_NAME: Pattern = Pattern::new(patterns::OBJECT_NAME);
static LATITUDE: Pattern = Pattern::new(patterns::LATITUDE);
static LONGITUDE: Pattern = Pattern::new(patterns::LONGITUDE);
static SCHEME: Pattern = Pattern::new(patterns::URL_SCHEME);
static SHAPE: Pattern = Pattern::new(patterns::URL_SHAPE);
static TCP: Pattern = Pattern::new(patterns::URL_TCP);
static ICMP: Pattern = Pattern::new(patterns::URL_ICMP);
static PASSWORD: Pattern = Pattern::new(patterns::URL_PASSWORD);
static PLACEHOLDER: Pattern = Pattern::new(patterns::URL_PLACEHOLDER);

/// The name of a camera.
///
/// # Errors
/// What it must be.
pub fn camera_name(name: &str) -> Result<(), &'static str> {
    if name.len() <= 63 && CAMERA_NAME.matches(name) {
        return Ok(());
    }
    Err(
        "name must be at most 63 characters, start with a lower-case letter and hold only a-z, 0-9 and '-', not at its \
         end; put other text in displayName",
    )
}

/// The name of the Secret with a camera's login.
///
/// # Errors
/// What it must be.
pub fn secret_name(name: &str) -> Result<(), &'static str> {
    if name.len() <= 63 && OBJECT_NAME.matches(name) {
        return Ok(());
    }
    Err(
        "credentials must be the name of a Secret of at most 63 characters (a-z, 0-9, '-' and '.'); never put a \
         password there",
    )
}

/// A place on a map, in degrees.
///
/// # Errors
/// What it must be.
pub fn coordinates(latitude: &str, longitude: &str) -> Result<(), &'static str> {
    let fits = |text: &str, pattern: &Pattern| text.len() <= 16 && pattern.matches(text);
    if !fits(latitude, &LATITUDE) {
        return Err(
            "latitude must be decimal degrees between -90 and 90 with a point, such as 48.8443; correct it",
        );
    }
    if !fits(longitude, &LONGITUDE) {
        return Err(
            "longitude must be decimal degrees between -180 and 180 with a point, such as 2.3744; correct it",
        );
    }
    Ok(())
}

/// The URL of a camera with or without `credentials`.
///
/// # Errors
/// The first thing that is wrong with it, which does not repeat it.
pub fn url(url: &str, credentials: bool) -> Result<(), &'static str> {
    let address = url.split('?').next().unwrap_or_default();
    let password = PASSWORD.matches(&url.replace(patterns::URL_PASSWORD_FILLED, ""));
    let wrong = [
        (
            url.chars().count() > 256,
            "url is longer than 256 characters; shorten it",
        ),
        (
            !SCHEME.matches(url),
            "url must start with rtsp://, rtsps://, http://, https://, onvif://, tcp:// or icmp:// (in lower case)",
        ),
        (
            address.contains('@'),
            "url must not hold a user name or password (no '@'); put them in a Secret and name it in credentials",
        ),
        (
            password,
            "url must not hold a password; write {password} in its place and name the Secret in credentials",
        ),
        (
            !SHAPE.matches(url),
            "url must be scheme://host[:port][/path][?query] with a port from 1 to 65535; percent-encode other \
             characters",
        ),
        (
            url.starts_with("tcp://") && !TCP.matches(url),
            "url with tcp:// must be tcp://host:port and nothing more",
        ),
        (
            url.starts_with("icmp://") && !ICMP.matches(url),
            "url with icmp:// must be icmp://host and nothing more",
        ),
        (
            !credentials && PLACEHOLDER.matches(url),
            "url holds {username} or {password}, which are filled from a Secret; name it in credentials",
        ),
    ];
    match wrong.into_iter().find(|(holds, _)| *holds) {
        Some((_, what)) => Err(what),
        None => Ok(()),
    }
}
