//! Redirects between RTSP servers.

use url::Url;

use crate::ladder::{Failure, redirect};
use crate::reason::Reason;

/// The URL that `location` names, seen from `from`.
pub(super) fn follow(from: &Url, location: &str) -> Result<Url, Failure> {
    redirect::follow(from, location, "rtsp", "rtsps")
        .map_err(|why| Failure::new(Reason::RtspStatus, format!("the camera redirects to {why}")))
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
