//! Every behaviour over RTSP, and the one reason that it must get.

use futures::future::join_all;
use probe::{Credentials, Reason};
use simulator::Simulator;

use crate::{ask, check_care, counters, name, start};

/// What a camera does, and the reason that follows, `None` where all is well.
type Row = (&'static str, Option<Reason>);

const TABLE: [Row; 32] = [
    (r#""Healthy""#, None),
    (r#""Offline""#, Some(Reason::NotRtsp)),
    (r#""Hang""#, Some(Reason::Timeout)),
    (r#"{"type": "Slow", "milliseconds": 6000}"#, Some(Reason::Slow)),
    (
        r#"{"type": "Slow", "milliseconds": 60000}"#,
        Some(Reason::Timeout),
    ),
    (r#""Frozen""#, Some(Reason::Frozen)),
    // Only pictures tell.
    (r#""FrozenPicture""#, None),
    (r#""AuthRequired""#, Some(Reason::AuthRequired)),
    (r#""Busy""#, Some(Reason::Busy)),
    (
        r#"{"type": "Busy", "status": 503, "retryAfterSeconds": 60}"#,
        Some(Reason::Busy),
    ),
    (r#"{"type": "Busy", "from": "Setup"}"#, Some(Reason::Busy)),
    (
        r#"{"type": "Busy", "status": 503, "from": "Setup"}"#,
        Some(Reason::Busy),
    ),
    (r#"{"type": "Busy", "from": "Play"}"#, Some(Reason::Busy)),
    (r#""NotRtsp""#, Some(Reason::NotRtsp)),
    (r#"{"type": "NotRtsp", "answer": "Http"}"#, Some(Reason::NotRtsp)),
    (r#""BadSdp""#, Some(Reason::BadSdp)),
    (r#"{"type": "BadSdp", "defect": "Empty"}"#, Some(Reason::BadSdp)),
    (r#"{"type": "BadSdp", "defect": "Binary"}"#, Some(Reason::BadSdp)),
    (
        r#"{"type": "BadSdp", "defect": "NoVideo"}"#,
        Some(Reason::NoMedia),
    ),
    // A description that breaks off is an answer that breaks off.
    (
        r#"{"type": "BadSdp", "defect": "Truncated"}"#,
        Some(Reason::NotRtsp),
    ),
    (r#"{"type": "Redirect", "to": "other"}"#, None),
    (
        r#"{"type": "Redirect", "to": "camera-21"}"#,
        Some(Reason::TooManyRedirects),
    ),
    (
        r#"{"type": "Redirect", "to": "http://127.0.0.1/"}"#,
        Some(Reason::RtspStatus),
    ),
    // A success with another number is the answer to something else.
    (r#""WrongCseq""#, Some(Reason::Timeout)),
    (r#""NoTeardownAnswer""#, None),
    (r#""CloseAfterOptions""#, None),
    (r#""OptionsUnauthorized""#, None),
    (r#""NoMedia""#, Some(Reason::NoMedia)),
    (r#""NoKeyframe""#, Some(Reason::NoKeyframe)),
    (r#""LowFps""#, Some(Reason::LowFps)),
    (r#""UnsupportedCodec""#, Some(Reason::UnsupportedCodec)),
    (r#""NotFound""#, Some(Reason::NotFound)),
];

/// What a row got, where that is not what it must get.
async fn misjudged(simulator: &Simulator, number: usize, (behaviour, wanted): Row) -> Option<String> {
    let result = ask(&simulator.rtsp_url(&name(number)), None).await;
    (result.outcome.reason() != wanted).then(|| format!("{behaviour}: wanted {wanted:?}, got {result:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_behaviour_gets_its_reason() {
    let behaviours = TABLE.map(|(behaviour, _)| behaviour);
    let simulator = start(&behaviours).await;
    let judged = TABLE.iter().enumerate();
    let probes = judged.map(|(number, row)| misjudged(&simulator, number, *row));
    let wrong: Vec<String> = join_all(probes).await.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    check_care(&simulator).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_facts_of_a_healthy_stream_are_right() {
    let simulator = start(&[r#""Healthy""#]).await;
    let result = ask(&simulator.rtsp_url("camera-0"), None).await;
    assert_eq!(result.outcome.reason(), None, "{result:?}");
    let facts = result.facts.unwrap();
    let size = (facts.codec.as_deref(), facts.width, facts.height);
    assert_eq!(size, (Some("H264"), Some(640), Some(360)));
    assert!(
        facts.fps.is_some_and(|fps| (9.0..11.0).contains(&fps)),
        "{facts:?}"
    );
    assert!(facts.bitrate_bps.is_some_and(|rate| rate > 0), "{facts:?}");
    assert!(
        facts.first_packet_ms.is_some() && facts.first_keyframe_ms.is_some(),
        "{facts:?}"
    );
    assert!(
        facts
            .server
            .is_some_and(|server| server.starts_with("camerasite-simulator/"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_behaviour_is_judged_anew_at_each_probe() {
    let simulator = start(&[r#""Healthy""#]).await;
    let (url, camera) = (
        simulator.rtsp_url("camera-0"),
        simulator.fleet().camera("camera-0").unwrap(),
    );
    for (behaviour, wanted) in [
        (r#""Healthy""#, None),
        (r#""Offline""#, Some(Reason::NotRtsp)),
        (r#""NotFound""#, Some(Reason::NotFound)),
        (r#""NoMedia""#, Some(Reason::NoMedia)),
        (r#""Healthy""#, None),
    ] {
        camera.set_behaviour(crate::behaviour(behaviour));
        let result = ask(&url, None).await;
        assert_eq!(result.outcome.reason(), wanted, "{behaviour}: {result:?}");
    }
    check_care(&simulator).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_has_closed_is_refused() {
    let simulator = start(&[]).await;
    let url = simulator.rtsp_url("other");
    simulator.stop().await;
    assert_eq!(ask(&url, None).await.outcome.reason(), Some(Reason::Refused));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_takes_no_password_to_another_server() {
    let other = start(&[r#"{"type": "AuthRequired", "scheme": "Basic"}"#]).await;
    let to = other.rtsp_url("camera-0");
    let redirect = format!(r#"{{"type": "Redirect", "to": "{to}"}}"#);
    let simulator = start(&[&redirect]).await;
    let credentials = Credentials::new("camera", "wrong");
    let result = ask(&simulator.rtsp_url("camera-0"), Some(&credentials)).await;
    assert_eq!(result.outcome.reason(), Some(Reason::AuthRequired), "{result:?}");
    let counted = counters(&other, "camera-0");
    // A wrong password that had come there would be counted.
    assert_eq!(
        (counted.requests("DESCRIBE"), counted.auth_failures),
        (1, 0),
        "{counted:?}"
    );
}
