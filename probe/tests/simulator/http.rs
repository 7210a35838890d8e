//! Cameras that give pictures by HTTP: every behaviour and its reason, and pictures that tell a frozen camera.

use futures::future::join_all;
use probe::{Credentials, PictureDigest, Reason, Scope, Target};
use simulator::Simulator;

use crate::{TIMEOUT, check_care, counters, name, start};

/// What a camera does, and the reason that follows, `None` where all is well.
type Row = (&'static str, Option<Reason>);

const TABLE: [Row; 11] = [
    (r#""Healthy""#, None),
    (r#""Offline""#, Some(Reason::HttpStatus)),
    (r#""NotRtsp""#, Some(Reason::HttpStatus)),
    (r#""Hang""#, Some(Reason::Timeout)),
    (r#"{"type": "Slow", "milliseconds": 6000}"#, Some(Reason::Slow)),
    (
        r#"{"type": "Slow", "milliseconds": 60000}"#,
        Some(Reason::Timeout),
    ),
    (r#""AuthRequired""#, Some(Reason::AuthRequired)),
    (r#"{"type": "Busy", "status": 503}"#, Some(Reason::Busy)),
    (r#""NotFound""#, Some(Reason::NotFound)),
    (r#"{"type": "Redirect", "to": "other"}"#, None),
    (
        r#"{"type": "Redirect", "to": "camera-10"}"#,
        Some(Reason::TooManyRedirects),
    ),
];

fn target(simulator: &Simulator, path: &str) -> Target {
    Target::from_url(
        &simulator.http_url(path),
        contract::inventory::Depth::Describe,
        TIMEOUT,
    )
    .unwrap()
}

/// The reason of one probe.
async fn reason(target: &Target, credentials: Option<&Credentials>) -> Option<Reason> {
    probe::ladder::probe(target, credentials, Scope::default())
        .await
        .outcome
        .reason()
}

async fn misjudged(
    simulator: &Simulator,
    kind: &str,
    number: usize,
    (behaviour, wanted): Row,
) -> Option<String> {
    let got = reason(&target(simulator, &format!("/{kind}/{}", name(number))), None).await;
    (got != wanted).then(|| format!("{kind} {behaviour}: wanted {wanted:?}, got {got:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_behaviour_gets_its_reason() {
    let simulator = start(&TABLE.map(|(behaviour, _)| behaviour)).await;
    for kind in ["snapshot", "mjpeg"] {
        let judged = TABLE.iter().enumerate();
        let probes = judged.map(|(number, row)| misjudged(&simulator, kind, number, *row));
        let wrong: Vec<String> = join_all(probes).await.into_iter().flatten().collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn logins_are_made_by_every_scheme() {
    for scheme in [
        "Basic",
        "DigestMd5",
        "DigestMd5NoQop",
        "DigestSha256",
        "Both",
        "MultipleHeaders",
    ] {
        for nonces in ["Lasting", "StaleFirst", "NewEachTime"] {
            let login = format!(r#"{{"type": "AuthRequired", "scheme": "{scheme}", "nonces": "{nonces}"}}"#);
            let simulator = start(&[&login]).await;
            let target = target(&simulator, "/snapshot/camera-0?channel=1");
            let right = Credentials::new("camera", "simulated");
            assert_eq!(reason(&target, Some(&right)).await, None, "{login}");
            assert_eq!(counters(&simulator, "camera-0").auth_failures, 0, "{login}");
            let wrong = Credentials::new("camera", "wrong");
            assert_eq!(
                reason(&target, Some(&wrong)).await,
                Some(Reason::AuthFailed),
                "{login}"
            );
            let failures = counters(&simulator, "camera-0").auth_failures;
            assert!((1..=2).contains(&failures), "{login}: {failures}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_takes_no_password_to_another_server() {
    let other = start(&[r#"{"type": "AuthRequired", "scheme": "Basic"}"#]).await;
    let to = other.http_url("/snapshot/camera-0");
    let simulator = start(&[&format!(r#"{{"type": "Redirect", "to": "{to}"}}"#)]).await;
    let credentials = Credentials::new("camera", "wrong");
    let got = reason(&target(&simulator, "/snapshot/camera-0"), Some(&credentials)).await;
    assert_eq!(got, Some(Reason::AuthRequired));
    let counted = counters(&other, "camera-0");
    assert_eq!(
        (counted.requests("snapshot"), counted.auth_failures),
        (1, 0),
        "{counted:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_tell_a_frozen_camera() {
    let simulator = start(&[r#""FrozenPicture""#]).await;
    let depth = contract::inventory::Depth::Describe;
    let target = |camera: &str| {
        let target = Target::from_url(&simulator.rtsp_url(camera), depth, TIMEOUT).unwrap();
        target
            .with_snapshot_url(&simulator.http_url(&format!("/snapshot/{camera}")))
            .unwrap()
    };
    let (frozen, moving) = (target("camera-0"), target("other"));
    let (frozen_before, moving_before) = (digest(&frozen).await, digest(&moving).await);
    while digest(&moving).await == moving_before {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(digest(&frozen).await, frozen_before);
    check_care(&simulator).await;
}

/// The picture that a probe saw.
async fn digest(target: &Target) -> PictureDigest {
    let scope = Scope {
        picture: true,
        ..Scope::default()
    };
    let result = probe::ladder::probe(target, None, scope).await;
    result.picture.unwrap_or_else(|| panic!("no picture: {result:?}"))
}
