//! GStreamer's client, which decodes what it gets: it can play the cameras and log in to them.

use std::path::Path;

use serde::Deserialize;
use simulator::{Behaviour, Simulator};
use tokio::process::Command;

use crate::{behaviour, counters, start, until};

const HELP: &str = "GStreamer's client did not run; install what it needs: apt-get install python3-gi \
    gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad";

/// What the client saw.
#[derive(Debug, Deserialize)]
struct Seen {
    pictures: u32,
    different: u32,
    size: Option<String>,
    error: Option<String>,
}

async fn play(simulator: &Simulator, pictures: u32, account: &[&str]) -> Seen {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/simulator/play.py");
    // Debian's Python: only that one sees Debian's GStreamer.
    let output = Command::new("/usr/bin/python3")
        .arg(script)
        .arg(simulator.rtsp_url("hall"))
        .arg(pictures.to_string())
        .args(account)
        .kill_on_drop(true)
        .output()
        .await
        .expect(HELP);
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(text.trim()).unwrap_or_else(|error| {
        panic!(
            "{HELP} ({error}; {text:?}; {})",
            String::from_utf8_lossy(&output.stderr)
        )
    })
}

fn check(seen: &Seen, pictures: u32) {
    assert_eq!(
        (seen.size.as_deref(), seen.error.as_deref()),
        (Some("640x360"), None),
        "{seen:?}"
    );
    assert!(seen.pictures >= pictures, "{seen:?}");
}

#[tokio::test]
async fn a_healthy_camera_shows_a_moving_picture() {
    let simulator = start(Behaviour::Healthy).await;
    let seen = play(&simulator, 15, &[]).await;
    check(&seen, 15);
    assert!(seen.different >= 15, "{seen:?}");
    until("the session to end", || {
        counters(&simulator, "hall").connections.now == 0
    })
    .await;
    let counted = counters(&simulator, "hall");
    assert_eq!((counted.sessions.total, counted.left_open), (1, 0), "{counted:?}");
}

#[tokio::test]
async fn a_frozen_picture_is_one_picture() {
    let simulator = start(Behaviour::FrozenPicture).await;
    let seen = play(&simulator, 15, &[]).await;
    check(&seen, 15);
    assert_eq!(seen.different, 1, "{seen:?}");
}

#[tokio::test]
async fn it_logs_in_by_basic_and_by_digest() {
    for login in [
        r#"{"type": "AuthRequired", "scheme": "Basic"}"#,
        r#"{"type": "AuthRequired", "scheme": "DigestMd5"}"#,
        r#"{"type": "AuthRequired", "scheme": "DigestMd5NoQop"}"#,
        r#"{"type": "AuthRequired", "scheme": "Both"}"#,
        r#"{"type": "AuthRequired", "scheme": "DigestMd5", "nonces": "StaleFirst"}"#,
    ] {
        let simulator = start(behaviour(login)).await;
        check(&play(&simulator, 3, &["camera", "simulated"]).await, 3);
        assert_eq!(counters(&simulator, "hall").auth_failures, 0, "{login}");
        let wrong = play(&simulator, 3, &["camera", "wrong"]).await;
        assert!(wrong.pictures == 0 && wrong.error.is_some(), "{login}: {wrong:?}");
        assert!(counters(&simulator, "hall").auth_failures > 0, "{login}");
    }
}
