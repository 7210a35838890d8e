//! The ladder against a server that is not ours: GStreamer's, as `images/local/rtsp-source` runs it, and with every
//! codec that a sample judges.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy knows tests by #[test] alone"
)]

mod streams;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use contract::inventory::Depth;
use probe::{Credentials, ProbeResult, Reason, Scope, Stage, Target};

/// Serves what `main.py` serves, and noise on the port that is given, until its input ends.
const SERVE: &str = r"
import sys, threading
sys.path.insert(0, sys.argv[1])
import garbage, settings, streams
from gi.repository import GLib
server = streams.serve(settings.from_environment(), 0)
garbage.serve(int(sys.argv[2]))
print(server.get_bound_port(), flush=True)
loop = GLib.MainLoop()
threading.Thread(target=lambda: (sys.stdin.read(), loop.quit()), daemon=True).start()
loop.run()
";

const HELP: &str = "the RTSP server of images/local/rtsp-source did not start; install what it needs: apt-get install \
    python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad \
    gstreamer1.0-plugins-ugly";

const PASSWORD: &str = "planted-secret";

/// The server; it ends when this does, also when a test fails, because its input ends then.
struct Source {
    child: Child,
    rtsp: u16,
    garbage: u16,
}

impl Source {
    fn start(size: &str) -> Self {
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rtsp-source-password");
        std::fs::write(&file, PASSWORD).unwrap();
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../images/local/rtsp-source");
        let garbage = testing::free_port();
        let mut child = command(&program, garbage, size, &file).spawn().expect(HELP);
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let Ok(rtsp) = line.trim().parse() else {
            let _ = child.kill();
            panic!("{HELP} (it printed {line:?}; its errors are above)");
        };
        Self { child, rtsp, garbage }
    }

    fn url(&self, path: &str) -> String {
        format!("rtsp://127.0.0.1:{}{path}", self.rtsp)
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

fn command(program: &Path, garbage: u16, size: &str, password: &Path) -> Command {
    // Debian's Python: only that one sees Debian's GStreamer.
    let mut command = Command::new("/usr/bin/python3");
    command
        .args(["-c", SERVE])
        .arg(program)
        .arg(garbage.to_string())
        .env("RTSP_SIZE", size)
        .env("RTSP_USERNAME", "viewer")
        .env("RTSP_PASSWORD_FILE", password)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    command
}

async fn ask(url: &str, password: Option<&str>) -> ProbeResult {
    let target = Target::from_url(url, Depth::Describe, Duration::from_secs(30)).unwrap();
    let credentials = password.map(|password| Credentials::new("viewer", password));
    probe::ladder::probe(&target, credentials.as_ref(), Scope::default()).await
}

fn check_stream(result: &ProbeResult, width: u32, height: u32) {
    assert_eq!(result.outcome.reason(), None, "{result:?}");
    let facts = result.facts.as_ref().unwrap();
    assert_eq!(
        (facts.codec.as_deref(), facts.width, facts.height),
        (Some("H264"), Some(width), Some(height))
    );
    assert!(
        facts
            .server
            .as_deref()
            .is_some_and(|server| server.contains("GStreamer")),
        "{facts:?}"
    );
    let stages: Vec<Stage> = result.stages.iter().map(|time| time.stage).collect();
    assert_eq!(stages, [Stage::Connect, Stage::Options, Stage::Describe]);
}

#[tokio::test]
async fn open_and_protected_streams_of_gstreamer_are_judged() {
    let source = Source::start("640x360");
    for path in ["/hall", "/platform", "/entrance"] {
        check_stream(&ask(&source.url(path), None).await, 640, 360);
    }
    check_stream(&ask(&source.url("/hall"), Some("needless")).await, 640, 360);
    check_stream(&ask(&source.url("/vault"), Some(PASSWORD)).await, 640, 360);

    let wrong = ask(&source.url("/vault"), Some("wrong-secret")).await;
    assert_eq!(wrong.outcome.reason(), Some(Reason::AuthFailed), "{wrong:?}");
    assert!(!format!("{wrong:?}").contains("wrong-secret"), "{wrong:?}");
    assert_eq!(
        ask(&source.url("/vault"), None).await.outcome.reason(),
        Some(Reason::AuthRequired)
    );
    assert_eq!(
        ask(&source.url("/nowhere"), None).await.outcome.reason(),
        Some(Reason::NotFound)
    );
    let garbage = ask(&format!("rtsp://127.0.0.1:{}/", source.garbage), None).await;
    assert_eq!(garbage.outcome.reason(), Some(Reason::NotRtsp), "{garbage:?}");
}

#[tokio::test]
async fn the_facts_follow_the_size_of_the_stream() {
    // 1080 is no multiple of 16, so the size is right only with cropping.
    let source = Source::start("1920x1080");
    check_stream(&ask(&source.url("/hall"), None).await, 1920, 1080);
}

#[tokio::test]
async fn a_port_where_nothing_listens_is_refused() {
    let result = ask(&format!("rtsp://127.0.0.1:{}/", testing::free_port()), None).await;
    assert_eq!(result.outcome.reason(), Some(Reason::Refused));
}
