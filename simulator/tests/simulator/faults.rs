//! Every fault, as a client sees it.

use simulator::{Behaviour, Simulator};

use crate::client::Client;
use crate::{behaviour, counters, start, until};

async fn begin(json: &str) -> (Simulator, Client) {
    let simulator = start(behaviour(json)).await;
    let client = Client::connect(&simulator, "hall").await;
    (simulator, client)
}

/// The description that a camera with that behaviour gives.
async fn description(json: &str) -> Vec<u8> {
    let (_simulator, mut client) = begin(json).await;
    let answer = client.ask("DESCRIBE", &[]).await;
    assert_eq!(answer.status, 200, "{json}");
    answer.body
}

#[tokio::test]
async fn an_offline_camera_closes_before_any_answer() {
    let (simulator, mut client) = begin(r#""Offline""#).await;
    client.send("OPTIONS", &[]).await;
    assert!(client.rest().await.is_empty());
    until("the connection to end", || {
        counters(&simulator, "hall").connections.now == 0
    })
    .await;
    assert_eq!(counters(&simulator, "hall").connections.total, 1);
}

#[tokio::test]
async fn a_hanging_camera_says_nothing() {
    let (_simulator, mut client) = begin(r#""Hang""#).await;
    client.send("OPTIONS", &[]).await;
    assert!(client.is_silent().await);
}

#[tokio::test]
async fn a_slow_camera_is_late_once_a_connection() {
    let (simulator, mut client) = begin(r#"{"type": "Slow", "milliseconds": 3000}"#).await;
    client.send("OPTIONS", &[]).await;
    assert!(client.is_silent().await);
    assert_eq!(client.answer().await.unwrap().status, 200);
    assert_eq!(client.ask("DESCRIBE", &[]).await.status, 200);

    // Who goes away while it waits is gone at once, not when the delay has passed.
    let endless = Behaviour::Slow {
        milliseconds: 3_600_000,
    };
    simulator.fleet().camera("hall").unwrap().set_behaviour(endless);
    let mut impatient = Client::connect(&simulator, "hall").await;
    impatient.send("OPTIONS", &[]).await;
    until("the request to come", || {
        counters(&simulator, "hall").requests("OPTIONS") == 2
    })
    .await;
    drop(impatient);
    until("the connection to end", || {
        counters(&simulator, "hall").connections.now == 1
    })
    .await;
}

#[tokio::test]
async fn a_busy_camera_refuses_from_the_step_that_it_should() {
    let (_simulator, mut client) = begin(r#""Busy""#).await;
    assert_eq!(client.ask("OPTIONS", &[]).await.status, 200);
    assert_eq!(client.ask("DESCRIBE", &[]).await.status, 453);
    let (_simulator, mut client) =
        begin(r#"{"type": "Busy", "status": 503, "retryAfterSeconds": 7, "from": "Setup"}"#).await;
    assert_eq!(client.ask("DESCRIBE", &[]).await.status, 200);
    let refused = client.ask("SETUP", &["Transport: RTP/AVP/TCP;unicast"]).await;
    assert_eq!((refused.status, refused.header("Retry-After")), (503, "7"));
    let (simulator, mut client) = begin(r#"{"type": "Busy", "from": "Play"}"#).await;
    let session = client
        .ask("SETUP", &["Transport: RTP/AVP/TCP;unicast"])
        .await
        .session();
    let header = format!("Session: {session}");
    assert_eq!(client.ask("PLAY", &[&header]).await.status, 453);
    assert_eq!(client.ask("TEARDOWN", &[&header]).await.status, 200);
    assert_eq!(counters(&simulator, "hall").left_open, 0);
}

#[tokio::test]
async fn a_port_that_is_no_camera_answers_something_else() {
    let (_simulator, mut client) = begin(r#""NotRtsp""#).await;
    client.send("OPTIONS", &[]).await;
    assert!(client.rest().await.starts_with(&[0x00, 0xff]));
    let (_simulator, mut client) = begin(r#"{"type": "NotRtsp", "answer": "Http"}"#).await;
    client.send("OPTIONS", &[]).await;
    assert!(client.rest().await.starts_with(b"HTTP/1.1 400 "));
}

#[tokio::test]
async fn descriptions_are_bad_in_every_way() {
    assert!(!description(r#""BadSdp""#).await.starts_with(b"v=0"));
    assert!(
        description(r#"{"type": "BadSdp", "defect": "Empty"}"#)
            .await
            .is_empty()
    );
    assert!(std::str::from_utf8(&description(r#"{"type": "BadSdp", "defect": "Binary"}"#).await).is_err());
    let sound = String::from_utf8(description(r#"{"type": "BadSdp", "defect": "NoVideo"}"#).await).unwrap();
    assert!(sound.contains("m=audio") && !sound.contains("m=video"), "{sound}");
    let other = String::from_utf8(description(r#""UnsupportedCodec""#).await).unwrap();
    assert!(other.contains("VP8/90000"), "{other}");
    let (_simulator, mut client) = begin(r#"{"type": "BadSdp", "defect": "Truncated"}"#).await;
    client.send("DESCRIBE", &[]).await;
    let bytes = client.rest().await;
    let text = String::from_utf8(bytes).unwrap();
    assert!(
        text.contains("Content-Length: ") && text.contains("v=0") && !text.ends_with("\r\n"),
        "{text}"
    );
}

#[tokio::test]
async fn a_moved_camera_says_where_it_is() {
    let (simulator, mut client) = begin(r#"{"type": "Redirect", "to": "other"}"#).await;
    let answer = client.ask("DESCRIBE", &[]).await;
    assert_eq!(
        (answer.status, answer.header("Location")),
        (302, simulator.rtsp_url("other").as_str())
    );
    let (_simulator, mut client) = begin(r#"{"type": "Redirect", "to": "rtsp://192.0.2.1/x"}"#).await;
    assert_eq!(
        client.ask("DESCRIBE", &[]).await.header("Location"),
        "rtsp://192.0.2.1/x"
    );
}

#[tokio::test]
async fn small_breaches_of_the_protocol_are_made() {
    let (_simulator, mut client) = begin(r#""WrongCseq""#).await;
    let answer = client.try_ask("OPTIONS", &[]).await.unwrap();
    assert_eq!((answer.status, answer.header("CSeq")), (200, "1001"));

    let (_simulator, mut client) = begin(r#""OptionsUnauthorized""#).await;
    assert_eq!(client.ask("OPTIONS", &[]).await.status, 401);
    assert_eq!(client.ask("DESCRIBE", &[]).await.status, 200);

    let (simulator, mut client) = begin(r#""CloseAfterOptions""#).await;
    assert_eq!(client.ask("OPTIONS", &[]).await.status, 200);
    assert!(client.rest().await.is_empty());
    let mut second = Client::connect(&simulator, "hall").await;
    assert_eq!(second.ask("DESCRIBE", &[]).await.status, 200);

    let (_simulator, mut client) = begin(r#""NotFound""#).await;
    assert_eq!(client.ask("OPTIONS", &[]).await.status, 200);
    assert_eq!(client.ask("DESCRIBE", &[]).await.status, 404);
}

#[tokio::test]
async fn a_teardown_that_is_not_answered_ends_the_session() {
    let (simulator, mut client) = begin(r#""NoTeardownAnswer""#).await;
    let setup = client.ask("SETUP", &["Transport: RTP/AVP/TCP;unicast"]).await;
    client
        .send("TEARDOWN", &[&format!("Session: {}", setup.session())])
        .await;
    until("the session to end", || {
        counters(&simulator, "hall").sessions.now == 0
    })
    .await;
    assert_eq!(counters(&simulator, "hall").left_open, 0);
    assert!(client.is_silent().await);
}

#[tokio::test]
async fn a_stream_without_media_is_silent() {
    let (_simulator, mut client) = begin(r#""NoMedia""#).await;
    client.play().await;
    assert!(client.is_silent().await);
}

#[tokio::test]
async fn a_stream_changes_while_it_plays() {
    let simulator = start(Behaviour::Healthy).await;
    let hall = simulator.fleet().camera("hall").unwrap();
    let mut client = Client::connect(&simulator, "hall").await;
    client.play().await;
    let first = client.packet().await.time;
    hall.set_behaviour(Behaviour::Frozen);
    // The clock may run a little further, then it stands still.
    let (mut still, mut last) = (0, first);
    while still < 5 {
        let packet = client.packet().await;
        still = if packet.time == last {
            still + u32::from(packet.marker)
        } else {
            0
        };
        last = packet.time;
    }
    hall.set_behaviour(Behaviour::Healthy);
    while client.packet().await.time == last {}
    hall.set_behaviour(Behaviour::Offline);
    client.rest().await;
    until("the session to end", || {
        counters(&simulator, "hall").sessions.now == 0
    })
    .await;
    assert_eq!(counters(&simulator, "hall").left_open, 1);
}

#[tokio::test]
async fn a_flapping_camera_takes_its_turns() {
    let (simulator, _) = begin(r#"{"type": "Flapping", "up": 1, "down": 2, "unit": "Connections"}"#).await;
    let mut seen = Vec::new();
    for _ in 0..6 {
        let mut client = Client::connect(&simulator, "hall").await;
        seen.push(client.try_ask("OPTIONS", &[]).await.is_some());
    }
    assert_eq!(seen, [true, false, false, true, false, false]);
}
