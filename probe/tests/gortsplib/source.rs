//! The server, built and started for one test.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde::Deserialize;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

pub(crate) const USERNAME: &str = "viewer";
pub(crate) const PASSWORD: &str = "planted-secret";

/// The most that anything is waited for; a busy machine takes its time.
const LIMIT: Duration = Duration::from_mins(1);

/// The server; it ends when this does, also when a test fails, because its input ends then.
pub(crate) struct Source {
    child: Child,
    ports: Ports,
    pub(crate) fingerprint: String,
}

#[derive(Deserialize)]
struct Started {
    #[serde(flatten)]
    ports: Ports,
    fingerprint: String,
}

#[derive(Clone, Copy, Deserialize)]
struct Ports {
    plain: u16,
    tls: u16,
    control: u16,
}

/// What the server has counted.
#[derive(Debug, Deserialize)]
pub(crate) struct Sessions {
    pub(crate) opened: u32,
    pub(crate) open: u32,
    pub(crate) most: u32,
}

impl Source {
    pub(crate) fn start() -> Self {
        let mut child = Command::new(program())
            .arg("-clip")
            .arg(repository().join("simulator/assets/clip.h264"))
            .env("RTSP_PASSWORD", PASSWORD)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let Ok(Started { ports, fingerprint }) = serde_json::from_str(&line) else {
            let _ = child.kill();
            panic!("the server did not start; it printed {line:?}, its errors are above");
        };
        Self {
            child,
            ports,
            fingerprint,
        }
    }

    pub(crate) fn plain(&self, path: &str) -> String {
        format!("rtsp://127.0.0.1:{}/{path}", self.ports.plain)
    }

    pub(crate) fn secure(&self, path: &str) -> String {
        format!("rtsps://localhost:{}/{path}", self.ports.tls)
    }

    pub(crate) async fn sessions(&self) -> Sessions {
        let mut stream = TcpStream::connect(("127.0.0.1", self.ports.control))
            .await
            .unwrap();
        stream.write_all(b"GET /sessions HTTP/1.0\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap()
    }

    pub(crate) async fn until_no_session_is_open(&self) {
        self.until("no session is open", async || self.sessions().await.open == 0)
            .await;
    }

    /// Waits for something that is bound to come.
    pub(crate) async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let deadline = Instant::now() + LIMIT;
        while !holds().await {
            assert!(
                Instant::now() < deadline,
                "{what}: not within {LIMIT:?}; {:?}",
                self.sessions().await
            );
            sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The server's program, built where it is not in the cache.
fn program() -> PathBuf {
    let built = Command::new(repository().join("hack/tools/gortsplib-server"))
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(built.status.success(), "the server cannot be built; see above");
    String::from_utf8(built.stdout).unwrap().trim_end().into()
}
