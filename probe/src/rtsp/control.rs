//! Which URL a track of a description has.

use url::Url;

use crate::rtsp::Response;

/// Longest `a=control` that is followed.
const CONTROL_LIMIT: usize = 2048;

/// The URL that relative ones of a description start from: `Content-Base`, else `Content-Location`, else the one
/// that was asked for (RFC 2326 §C.1.1).
pub(crate) fn base(asked: &Url, response: &Response) -> Url {
    ["content-base", "content-location"]
        .into_iter()
        .filter_map(|name| response.header(name))
        .find_map(|value| resolve(asked, value.trim()))
        .unwrap_or_else(|| asked.clone())
}

/// A base as cameras write it: absolute, a path, or a host without its scheme.
fn resolve(asked: &Url, value: &str) -> Option<Url> {
    if value.is_empty() {
        return None;
    }
    let found = if value.starts_with('/') {
        asked.join(value)
    } else if value.contains("://") {
        Url::parse(value)
    } else {
        Url::parse(&format!("{}://{value}", asked.scheme()))
    };
    found.ok().and_then(usable)
}

/// The URL of `control` (RFC 2326 §C.1.1). `None` where it can be none.
///
/// A relative one is put behind the base, as all clients do, and not joined with it: `rtsp://cam/live` and `track1`
/// give `rtsp://cam/live/track1`.
pub(crate) fn of(base: &Url, control: Option<&str>) -> Option<Url> {
    let control = match control.map(str::trim) {
        None | Some("" | "*") => return Some(base.clone()),
        Some(control) if control.len() > CONTROL_LIMIT => return None,
        Some(control) => control,
    };
    let found = if control.contains("://") {
        Url::parse(control)
    } else if control.starts_with('/') {
        base.join(control)
    } else {
        let base = base.as_str();
        let slash = if base.ends_with('/') { "" } else { "/" };
        Url::parse(&format!("{base}{slash}{control}"))
    };
    found.ok().and_then(usable)
}

/// `url` if it is one of RTSP, without user information.
fn usable(mut url: Url) -> Option<Url> {
    let known =
        matches!(url.scheme(), "rtsp" | "rtsps") && url.host_str().is_some_and(|host| !host.is_empty());
    let cleaned = known && url.set_username("").is_ok() && url.set_password(None).is_ok();
    url.set_fragment(None);
    cleaned.then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base_of(headers: &str) -> String {
        let asked = Url::parse("rtsp://10.0.0.1:8554/hall?x=1").unwrap();
        let head = format!("RTSP/1.0 200 OK\r\n{headers}\r\n\r\n");
        base(&asked, &Response::parse_head(head.as_bytes()).unwrap()).to_string()
    }

    #[test]
    fn the_base_is_what_the_server_says_or_what_was_asked() {
        for (headers, expected) in [
            ("X: y", "rtsp://10.0.0.1:8554/hall?x=1"),
            ("Content-Base: rtsp://10.0.0.2/a/", "rtsp://10.0.0.2/a/"),
            ("Content-Base: 10.0.0.2:554/a/", "rtsp://10.0.0.2:554/a/"),
            ("Content-Base: cam.local:554/a/", "rtsp://cam.local:554/a/"),
            ("Content-Base: /a/", "rtsp://10.0.0.1:8554/a/"),
            ("Content-Location: rtsp://10.0.0.3/b", "rtsp://10.0.0.3/b"),
            (
                "Content-Location: rtsp://10.0.0.3/b\r\nContent-Base: rtsp://10.0.0.2/a/",
                "rtsp://10.0.0.2/a/",
            ),
            (
                "Content-Base: \r\nContent-Location: rtsp://u:p@10.0.0.3/b",
                "rtsp://10.0.0.3/b",
            ),
            (
                "Content-Base: http://10.0.0.2/a/",
                "rtsp://10.0.0.1:8554/hall?x=1",
            ),
            ("Content-Base: rtsp://", "rtsp://10.0.0.1:8554/hall?x=1"),
        ] {
            assert_eq!(base_of(headers), expected, "{headers}");
        }
    }

    #[test]
    fn a_track_is_absolute_relative_or_everything() {
        for (base, control, expected) in [
            ("rtsp://c/live", Some("track1"), Some("rtsp://c/live/track1")),
            ("rtsp://c/live/", Some("track1"), Some("rtsp://c/live/track1")),
            (
                "rtsp://c/cam/realmonitor?channel=1/",
                Some("trackID=0"),
                Some("rtsp://c/cam/realmonitor?channel=1/trackID=0"),
            ),
            ("rtsp://c/live", Some("rtsp://d/x"), Some("rtsp://d/x")),
            ("rtsp://c/live", Some("/x"), Some("rtsp://c/x")),
            ("rtsp://c/live/", Some("*"), Some("rtsp://c/live/")),
            ("rtsp://c/live", Some(""), Some("rtsp://c/live")),
            ("rtsp://c/live", None, Some("rtsp://c/live")),
            ("rtsp://c/live", Some("http://d/x"), None),
            ("rtsp://c/live", Some("a\r\nX: y"), Some("rtsp://c/live/aX:%20y")),
        ] {
            let found = of(&Url::parse(base).unwrap(), control).map(|url| url.to_string());
            assert_eq!(found.as_deref(), expected, "{base} {control:?}");
        }
        assert_eq!(
            of(&Url::parse("rtsp://c/").unwrap(), Some(&"x".repeat(2049))),
            None
        );
    }
}
