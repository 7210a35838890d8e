//! The program: its arguments, its file, its script and its end.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// A running program; it is killed when a test fails.
struct Program {
    child: Child,
    /// Address of its HTTP server.
    http: String,
}

impl Program {
    /// Starts it on free ports and waits until it plays.
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_simulator"))
            .args(["--listen", "127.0.0.1", "--rtsp-port", "0", "--http-port", "0"])
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let started = lines
            .by_ref()
            .map(Result::unwrap)
            .find(|line| line.contains("\"playing\""));
        let started: Value = serde_json::from_str(&started.expect("it plays")).unwrap();
        // Nobody reads on; a full pipe would stop it.
        std::thread::spawn(move || lines.for_each(drop));
        let addresses = started["http"].as_str().unwrap();
        Self {
            child,
            http: addresses.trim_matches(['[', ']']).to_owned(),
        }
    }

    async fn get(&self, path: &str) -> Value {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        client
            .get(format!("http://{}{path}", self.http))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// Waits until the type of a camera's behaviour is `wanted`.
    async fn until(&self, camera: &str, wanted: &str) {
        let wait = async {
            while self.get(&format!("/cameras/{camera}")).await["behaviour"]["type"] != wanted {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_mins(1), wait)
            .await
            .expect("the behaviour within a minute");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn file(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn failure(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_simulator"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[tokio::test]
async fn it_follows_its_file_and_keeps_the_last_good_one() {
    let path = file(
        "follow.json",
        r#"{"schemaVersion": 1, "cameras": [{"name": "hall", "behaviour": "Frozen"}]}"#,
    );
    let program = Program::start(&["--config", path.to_str().unwrap()]);
    program.until("hall", "Frozen").await;
    std::fs::write(&path, "no json").unwrap();
    std::fs::write(
        &path,
        r#"{"schemaVersion": 1, "cameras": [{"name": "hall", "behaviour": "Hang"}, {"name": "b"}]}"#,
    )
    .unwrap();
    program.until("hall", "Hang").await;
    assert_eq!(program.get("/healthz").await["cameras"], 2);
}

#[tokio::test]
async fn a_script_changes_cameras_and_sigterm_ends_it_in_order() {
    let script = file(
        "script.json",
        r#"[{"atMs": 5, "camera": "camera-00003", "behaviour": {"type": "Busy"}}]"#,
    );
    let arguments = [
        "--cameras",
        "3",
        "--behaviour",
        "Offline",
        "--script",
        script.to_str().unwrap(),
    ];
    let mut program = Program::start(&arguments);
    program.until("camera-00003", "Busy").await;
    program.until("camera-00001", "Offline").await;
    let killed = Command::new("kill")
        .arg(program.child.id().to_string())
        .status()
        .unwrap();
    assert!(killed.success());
    assert!(program.child.wait().unwrap().success());
}

#[test]
fn what_it_cannot_do_it_says() {
    assert!(failure(&[]).contains("--config"));
    assert!(failure(&["--cameras", "1", "--behaviour", "Tired"]).contains("expected one of"));
    let script = file(
        "stranger.json",
        r#"[{"atMs": 5, "camera": "nobody", "behaviour": "Hang"}]"#,
    );
    let ports = ["--listen", "127.0.0.1", "--rtsp-port", "0", "--http-port", "0"];
    let arguments = ["--cameras", "1", "--script", script.to_str().unwrap()];
    assert!(failure(&[&ports[..], &arguments].concat()).contains("nobody"));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let arguments = [
        "--cameras",
        "1",
        "--listen",
        "127.0.0.1",
        "--http-port",
        "0",
        "--rtsp-port",
        &port,
    ];
    assert!(failure(&arguments).contains("choose another"));
}
