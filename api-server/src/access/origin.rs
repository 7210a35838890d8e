//! No page of another site acts in the name of whoever looks at it (CSRF).
//!
//! Browsers say from where a request comes: `Sec-Fetch-Site`, older ones `Origin`. Who sends neither is no browser, and has
//! no cookie that somebody else could make use of.

use contract::access::Access;
use http::header::{AUTHORIZATION, HOST, ORIGIN};
use http::request::Parts;
use url::Url;

use crate::error::Problem;

/// Lets through what changes nothing, what carries a token, and what comes from our own page.
///
/// # Errors
/// 403 for what a page of another origin asks.
pub(super) fn check(rules: &Access, parts: &Parts) -> Result<(), Problem> {
    if parts.method.is_safe() || parts.headers.contains_key(AUTHORIZATION) || is_ours(rules, parts) {
        return Ok(());
    }
    Err(Problem::forbidden(
        "The request comes from a page of another origin, which may not change anything here with the cookie of whoever \
         looks at it; programs send a token.",
    ))
}

fn is_ours(rules: &Access, parts: &Parts) -> bool {
    let text = |name: &str| {
        parts
            .headers
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    let origin = text(ORIGIN.as_str());
    match (text("sec-fetch-site"), origin) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, None) => true,
        (None, Some(origin)) => {
            let from = authority(origin);
            let host = text(HOST.as_str()).map(str::to_lowercase);
            // A proxy that changes the host makes our own page look like another one, unless the site says its address.
            let external = rules.external_url.as_deref().and_then(authority);
            from.is_some() && [host, external].contains(&from)
        }
    }
}

/// Host of a URL, and its port where that is not the scheme's own.
fn authority(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(
        url.port()
            .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(external: Option<&str>, headers: &[(&str, &str)]) -> bool {
        let rules = Access {
            external_url: external.map(str::to_owned),
            ..Access::default()
        };
        let mut request = http::Request::post("/api/v1/session").header("Host", "cameras.example.net:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        check(&rules, &request.body(()).unwrap().into_parts().0).is_ok()
    }

    #[test]
    fn our_own_page_and_programs_pass() {
        assert!(passes(None, &[]));
        assert!(passes(None, &[("Sec-Fetch-Site", "same-origin")]));
        assert!(passes(None, &[("Sec-Fetch-Site", "none")]));
        assert!(passes(None, &[("Origin", "https://cameras.example.net:8080")]));
        assert!(passes(
            None,
            &[("Authorization", "Bearer x"), ("Sec-Fetch-Site", "cross-site")]
        ));
        let outside = Some("https://outside.example.net");
        assert!(passes(outside, &[("Origin", "https://outside.example.net")]));
    }

    #[test]
    fn pages_of_others_do_not() {
        for headers in [
            &[("Sec-Fetch-Site", "cross-site")][..],
            &[("Sec-Fetch-Site", "same-site")],
            &[("Sec-Fetch-Site", "strange")],
            &[("Origin", "https://evil.example")],
            &[("Origin", "https://cameras.example.net")],
            &[("Origin", "null")],
            &[
                ("Sec-Fetch-Site", "cross-site"),
                ("Origin", "https://cameras.example.net:8080"),
            ],
        ] {
            assert!(!passes(None, headers), "{headers:?}");
            assert!(
                !passes(Some("https://outside.example.net"), headers),
                "{headers:?}"
            );
        }
    }
}
