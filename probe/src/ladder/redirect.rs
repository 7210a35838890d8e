//! Where a redirect may lead, and who may see our login there.

use url::Url;

use crate::ladder::Failure;
use crate::reason::Reason;

/// Most redirects that are followed.
pub(crate) const LIMIT: u32 = 3;

/// The verdict when there were more.
pub(crate) fn too_many() -> Failure {
    Failure::new(
        Reason::TooManyRedirects,
        format!("the camera redirects more than {LIMIT} times"),
    )
}

/// Whether two URLs name the same scheme, host and port: only there may a login be repeated.
pub(crate) fn same_server(one: &Url, other: &Url) -> bool {
    let place = |url: &Url| {
        (
            url.scheme().to_owned(),
            url.host_str().map(str::to_ascii_lowercase),
            port(url),
        )
    };
    place(one) == place(other)
}

/// The port of `url`, also where its scheme implies it.
pub(crate) fn port(url: &Url) -> Option<u16> {
    url.port_or_known_default().or(match url.scheme() {
        "rtsp" => Some(554),
        "rtsps" => Some(322),
        _ => None,
    })
}

/// Whether the scheme of `url` is one with TLS.
pub(crate) fn is_encrypted(url: &Url) -> bool {
    matches!(url.scheme(), "rtsps" | "https")
}

/// The URL that `location` names, seen from `from`, if its scheme is `plain` or `encrypted`; without user information
/// and fragment.
///
/// # Errors
/// What completes "the camera redirects to …".
pub(crate) fn follow(from: &Url, location: &str, plain: &str, encrypted: &str) -> Result<Url, String> {
    let mut url = from
        .join(location)
        .map_err(|_| "something that is no URL".to_owned())?;
    if ![plain, encrypted].contains(&url.scheme()) || url.host_str().is_none_or(str::is_empty) {
        return Err(format!(
            "something other than an {plain}:// or {encrypted}:// URL, which is not followed"
        ));
    }
    if is_encrypted(from) && !is_encrypted(&url) {
        return Err("a URL without encryption although this one has it, which is not followed".to_owned());
    }
    // A user name or a password in it would be sent on in the clear.
    if url.set_username("").is_err() || url.set_password(None).is_err() {
        return Err("a URL that cannot be used".to_owned());
    }
    url.set_fragment(None);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_its_scheme_host_and_port() {
        for (one, other, same) in [
            ("rtsp://cam/a", "rtsp://CAM:554/b?c", true),
            ("rtsps://cam/", "rtsps://cam:322/", true),
            ("http://cam/", "http://cam:80/x", true),
            ("rtsp://cam/", "rtsp://cam:8554/", false),
            ("rtsp://cam/", "rtsp://cam.example.net/", false),
            ("rtsps://cam:8554/", "rtsp://cam:8554/", false),
        ] {
            let url = |text| Url::parse(text).unwrap();
            assert_eq!(same_server(&url(one), &url(other)), same, "{one} {other}");
        }
    }

    #[test]
    fn a_redirect_keeps_its_kind_and_never_drops_tls() {
        let web = |from: &str, location: &str| follow(&Url::parse(from).unwrap(), location, "http", "https");
        let to = |from: &str, location: &str| web(from, location).unwrap().to_string();
        assert_eq!(to("http://10.0.0.1/a/b", "c?d#e"), "http://10.0.0.1/a/c?d");
        assert_eq!(
            to("http://10.0.0.1/a", "https://u:p@10.0.0.1/b"),
            "https://10.0.0.1/b"
        );
        for (from, location) in [
            ("https://10.0.0.1/", "http://10.0.0.1/"),
            ("http://10.0.0.1/", "rtsp://10.0.0.1/"),
            ("http://10.0.0.1/", "file:///etc/passwd"),
            ("http://10.0.0.1/", "http://["),
        ] {
            assert!(web(from, location).is_err(), "{from} → {location}");
        }
    }
}
