//! One connection against servers that play a script.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use url::Url;

use super::*;

/// A connection to a server that answers the first request with `answer` and closes, or goes on with `flood` for ever.
async fn connect(answer: &'static [u8], flood: Option<&'static [u8]>) -> Connection {
    let (client, server) = duplex(64 * 1024);
    tokio::spawn(serve(server, answer, flood));
    Connection::open(client).await.unwrap()
}

async fn serve(mut stream: DuplexStream, answer: &'static [u8], flood: Option<&'static [u8]>) -> Option<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(stream.read_u8().await.ok()?);
    }
    stream.write_all(answer).await.ok()?;
    while let Some(bytes) = flood {
        stream.write_all(bytes).await.ok()?;
    }
    Some(())
}

async fn head(answer: &'static [u8], flood: Option<&'static [u8]>) -> Result<Reply, HttpError> {
    let url = Url::parse("http://10.0.0.1/a?b").unwrap();
    connect(answer, flood).await.ask(&Request::get(&url), None).await
}

/// The content of an answer, the connection kept open meanwhile.
async fn read(answer: &'static [u8], flood: Option<&'static [u8]>) -> Result<Content, HttpError> {
    let url = Url::parse("http://10.0.0.1/a?b").unwrap();
    let mut connection = connect(answer, flood).await;
    let reply = connection.ask(&Request::get(&url), None).await?;
    content(reply, 1024).await
}

#[tokio::test]
async fn bodies_of_every_length_are_read() {
    for answer in [
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody".as_slice(),
        b"HTTP/1.0 200 OK\r\n\r\nbody",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nbody",
        b"HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2;x=y\r\ndy\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nbroken header\r\nContent-Encoding: identity\r\nContent-Length : 4\r\n\r\nbody",
    ] {
        assert_eq!(
            read(answer, None).await.unwrap().into_bytes(),
            "body",
            "{}",
            answer.escape_ascii()
        );
    }
}

#[tokio::test]
async fn the_first_frame_of_an_endless_stream_is_enough() {
    let answer = b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=f\r\n\r\n";
    let found = read(answer, Some(b"--f\r\nContent-Length: 5\r\n\r\nframe\r\n"))
        .await
        .unwrap();
    assert_eq!(found, Content::FirstPart("frame".into()));
}

#[tokio::test]
async fn what_has_no_end_is_given_up() {
    let endless = head(b"HTTP/1.1 200 OK\r\nX: ", Some(b"aaaaaaaaaaaaaaaa")).await;
    assert!(matches!(endless, Err(HttpError::HeaderTooLong)));
    let lines = head(b"HTTP/1.1 200 OK\r\n", Some(b"X: a\r\n")).await;
    assert!(matches!(lines, Err(HttpError::HeaderTooLong)));
    let body = read(b"HTTP/1.1 200 OK\r\n\r\n", Some(b"aaaaaaaaaaaaaaaa")).await;
    assert!(matches!(body, Err(HttpError::BodyTooLong(1024))));
    let declared = read(b"HTTP/1.1 200 OK\r\nContent-Length: 1025\r\n\r\n", None).await;
    assert!(matches!(declared, Err(HttpError::BodyTooLong(1024))));
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunks = read(chunked, Some(b"10\r\naaaaaaaaaaaaaaaa\r\n")).await;
    assert!(matches!(chunks, Err(HttpError::BodyTooLong(1024))));
}

#[tokio::test]
async fn what_is_no_answer_is_told_from_one_that_broke_off() {
    for noise in [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n".as_slice(),
        b"RTSP/1.0 200 OK\r\n\r\n",
        b"\0\x01\x02\xff\xfe\r\n\r\n",
    ] {
        assert!(
            matches!(head(noise, None).await, Err(HttpError::NotHttp)),
            "{}",
            noise.escape_ascii()
        );
    }
    assert!(matches!(head(b"", None).await, Err(HttpError::Closed)));
    let short = read(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbody", None).await;
    assert!(matches!(short, Err(HttpError::Truncated)));
}

#[tokio::test]
async fn compressed_answers_are_refused() {
    let zipped = read(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b", None).await;
    assert!(matches!(zipped, Err(HttpError::Compressed)));
}

#[tokio::test]
async fn a_connection_is_used_on_only_where_the_server_keeps_it() {
    let url = Url::parse("http://10.0.0.1/").unwrap();
    for (answer, kept) in [
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".as_slice(),
            false,
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true),
    ] {
        let (client, mut server) = duplex(4096);
        server.write_all(b"").await.unwrap();
        let mut connection = Connection::open(client).await.unwrap();
        let asked = tokio::spawn(async move {
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                request.push(server.read_u8().await.unwrap());
            }
            server.write_all(answer).await.unwrap();
            server
        });
        let reply = connection.ask(&Request::get(&url), None).await.unwrap();
        let _server = asked.await.unwrap();
        reply.drain().await;
        assert_eq!(connection.is_reusable().await, kept);
    }
}
