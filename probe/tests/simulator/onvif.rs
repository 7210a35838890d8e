//! Cameras that speak ONVIF: what they tell, and every behaviour and its reason.

use contract::inventory::Depth;
use futures::future::join_all;
use probe::{Credentials, ProbeResult, Reason, Scope, Target};
use simulator::Simulator;
use simulator::config::Identity;

use crate::{TIMEOUT, counters, name, start};

/// What a camera does, and the reason that follows, `None` where all is well.
type Row = (&'static str, Option<Reason>);

const TABLE: [Row; 9] = [
    (r#""Healthy""#, None),
    (r#""Offline""#, Some(Reason::HttpStatus)),
    (r#""Hang""#, Some(Reason::Timeout)),
    (r#"{"type": "Slow", "milliseconds": 6000}"#, Some(Reason::Slow)),
    (r#"{"type": "Busy", "status": 503}"#, Some(Reason::Busy)),
    (r#""NotFound""#, Some(Reason::NotFound)),
    // The clock is told to everybody, and without credentials nothing else is asked.
    (r#""AuthRequired""#, None),
    (r#"{"type": "ClockSkew", "seconds": 3600}"#, None),
    // A question is not repeated elsewhere.
    (r#"{"type": "Redirect", "to": "other"}"#, Some(Reason::HttpStatus)),
];

/// Who the camera is, too.
const DEVICE: Scope = Scope {
    sample: false,
    device: true,
    picture: false,
};

async fn ask(simulator: &Simulator, camera: &str, credentials: Option<&Credentials>) -> ProbeResult {
    let url = simulator.http_url(&format!("/onvif/{camera}/device_service"));
    let url = url.replace("http://", "onvif://");
    let target = Target::from_url(&url, Depth::Describe, TIMEOUT).unwrap();
    probe::ladder::probe(&target, credentials, DEVICE).await
}

async fn misjudged(simulator: &Simulator, number: usize, (behaviour, wanted): Row) -> Option<String> {
    let result = ask(simulator, &name(number), None).await;
    (result.outcome.reason() != wanted).then(|| format!("{behaviour}: wanted {wanted:?}, got {result:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_behaviour_gets_its_reason() {
    let simulator = start(&TABLE.map(|(behaviour, _)| behaviour)).await;
    let judged = TABLE.iter().enumerate();
    let probes = judged.map(|(number, row)| misjudged(&simulator, number, *row));
    let wrong: Vec<String> = join_all(probes).await.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_clock_is_measured() {
    for seconds in [-7_200, 0, 86_400] {
        let simulator = start(&[&format!(r#"{{"type": "ClockSkew", "seconds": {seconds}}}"#)]).await;
        let result = ask(&simulator, "camera-0", None).await;
        let offset = result.facts.unwrap().clock_offset_ms.unwrap();
        // The clock is told in whole seconds; the rest is for a busy machine.
        assert!((offset - seconds * 1_000).abs() < 60_000, "{seconds}: {offset}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_was_replaced_says_so() {
    let simulator = start(&[r#""AuthRequired""#]).await;
    let credentials = Credentials::new("camera", "simulated");
    let told = async || {
        let facts = ask(&simulator, "camera-0", Some(&credentials))
            .await
            .facts
            .unwrap();
        (facts.make.unwrap(), facts.model.unwrap(), facts.serial.unwrap())
    };
    let first = (
        "CameraSite".to_owned(),
        "Simulator".to_owned(),
        "camera-0".to_owned(),
    );
    assert_eq!(told().await, first);
    let identity = Identity {
        serial: "4711".to_owned(),
        ..Identity::default()
    };
    simulator
        .fleet()
        .camera("camera-0")
        .unwrap()
        .set_identity(identity);
    assert_eq!(told().await.2, "4711");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_tried_twice_at_most() {
    let simulator = start(&[r#""AuthRequired""#]).await;
    let credentials = Credentials::new("camera", "wrong");
    let result = ask(&simulator, "camera-0", Some(&credentials)).await;
    assert_eq!(result.outcome.reason(), Some(Reason::AuthFailed), "{result:?}");
    let failures = counters(&simulator, "camera-0").auth_failures;
    assert!((1..=2).contains(&failures), "{failures}");
}
