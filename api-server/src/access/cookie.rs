//! Cookies, as few and as closed as can be (RFC 6265).

use std::time::Duration;

use contract::access::Access;
use http::header::COOKIE;
use http::request::Parts;
use http::{HeaderMap, HeaderValue};

use super::Key;

/// A cookie of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cookie {
    name: &'static str,
    path: &'static str,
}

impl Cookie {
    /// The key of a session.
    pub const SESSION: Self = Self {
        name: "camerasite_session",
        path: "/",
    };
    /// The key of a sign-in under way at the OpenID Connect provider.
    pub const FLOW: Self = Self {
        name: "camerasite_flow",
        path: "/api/v1/session/oidc",
    };

    /// The cookie's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The key that a request shows.
    #[must_use]
    pub fn read(self, headers: &HeaderMap) -> Option<Key> {
        let pairs = headers.get_all(COOKIE).into_iter();
        pairs
            .filter_map(|value| value.to_str().ok())
            .flat_map(|text| text.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, value)| *name == self.name && !value.is_empty())
            .map(|(_, value)| Key::shown(value))
    }

    /// What makes a browser keep the key for `time`.
    #[must_use]
    pub fn set(self, key: &Key, time: Duration, secure: bool) -> Option<HeaderValue> {
        self.header(key.reveal(), time.as_secs(), secure)
    }

    /// What makes a browser forget it.
    #[must_use]
    pub fn clear(self, secure: bool) -> Option<HeaderValue> {
        self.header("", 0, secure)
    }

    fn header(self, value: &str, max_age: u64, secure: bool) -> Option<HeaderValue> {
        let Self { name, path } = self;
        let secure = if secure { "; Secure" } else { "" };
        let text = format!("{name}={value}; Path={path}; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}");
        let mut header = HeaderValue::try_from(text).ok()?;
        header.set_sensitive(true);
        Some(header)
    }
}

/// Whether people reach the page by https: as the site says, or as the proxies before us say.
#[must_use]
pub fn is_outer_scheme_https(rules: &Access, parts: &Parts) -> bool {
    if let Some(url) = &rules.external_url {
        return url.starts_with("https://");
    }
    let forwarded = parts.headers.get("x-forwarded-proto");
    forwarded.is_some_and(|scheme| scheme.as_bytes().eq_ignore_ascii_case(b"https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        assert_eq!(Cookie::SESSION.read(&headers), None);
        headers.append(COOKIE, HeaderValue::from_static("a=b; camerasite_session="));
        headers.append(
            COOKIE,
            HeaderValue::from_static("xcamerasite_session=1;camerasite_session=two; c=d"),
        );
        assert_eq!(Cookie::SESSION.read(&headers), Some(Key::shown("two")));
    }

    #[test]
    fn a_cookie_is_for_us_alone() {
        let set = Cookie::SESSION
            .set(&Key::shown("k"), Duration::from_mins(1), true)
            .unwrap();
        assert_eq!(
            set,
            "camerasite_session=k; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
        assert!(set.is_sensitive());
        let cleared = Cookie::FLOW.clear(false).unwrap();
        assert_eq!(
            cleared,
            "camerasite_flow=; Path=/api/v1/session/oidc; Max-Age=0; HttpOnly; SameSite=Lax"
        );
    }

    #[test]
    fn the_outer_scheme_is_what_the_site_says_and_then_what_proxies_say() {
        let secure = |external: Option<&str>, forwarded: &str| {
            let rules = Access {
                external_url: external.map(str::to_owned),
                ..Access::default()
            };
            let request = http::Request::get("/").header("X-Forwarded-Proto", forwarded);
            is_outer_scheme_https(&rules, &request.body(()).unwrap().into_parts().0)
        };
        assert!(secure(None, "https"));
        assert!(!secure(None, "http"));
        assert!(secure(Some("https://cameras.example.net"), "http"));
        assert!(!secure(Some("http://cameras.example.net"), "https"));
    }
}
