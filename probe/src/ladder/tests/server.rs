//! A server that plays a script, to see how the ladder takes it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What the server does next on a connection; at the end of a script it closes.
#[derive(Clone)]
pub(in crate::ladder) enum Step {
    /// Wait for a request, then answer; `{cseq}` becomes the request's number.
    Answer(String),
    /// Send at once.
    Send(Vec<u8>),
    /// Send these bytes one by one, forever from the beginning, with a pause after each.
    Drip(Vec<u8>),
    /// Send this forever.
    Flood(Vec<u8>),
    /// Send nothing for a while.
    Pause(Duration),
    /// Do nothing until the client goes.
    Hang,
    /// Wait for a request, then send it back.
    Echo,
}

/// A status line, headers and a body as an answer.
pub(in crate::ladder) fn answer(status: &str, headers: &str, body: &str) -> Step {
    let length = if body.is_empty() {
        String::new()
    } else {
        format!("Content-Length: {}\r\n", body.len())
    };
    Step::Answer(format!(
        "RTSP/1.0 {status}\r\nCSeq: {{cseq}}\r\n{headers}{length}\r\n{body}"
    ))
}

/// Plays one script a connection, in order; further connections are closed at once.
pub(in crate::ladder) struct Server {
    pub(in crate::ladder) port: u16,
    requests: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Server {
    pub(in crate::ladder) async fn start(scripts: Vec<Vec<Step>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        let task = tokio::spawn(async move {
            let mut scripts = scripts.into_iter();
            while let Ok((stream, _)) = listener.accept().await {
                let script = scripts.next().unwrap_or_default();
                tokio::spawn(play(stream, script, Arc::clone(&seen)));
            }
        });
        Self { port, requests, task }
    }

    pub(in crate::ladder) fn url(&self, path: &str) -> String {
        format!("rtsp://127.0.0.1:{}{path}", self.port)
    }

    /// Every request so far.
    pub(in crate::ladder) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Plays `script` over one connection; `None` where the client went before its end.
pub(in crate::ladder) async fn play<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    script: Vec<Step>,
    seen: Arc<Mutex<Vec<String>>>,
) -> Option<()> {
    for step in script {
        match step {
            Step::Answer(template) => {
                let request = request(&mut stream, &seen).await?;
                let sequence = header(&request, "CSeq").unwrap_or_default();
                let answer = template.replace("{cseq}", &sequence);
                stream.write_all(answer.as_bytes()).await.ok()?;
            }
            Step::Echo => {
                let request = request(&mut stream, &seen).await?;
                stream.write_all(request.as_bytes()).await.ok()?;
            }
            Step::Send(bytes) => stream.write_all(&bytes).await.ok()?,
            Step::Pause(time) => tokio::time::sleep(time).await,
            Step::Drip(bytes) => {
                for byte in bytes.iter().cycle() {
                    stream.write_all(&[*byte]).await.ok()?;
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            }
            Step::Flood(bytes) => loop {
                stream.write_all(&bytes).await.ok()?;
            },
            Step::Hang => {
                let mut sink = [0; 64];
                while stream.read(&mut sink).await.ok()? > 0 {}
            }
        }
    }
    let _ = stream.shutdown().await;
    Some(())
}

async fn request(stream: &mut (impl AsyncRead + Unpin), seen: &Mutex<Vec<String>>) -> Option<String> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(stream.read_u8().await.ok()?);
    }
    let request = String::from_utf8(bytes).unwrap();
    seen.lock().unwrap().push(request.clone());
    Some(request)
}

/// The value of a header of `request`.
pub(in crate::ladder) fn header(request: &str, name: &str) -> Option<String> {
    request
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": ").map(str::to_owned))
}
