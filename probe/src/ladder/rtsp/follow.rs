//! Redirects between RTSP servers.

use url::Url;

use crate::ladder::Failure;
use crate::reason::Reason;

/// The URL that `location` names, seen from `from`.
pub(super) fn follow(from: &Url, location: &str) -> Result<Url, Failure> {
    let broken = |why: &str| Failure::new(Reason::RtspStatus, format!("the camera redirects to {why}"));
    let mut url = from
        .join(location)
        .map_err(|_| broken("something that is no URL"))?;
    if !matches!(url.scheme(), "rtsp" | "rtsps") || url.host_str().is_none_or(str::is_empty) {
        return Err(broken(
            "something other than an rtsp:// or rtsps:// URL, which is not followed",
        ));
    }
    if from.scheme() == "rtsps" && url.scheme() == "rtsp" {
        return Err(broken(
            "a URL without encryption although this one has it, which is not followed",
        ));
    }
    // A user name or a password in it would be sent on in the clear.
    if url.set_username("").is_err() || url.set_password(None).is_err() {
        return Err(broken("a URL that cannot be used"));
    }
    url.set_fragment(None);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn followed(from: &str, location: &str) -> Option<String> {
        let url = follow(&Url::parse(from).unwrap(), location);
        url.ok().map(|url| url.to_string())
    }

    #[test]
    fn a_redirect_may_add_encryption_and_never_take_it_away() {
        for (from, location, to) in [
            ("rtsp://cam/a", "/b", Some("rtsp://cam/b")),
            ("rtsp://cam/a", "rtsp://u:p@other/b#c", Some("rtsp://other/b")),
            ("rtsp://cam/a", "rtsps://cam/a", Some("rtsps://cam/a")),
            ("rtsps://cam/a", "rtsps://other/a", Some("rtsps://other/a")),
            ("rtsps://cam/a", "/b", Some("rtsps://cam/b")),
            ("rtsps://cam/a", "rtsp://cam/a", None),
            ("rtsp://cam/a", "http://cam/a", None),
            ("rtsp://cam/a", "rtsp://", None),
        ] {
            assert_eq!(followed(from, location).as_deref(), to, "{from} {location}");
        }
    }
}
