//! Digest over HTTP, checked by a server that computes it on its own.

use md5::{Digest as _, Md5};
use probe::{Credentials, Reason};
use sha2::Sha256;

use crate::server::{Answer, Request, Server, answer};
use crate::{PASSWORD, hex, reason, viewer};

/// A value of a Digest header, quoted or not.
fn field(header: &str, name: &str) -> Option<String> {
    let start = header.match_indices(name).find_map(|(at, _)| {
        let before = header[..at].chars().last()?;
        let after = header[at + name.len()..].strip_prefix('=')?;
        matches!(before, ' ' | ',').then_some(after)
    })?;
    Some(match start.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?.to_owned(),
        None => start.split([',', ' ']).next()?.to_owned(),
    })
}

/// Whether the request carries the right response to `nonce` (RFC 7616 §3.4.1).
fn is_right(request: &Request, hash: fn(&str) -> String, nonce: &str) -> bool {
    let Some(header) = request.header("authorization") else {
        return false;
    };
    let get = |name| field(header, name).unwrap_or_default();
    let secret = hash(&format!("viewer:camera:{PASSWORD}"));
    let asked = hash(&format!("GET:{}", request.path()));
    let expected = hash(&format!(
        "{secret}:{nonce}:{}:{}:auth:{asked}",
        get("nc"),
        get("cnonce")
    ));
    get("uri") == request.path() && get("nonce") == nonce && get("response") == expected
}

fn md5(text: &str) -> String {
    hex(Md5::digest(text))
}

fn sha256(text: &str) -> String {
    hex(Sha256::digest(text))
}

fn challenge(algorithm: &str, nonce: &str, more: &str) -> Answer {
    let header = format!(
        "WWW-Authenticate: Digest realm=\"camera\", qop=\"auth\", algorithm={algorithm}, nonce=\"{nonce}\"{more}\r\n"
    );
    answer("401 Unauthorized", &header, "<html>no</html>")
}

#[tokio::test]
async fn digest_logs_in_by_both_hashes_with_path_and_query() {
    for (algorithm, hash) in [("MD5", md5 as fn(&str) -> String), ("SHA-256", sha256)] {
        let server = Server::start(move |request| {
            if is_right(request, hash, "n1") {
                answer("200 OK", "", "ok")
            } else {
                challenge(algorithm, "n1", "")
            }
        })
        .await;
        let url = server.url("http", "/cgi-bin/snapshot.cgi?channel=1&a=%20b");
        assert_eq!(reason(&url, Some(&viewer())).await, None, "{algorithm}");
        assert_eq!(server.requests().len(), 2);
        assert_eq!(
            reason(&url, Some(&Credentials::new("viewer", "wrong"))).await,
            Some(Reason::AuthFailed)
        );
        assert_eq!(server.requests().len(), 4, "a wrong password is tried once");
        assert_eq!(reason(&url, None).await, Some(Reason::AuthRequired));
    }
}

#[tokio::test]
async fn a_stale_nonce_is_worth_a_second_try() {
    let server = Server::start(|request| match request.header("authorization") {
        _ if is_right(request, md5, "fresh") => answer("200 OK", "", "ok"),
        Some(_) => challenge("MD5", "fresh", ", stale=true"),
        None => challenge("MD5", "old", ""),
    })
    .await;
    assert_eq!(reason(&server.url("http", "/"), Some(&viewer())).await, None);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_login_that_is_asked_for_without_a_way_is_required_not_failed() {
    let server = Server::start(|_| answer("401 Unauthorized", "", "")).await;
    assert_eq!(
        reason(&server.url("http", "/"), Some(&viewer())).await,
        Some(Reason::AuthRequired)
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn placeholders_in_the_url_reach_the_camera_and_nothing_else() {
    let server = Server::start(|_| answer("500 Internal Server Error", "", "")).await;
    let url = server.url("http", "/snap?user={username}&pwd={password}");
    assert_eq!(reason(&url, Some(&viewer())).await, Some(Reason::HttpStatus));
    assert_eq!(
        server.requests()[0].path(),
        format!("/snap?user=viewer&pwd={PASSWORD}")
    );
}
