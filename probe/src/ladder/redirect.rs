//! Where a redirect may lead, and who may see our login there.

use url::Url;

use crate::ladder::Failure;
use crate::reason::Reason;

/// Most redirects that are followed.
pub(super) const LIMIT: u32 = 3;

/// The verdict when there were more.
pub(super) fn too_many() -> Failure {
    Failure::new(
        Reason::TooManyRedirects,
        format!("the camera redirects more than {LIMIT} times"),
    )
}

/// Whether two URLs name the same scheme, host and port: only there may a login be repeated.
pub(super) fn same_server(one: &Url, other: &Url) -> bool {
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
pub(super) fn port(url: &Url) -> Option<u16> {
    url.port_or_known_default().or(match url.scheme() {
        "rtsp" => Some(554),
        "rtsps" => Some(322),
        _ => None,
    })
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
}
