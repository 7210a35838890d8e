//! Every way in which cameras ask for a login, and how often they are asked for entry.

use futures::future::join_all;
use probe::{Credentials, Reason};
use simulator::Simulator;

use crate::{ask, check_care, counters, name, start};

const SCHEMES: [&str; 6] = [
    "Basic",
    "DigestMd5",
    "DigestMd5NoQop",
    "DigestSha256",
    "Both",
    "MultipleHeaders",
];
const NONCES: [&str; 3] = ["Lasting", "StaleFirst", "NewEachTime"];

/// A camera for each way to ask, with a right number in the refusal and with a wrong one.
async fn cameras() -> (Simulator, Vec<String>) {
    let mut behaviours = Vec::new();
    for scheme in SCHEMES {
        for nonces in NONCES {
            for wrong in [false, true] {
                behaviours.push(format!(
                    r#"{{"type": "AuthRequired", "scheme": "{scheme}", "nonces": "{nonces}", "wrongCseq": {wrong}}}"#
                ));
            }
        }
    }
    let simulator = start(&behaviours.iter().map(String::as_str).collect::<Vec<_>>()).await;
    (simulator, behaviours)
}

/// Probes all of them at once and checks the reason.
async fn judge(password: Option<&str>, wanted: Option<Reason>) -> (Simulator, Vec<String>) {
    let (simulator, behaviours) = cameras().await;
    let credentials = password.map(|password| Credentials::new("camera", password));
    let probes = behaviours.iter().enumerate().map(async |(number, behaviour)| {
        let result = ask(&simulator.rtsp_url(&name(number)), credentials.as_ref()).await;
        assert_eq!(result.outcome.reason(), wanted, "{behaviour}: {result:?}");
    });
    join_all(probes).await;
    check_care(&simulator).await;
    (simulator, behaviours)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_password_plays_the_stream() {
    let (simulator, behaviours) = judge(Some("simulated"), None).await;
    for (number, behaviour) in behaviours.iter().enumerate() {
        let counted = counters(&simulator, &name(number));
        assert_eq!(
            (counted.auth_failures, counted.sessions.total),
            (0, 1),
            "{behaviour}: {counted:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_tried_twice_at_most() {
    let (simulator, behaviours) = judge(Some("wrong"), Some(Reason::AuthFailed)).await;
    for (number, behaviour) in behaviours.iter().enumerate() {
        let counted = counters(&simulator, &name(number));
        assert!(
            (1..=2).contains(&counted.auth_failures),
            "{behaviour}: {counted:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_password_is_asked_for() {
    judge(None, Some(Reason::AuthRequired)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_account_is_a_failed_login() {
    let simulator = start(&[r#"{"type": "AuthRequired", "lockout": {"failures": 1}}"#]).await;
    let url = simulator.rtsp_url("camera-0");
    for password in ["wrong", "simulated"] {
        let credentials = Credentials::new("camera", password);
        let result = ask(&url, Some(&credentials)).await;
        assert_eq!(result.outcome.reason(), Some(Reason::AuthFailed), "{result:?}");
    }
    assert_eq!(counters(&simulator, "camera-0").lock_outs, 1);
}
