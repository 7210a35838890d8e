//! RTSP over TLS: whom the prober trusts.

use contract::inventory::Depth;
use probe::{Reason, Stage, Trust};

use crate::source::{PASSWORD, Source};
use crate::{login, play, target};

#[tokio::test]
async fn a_pinned_certificate_is_trusted_and_the_stream_is_played() {
    let source = Source::start();
    let trust = Trust::fingerprint(&source.fingerprint).unwrap();
    let target = target(&source.secure("login"), Depth::Stream, trust);
    let result = play(&target, Some(&login(PASSWORD))).await;
    assert_eq!(result.outcome.reason(), None, "{result:?}");
    assert!(
        result.stages.iter().any(|time| time.stage == Stage::Tls),
        "{result:?}"
    );
    let facts = result.facts.unwrap();
    assert_eq!((facts.width, facts.height), (Some(640), Some(360)));
    assert!(facts.certificate_expires_at.is_some(), "{facts:?}");
    source.until_no_session_is_open().await;
}

#[tokio::test]
async fn a_stranger_is_not_trusted_and_sees_no_login() {
    let source = Source::start();
    for trust in [
        Trust::public().unwrap(),
        Trust::fingerprint(&format!("sha256:{}", "ab".repeat(32))).unwrap(),
    ] {
        let target = target(&source.secure("login"), Depth::Describe, trust);
        let result = play(&target, Some(&login(PASSWORD))).await;
        assert_eq!(result.outcome.reason(), Some(Reason::TlsFailed), "{result:?}");
        let message = result.outcome.message().unwrap();
        assert!(
            message.contains(&source.fingerprint),
            "what to pin is not told: {message}"
        );
        assert!(
            result.stages.iter().all(|time| time.stage < Stage::Options),
            "{result:?}"
        );
    }
}

#[tokio::test]
async fn any_certificate_will_do_on_demand() {
    let source = Source::start();
    let target = target(&source.secure("open"), Depth::Describe, Trust::anyone().unwrap());
    assert_eq!(play(&target, None).await.outcome.reason(), None);
}
