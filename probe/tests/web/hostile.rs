//! Web servers that want to hurt: every one ends with a reason, in bounded time and memory.

use std::time::Duration;

use contract::inventory::Depth;
use probe::{Reason, Scope, Target};

use crate::ask_for;
use crate::server::{Answer, Server};

/// Room for what lies in the buffers of two sockets when the client gives up.
const SOCKET_BUFFERS: u64 = 16 * 1024 * 1024;

async fn ask(server: &Server, scheme: &str, timeout: Duration) -> Option<Reason> {
    let target = Target::from_url(&server.url(scheme, "/x"), Depth::Describe, timeout).unwrap();
    ask_for(&target, None, Scope::default()).await.outcome.reason()
}

#[tokio::test]
async fn what_never_ends_is_cut_off_by_size() {
    const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\xff";
    const PARTS: &[u8] =
        b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=f\r\n\r\n--f\r\n\r\n";
    for (first, more) in [
        (b"HTTP/1.1 200 OK\r\nX: ".as_slice(), [b'a'; 4096].as_slice()),
        (b"HTTP/1.1 200 OK\r\n", b"X: a\r\n"),
        (HEAD, &[0; 4096]),
        (PARTS, &[0; 4096]),
        (b"", &[b'\n'; 4096]),
        (b"", &[0; 4096]),
    ] {
        let server = Server::start(move |_| Answer::Flood(first, more)).await;
        for scheme in ["http", "onvif"] {
            let found = ask(&server, scheme, Duration::from_mins(1)).await;
            assert_eq!(
                found,
                Some(Reason::HttpStatus),
                "{scheme} {}",
                first.escape_ascii()
            );
        }
        assert!(
            server.sent() < 2 * (8 * 1024 * 1024 + SOCKET_BUFFERS),
            "{} bytes",
            server.sent()
        );
    }
}

#[tokio::test]
async fn what_is_slow_without_end_is_cut_off_by_time() {
    for bytes in [
        b"HTTP/1.1 200 OK\r\nX: a".as_slice(),
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"\r\n",
    ] {
        let server = Server::start(move |_| Answer::Drip(bytes)).await;
        let found = ask(&server, "http", Duration::from_millis(500)).await;
        assert!(
            matches!(found, Some(Reason::Timeout | Reason::HttpStatus)),
            "{found:?} {}",
            bytes.escape_ascii()
        );
    }
}

#[tokio::test]
async fn a_bomb_is_not_unpacked() {
    let server = Server::start(|_| {
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n";
        Answer::Send([head.as_slice(), b"\x1f\x8b\x08\0"].concat())
    })
    .await;
    assert_eq!(
        ask(&server, "http", Duration::from_secs(30)).await,
        Some(Reason::HttpStatus)
    );
}

#[tokio::test]
async fn xml_that_costs_memory_is_refused() {
    let deep = "<a>".repeat(50_000);
    let wide = format!("<Envelope>{}</Envelope>", "<a/>".repeat(50_000));
    let attributes = format!("<Envelope a=\"{}\"/>", "b".repeat(200_000));
    let laughs =
        "<!DOCTYPE a [<!ENTITY l \"ha\"><!ENTITY m \"&l;&l;&l;&l;\">]><Envelope>&m;</Envelope>".to_owned();
    let long = format!("<Envelope>{}</Envelope>", "x".repeat(300 * 1024));
    for document in [deep, wide, attributes, laughs, long, String::new()] {
        let begin = document.chars().take(20).collect::<String>();
        let server = Server::start(move |_| crate::server::answer("200 OK", "", &document)).await;
        assert_eq!(
            ask(&server, "onvif", Duration::from_secs(30)).await,
            Some(Reason::HttpStatus),
            "{begin}"
        );
    }
}

#[tokio::test]
async fn what_repeats_our_secret_does_not_get_it_into_a_result() {
    let server = Server::start(|request| {
        let echo = format!(
            "HTTP/1.1 200 OK\r\nServer: {0}\r\nX: {0}\r\nContent-Length: 0\r\n\r\n",
            request.path()
        );
        Answer::Send(echo.into_bytes())
    })
    .await;
    let url = server.url("http", "/{password}");
    let target = Target::from_url(&url, Depth::Describe, Duration::from_secs(30)).unwrap();
    let result = ask_for(&target, Some(&crate::viewer()), Scope::default()).await;
    assert_eq!(result.outcome.reason(), None);
    assert_eq!(result.facts.unwrap().server, None);
}
