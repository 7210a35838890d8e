//! Samples of GStreamer's streams: every codec, every login, and no session left behind.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use contract::inventory::{Depth, SampleSettings};
use probe::{Credentials, Facts, ProbeResult, Reason, Scope, Stage, Target};

use crate::{HELP, PASSWORD};

const SETTINGS: SampleSettings = SampleSettings {
    interval_seconds: 300,
    seconds: 2,
    keyframe_timeout_seconds: 30,
};
const PLAY: Scope = Scope {
    sample: true,
    device: false,
    picture: false,
};

/// The server; it ends when its input does, also when a test fails.
struct Streams {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    port: u16,
}

impl Streams {
    fn start(login: &str) -> Self {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gstreamer/server.py");
        // Debian's Python: only that one sees Debian's GStreamer.
        let mut child = Command::new("/usr/bin/python3")
            .arg(program)
            .args([login, PASSWORD])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect(HELP);
        let mut streams = Self {
            input: child.stdin.take(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            port: 0,
        };
        streams.port = streams.line().trim().parse().expect(HELP);
        streams
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line
    }

    fn sessions(&mut self) -> u32 {
        writeln!(self.input.as_mut().unwrap(), "sessions").unwrap();
        self.line().trim().parse().unwrap()
    }

    fn target(&self, path: &str) -> Target {
        let url = format!("rtsp://127.0.0.1:{}{path}", self.port);
        let target = Target::from_url(&url, Depth::Stream, Duration::from_mins(1)).unwrap();
        target.with_sample(SETTINGS)
    }

    async fn play(&self, path: &str, credentials: Option<&Credentials>) -> ProbeResult {
        probe::ladder::probe(&self.target(path), credentials, PLAY).await
    }

    /// The server answers TEARDOWN before it forgets the session.
    async fn wait_for_no_session(&mut self) {
        self.wait_for_sessions(|count| count == 0).await;
    }

    /// Waits until the server has as many sessions as it should; generous, because only never is wrong.
    async fn wait_for_sessions(&mut self, wanted: impl Fn(u32) -> bool) {
        for _ in 0..600 {
            if wanted(self.sessions()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the server has {} sessions after a minute", self.sessions());
    }
}

impl Drop for Streams {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

/// What every stream of the server has; the rate is half and double of the real one, for busy machines.
fn check(result: &ProbeResult, codec: &str) -> Facts {
    assert_eq!(result.outcome.reason(), None, "{result:?}");
    let facts = result.facts.clone().unwrap();
    assert_eq!(
        (facts.codec.as_deref(), facts.width, facts.height),
        (Some(codec), Some(320), Some(184)),
        "{facts:?}"
    );
    assert!(
        facts.fps.is_some_and(|fps| (2.5..10.0).contains(&fps)),
        "{facts:?}"
    );
    assert!(facts.bitrate_bps.is_some_and(|rate| rate > 1_000), "{facts:?}");
    assert!(
        facts.first_packet_ms.is_some() && facts.first_packet_ms <= facts.first_keyframe_ms,
        "{facts:?}"
    );
    let stages: Vec<Stage> = result.stages.iter().map(|time| time.stage).collect();
    assert_eq!(
        stages,
        [
            Stage::Connect,
            Stage::Options,
            Stage::Describe,
            Stage::Play,
            Stage::Sample
        ]
    );
    facts
}

#[tokio::test]
async fn every_codec_is_sampled_and_no_session_is_left() {
    let mut streams = Streams::start("digest");
    for (path, codec) in [
        ("/h264", "H264"),
        ("/h264-packed", "H264"),
        ("/h265", "H265"),
        ("/mjpeg", "MJPEG"),
    ] {
        check(&streams.play(path, None).await, codec);
        streams.wait_for_no_session().await;
    }
    let other = streams.play("/vp8", None).await;
    assert_eq!(
        other.outcome.reason(),
        Some(Reason::UnsupportedCodec),
        "{other:?}"
    );
    assert!(other.facts.unwrap().fps.is_some());
    streams.wait_for_no_session().await;
}

#[tokio::test]
async fn a_login_goes_on_to_the_end_of_the_session() {
    let credentials = Credentials::new("viewer", PASSWORD);
    for login in ["digest", "basic"] {
        let mut streams = Streams::start(login);
        check(&streams.play("/vault", Some(&credentials)).await, "H264");
        streams.wait_for_no_session().await;
        let without = streams.play("/vault", None).await;
        assert_eq!(
            without.outcome.reason(),
            Some(Reason::AuthRequired),
            "{without:?}"
        );
    }
}

#[tokio::test]
async fn a_probe_that_is_given_up_leaves_no_session() {
    let mut streams = Streams::start("digest");
    let target = streams.target("/h264").with_sample(SampleSettings {
        seconds: 3600,
        ..SETTINGS
    });
    let probe = tokio::spawn(async move { probe::ladder::probe(&target, None, PLAY).await });
    streams.wait_for_sessions(|count| count > 0).await;
    probe.abort();
    assert!(probe.await.unwrap_err().is_cancelled());
    streams.wait_for_no_session().await;
}
