//! The ladder against a server that is not ours: gortsplib, which asks for Digest SHA-256 and speaks RTSP over TLS.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy knows tests by #[test] alone"
)]

mod killed;
mod source;
mod tls;

use std::time::Duration;

use contract::inventory::{Depth, SampleSettings};
use probe::{Credentials, ProbeResult, Reason, Scope, Target, Trust, ladder};

use source::{PASSWORD, Source, USERNAME};

/// A target with time enough for a machine that is busy with other tests.
fn target(url: &str, depth: Depth, trust: Trust) -> Target {
    let sample = SampleSettings {
        seconds: 2,
        ..SampleSettings::default()
    };
    Target::from_url(url, depth, Duration::from_secs(30))
        .unwrap()
        .with_sample(sample)
        .with_trust(trust)
}

async fn play(target: &Target, credentials: Option<&Credentials>) -> ProbeResult {
    let scope = Scope {
        sample: true,
        ..Scope::default()
    };
    ladder::probe(target, credentials, scope).await
}

fn login(password: &str) -> Credentials {
    Credentials::new(USERNAME, password)
}

#[tokio::test]
async fn a_login_by_digest_sha_256_reaches_the_stream() {
    let source = Source::start();
    let target = target(&source.plain("login"), Depth::Stream, Trust::public().unwrap());
    let result = play(&target, Some(&login(PASSWORD))).await;
    assert_eq!(result.outcome.reason(), None, "{result:?}");
    let facts = result.facts.unwrap();
    assert_eq!(facts.codec.as_deref(), Some("H264"));
    assert_eq!((facts.width, facts.height), (Some(640), Some(360)));
    assert!(facts.first_keyframe_ms.is_some(), "{facts:?}");
    let fps = facts.fps.unwrap();
    assert!(
        (8.0..12.0).contains(&fps),
        "10 frames a second are sent, not {fps}"
    );

    source.until_no_session_is_open().await;
    let sessions = source.sessions().await;
    assert_eq!((sessions.opened, sessions.most), (1, 1), "one session a probe");
}

#[tokio::test]
async fn a_wrong_password_a_missing_login_and_a_wrong_path_are_told_apart() {
    let source = Source::start();
    let reason = async |path: &str, credentials: Option<&Credentials>| {
        let target = target(&source.plain(path), Depth::Describe, Trust::public().unwrap());
        play(&target, credentials).await.outcome.reason()
    };
    assert_eq!(
        reason("login", Some(&login("wrong"))).await,
        Some(Reason::AuthFailed)
    );
    assert_eq!(reason("login", None).await, Some(Reason::AuthRequired));
    assert_eq!(reason("nothing", None).await, Some(Reason::NotFound));
    assert_eq!(reason("open", None).await, None);
    assert_eq!(source.sessions().await.opened, 0, "to describe takes no session");
}
