//! A healthy camera: its conversation and its stream.

use simulator::{Behaviour, CameraConfig, Config, Simulator};

use crate::client::Client;
use crate::{counters, start, until};

#[tokio::test]
async fn a_conversation_runs_from_options_to_teardown() {
    let simulator = start(Behaviour::Healthy).await;
    let mut client = Client::connect(&simulator, "hall").await;
    let options = client.ask("OPTIONS", &[]).await;
    assert_eq!(options.status, 200);
    for method in ["DESCRIBE", "SETUP", "PLAY", "GET_PARAMETER", "TEARDOWN"] {
        assert!(options.header("Public").contains(method), "{options:?}");
    }
    let describe = client.ask("DESCRIBE", &["Accept: application/sdp"]).await;
    assert_eq!(
        (describe.status, describe.header("Content-Type")),
        (200, "application/sdp")
    );
    assert_eq!(describe.header("Content-Base"), format!("{}/", client.url()));
    let sdp = String::from_utf8(describe.body).unwrap();
    for line in [
        "m=video 0 RTP/AVP 96",
        "a=rtpmap:96 H264/90000",
        "a=framerate:10",
        "a=control:trackID=0",
    ] {
        assert!(sdp.lines().any(|found| found == line), "{sdp}");
    }
    assert!(
        sdp.contains("sprop-parameter-sets=") && sdp.contains("profile-level-id=42"),
        "{sdp}"
    );

    let session = client.play().await;
    let header = format!("Session: {session}");
    assert_eq!(counters(&simulator, "hall").sessions.now, 1);
    assert_eq!(client.ask("GET_PARAMETER", &[&header]).await.session(), session);
    assert_eq!(client.ask("TEARDOWN", &[&header]).await.status, 200);
    let counted = counters(&simulator, "hall");
    assert_eq!(
        (counted.sessions.now, counted.sessions.total, counted.left_open),
        (0, 1, 0)
    );
    for method in [
        "OPTIONS",
        "DESCRIBE",
        "SETUP",
        "PLAY",
        "GET_PARAMETER",
        "TEARDOWN",
    ] {
        assert_eq!(counted.requests(method), 1, "{method}");
    }
    // The connection is good for another session.
    client.play().await;
    drop(client);
    until("the connection to end", || {
        counters(&simulator, "hall").connections.now == 0
    })
    .await;
}

#[tokio::test]
async fn packets_come_in_order_from_a_key_frame_on() {
    let simulator = start(Behaviour::Healthy).await;
    let mut client = Client::connect(&simulator, "hall").await;
    client.play().await;
    let first = client.packet().await;
    // The parameter sets, before their key frame.
    assert_eq!((first.channel, first.kind), (0, 24));
    let (mut last, mut frames) = (first, 0);
    while frames < 12 {
        let packet = client.packet().await;
        assert_eq!(packet.sequence, last.sequence.wrapping_add(1));
        let step = packet.time.wrapping_sub(last.time);
        assert_eq!(step, if last.marker { 9_000 } else { 0 });
        frames += u32::from(packet.marker);
        last = packet;
    }
}

#[tokio::test]
async fn requests_that_make_no_sense_are_refused_in_order() {
    let simulator = start(Behaviour::Healthy).await;
    let mut client = Client::connect(&simulator, "hall").await;
    let udp = "Transport: RTP/AVP;unicast;client_port=5000-5001";
    assert_eq!(client.ask("SETUP", &[udp]).await.status, 461);
    assert_eq!(client.ask("PLAY", &["Session: 1"]).await.status, 454);
    assert_eq!(client.ask("TEARDOWN", &[]).await.status, 454);
    assert_eq!(client.ask("RECORD", &[]).await.status, 405);
    assert_eq!(client.ask("NONSENSE", &[]).await.status, 405);
    client.play().await;
    let tcp = "Transport: RTP/AVP/TCP;unicast;interleaved=2-3";
    let second = client.try_ask("SETUP", &[tcp]).await.unwrap();
    assert_eq!(second.status, 455);
    let counted = counters(&simulator, "hall");
    assert_eq!((counted.requests("other"), counted.sessions.max), (1, 1));

    let mut stranger = Client::connect(&simulator, "nobody").await;
    assert_eq!(stranger.ask("OPTIONS", &[]).await.status, 200);
    assert_eq!(stranger.ask("DESCRIBE", &[]).await.status, 404);
    stranger.send_raw(b"GET / HTTP/1.1\r\n\r\n").await;
    assert!(stranger.rest().await.starts_with(b"RTSP/1.0 400 "));
}

#[tokio::test]
async fn a_client_that_falls_silent_loses_its_session() {
    let cameras = vec![CameraConfig::new("hall", Behaviour::NoMedia)];
    let session_timeout = std::time::Duration::from_secs(2);
    let simulator = Simulator::start(Config {
        cameras,
        session_timeout,
        ..Config::default()
    })
    .await
    .unwrap();
    let mut client = Client::connect(&simulator, "hall").await;
    client.play().await;
    assert!(client.rest().await.is_empty());
    until("the session to end", || {
        counters(&simulator, "hall").sessions.now == 0
    })
    .await;
    assert_eq!(counters(&simulator, "hall").left_open, 1);
}

#[tokio::test]
async fn every_listen_address_serves_all_cameras() {
    let listen = vec!["127.0.0.1".parse().unwrap(), "127.0.0.2".parse().unwrap()];
    let cameras = vec![CameraConfig::new("hall", Behaviour::Healthy)];
    let simulator = Simulator::start(Config {
        listen,
        cameras,
        ..Config::default()
    })
    .await
    .unwrap();
    for &address in simulator.rtsp_addresses() {
        let mut client = Client::connect_to(address, "hall").await;
        assert_eq!(client.ask("DESCRIBE", &[]).await.status, 200);
    }
    assert_eq!(counters(&simulator, "hall").connections.total, 2);
}
