//! Servers that talk garbage, too much, too slowly or not to us: a typed reason in bounded memory and time.

use super::*;

#[tokio::test]
async fn bytes_that_are_no_rtsp_are_quoted() {
    let (result, _) = play(vec![vec![
        Step::Send(b"SSH-2.0-OpenSSH_9.2\r\n\x00\xff".to_vec()),
        Step::Hang,
    ]])
    .await;
    let (reason, message) = verdict(&result);
    assert_eq!(reason, Some(Reason::NotRtsp));
    assert!(
        message.ends_with(r#"it sent "SSH-2.0-OpenSSH_9.2\r\n\x00\xff""#),
        "{message}"
    );
}

#[tokio::test]
async fn other_protocols_and_broken_answers_are_not_rtsp() {
    for bytes in [
        &b"HTTP/1.1 400 Bad Request\r\n\r\n"[..],
        b"\x00\xff\x13\x37",
        b"RTSP/1.0\r\n\r\n",
        b"RTSP/1.0 abc\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: many\r\n\r\n",
    ] {
        let script = vec![Step::Send(bytes.to_vec()), Step::Hang];
        let reason = reason_of(vec![script]).await;
        assert_eq!(
            reason,
            Some(Reason::NotRtsp),
            "{}",
            String::from_utf8_lossy(bytes)
        );
    }
}

#[tokio::test]
async fn endless_headers_and_endless_data_are_given_up() {
    let header = vec![
        Step::Send(b"RTSP/1.0 200 OK\r\n".to_vec()),
        Step::Flood(b"X: y\r\n".to_vec()),
    ];
    let (result, _) = play(vec![header]).await;
    assert!(verdict(&result).1.contains("16384"), "{result:?}");

    let frame = [&[b'$', 0, 0xff, 0xff][..], &vec![0; 0xffff]].concat();
    let (result, _) = play(vec![vec![Step::Flood(frame)]]).await;
    let (reason, message) = verdict(&result);
    assert_eq!(reason, Some(Reason::NotRtsp));
    assert!(message.contains("stream data"), "{message}");

    let (result, _) = play(vec![vec![Step::Flood(b"\r\n".to_vec())]]).await;
    assert_eq!(result.outcome.reason(), Some(Reason::NotRtsp));

    let stray = vec![Step::Flood(b"RTSP/1.0 200 OK\r\nCSeq: 77\r\n\r\n".to_vec())];
    assert_eq!(reason_of(vec![stray]).await, Some(Reason::NotRtsp));
}

#[tokio::test]
async fn a_huge_description_is_not_read() {
    for length in ["65537", "18446744073709551615"] {
        let huge = answer("200 OK", &format!("Content-Length: {length}\r\n"), "");
        assert_eq!(
            reason_of(vec![vec![options(), huge, Step::Hang]]).await,
            Some(Reason::BadSdp),
            "{length}"
        );
    }
}

#[tokio::test]
async fn a_byte_now_and_then_does_not_hold_the_probe() {
    let drip = Step::Drip(
        b"RTSP/1.0 200 OK\r\nX: "
            .iter()
            .chain(&[b'x'; 4000])
            .copied()
            .collect(),
    );
    let server = Server::start(vec![vec![drip]]).await;
    let result = probe(
        &target(&server.url("/"), Duration::from_millis(300)),
        None,
        Scope::default(),
    )
    .await;
    assert_eq!(result.outcome.reason(), Some(Reason::Timeout));
}

#[tokio::test]
async fn stream_data_before_an_answer_is_passed_over() {
    let data = || Step::Send(vec![b'$', 7, 0, 5, b'R', b'T', b'S', b'P', b'/']);
    assert_eq!(
        reason_of(vec![vec![data(), options(), data(), data(), described()]]).await,
        None
    );
}

#[tokio::test]
async fn closing_early_is_no_rtsp() {
    let half = || Step::Answer("RTSP/1.0 200 OK\r\nCSeq: {cseq}\r\nContent-Length: 500\r\n\r\nv=0".into());
    for scripts in [vec![vec![], vec![]], vec![vec![options(), half()], vec![half()]]] {
        let (result, _) = play(scripts).await;
        let (reason, message) = verdict(&result);
        assert_eq!(reason, Some(Reason::NotRtsp));
        assert!(message.contains("closed"), "{message}");
    }
}
