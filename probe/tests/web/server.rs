//! A camera's web server as a function from requests to answers.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What was asked.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Request {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The path in the request line.
    pub(crate) fn path(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }
}

/// What the server does with a request.
pub(crate) enum Answer {
    /// Sends this and waits for the next request.
    Send(Vec<u8>),
    /// Sends the first, then the second for ever.
    Flood(&'static [u8], &'static [u8]),
    /// Sends one byte of it after another, slowly, for ever.
    Drip(&'static [u8]),
}

/// An answer with a body.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> Answer {
    let length = body.len();
    Answer::Send(format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}").into_bytes())
}

/// Answers every request of every connection by one function, until dropped.
pub(crate) struct Server {
    pub(crate) port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
    sent: Arc<Mutex<u64>>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(play: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let sent = Arc::new(Mutex::new(0));
        let (seen, count) = (Arc::clone(&requests), Arc::clone(&sent));
        let play = Arc::new(play);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (play, seen, count) = (Arc::clone(&play), Arc::clone(&seen), Arc::clone(&count));
                tokio::spawn(async move { serve(stream, &*play, &seen, &count).await });
            }
        });
        Self {
            port,
            requests,
            sent,
            task,
        }
    }

    pub(crate) fn url(&self, scheme: &str, path: &str) -> String {
        format!("{scheme}://127.0.0.1:{}{path}", self.port)
    }

    /// Every request so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// Bytes that the clients took.
    pub(crate) fn sent(&self) -> u64 {
        *self.sent.lock().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    play: &(impl Fn(&Request) -> Answer + Sync),
    seen: &Mutex<Vec<Request>>,
    sent: &Mutex<u64>,
) -> Option<()> {
    loop {
        let request = request(&mut stream).await?;
        seen.lock().unwrap().push(request.clone());
        match play(&request) {
            Answer::Send(bytes) => send(&mut stream, &bytes, sent).await?,
            Answer::Flood(first, more) => {
                send(&mut stream, first, sent).await?;
                loop {
                    send(&mut stream, more, sent).await?;
                }
            }
            Answer::Drip(bytes) => {
                for byte in bytes.iter().cycle() {
                    send(&mut stream, &[*byte], sent).await?;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        }
    }
}

async fn send(stream: &mut TcpStream, bytes: &[u8], sent: &Mutex<u64>) -> Option<()> {
    stream.write_all(bytes).await.ok()?;
    *sent.lock().unwrap() += bytes.len() as u64;
    Some(())
}

async fn request(stream: &mut TcpStream) -> Option<Request> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let mut request = Request {
        head: String::from_utf8(head).unwrap(),
        body: String::new(),
    };
    let length = request
        .header("content-length")
        .map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    request.body = String::from_utf8(body).unwrap();
    Some(request)
}
