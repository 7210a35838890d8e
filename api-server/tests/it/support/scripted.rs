//! Cameras by script: RTSP as far as DESCRIBE, and pictures by HTTP. They count who is connected.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A stream that every client understands.
const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=hall\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\n\
                   a=rtpmap:96 H264/90000\r\na=control:track1\r\n";

/// How a camera behaves.
#[derive(Clone, Debug)]
pub(crate) enum Manner {
    /// RTSP; takes so long for every answer.
    Rtsp(Duration),
    /// RTSP; rejects every login.
    Rejecting,
    /// HTTP; answers every request with this status and picture.
    Http(u16, Vec<u8>),
}

/// How many were connected.
#[derive(Debug, Default)]
struct Count {
    now: AtomicUsize,
    most: AtomicUsize,
    all: AtomicUsize,
}

/// A camera on a loopback port.
#[derive(Debug)]
pub(crate) struct Scripted {
    pub(crate) port: u16,
    count: Arc<Count>,
    manner: tokio::sync::watch::Sender<Manner>,
    task: JoinHandle<()>,
}

impl Scripted {
    pub(crate) async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let count = Arc::new(Count::default());
        let (sender, manner) = tokio::sync::watch::channel(manner);
        let task = tokio::spawn({
            let count = Arc::clone(&count);
            async move {
                while let Ok((connection, _)) = listener.accept().await {
                    tokio::spawn(serve(connection, manner.borrow().clone(), Arc::clone(&count)));
                }
            }
        });
        Self {
            port,
            count,
            manner: sender,
            task,
        }
    }

    /// Behaves otherwise towards whoever connects from now on.
    pub(crate) fn turn(&self, manner: Manner) {
        self.manner.send_replace(manner);
    }

    /// The most that were connected at a time.
    pub(crate) fn most(&self) -> usize {
        self.count.most.load(Ordering::SeqCst)
    }

    /// How many have connected.
    pub(crate) fn all(&self) -> usize {
        self.count.all.load(Ordering::SeqCst)
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(connection: TcpStream, manner: Manner, count: Arc<Count>) {
    let now = count.now.fetch_add(1, Ordering::SeqCst) + 1;
    count.most.fetch_max(now, Ordering::SeqCst);
    count.all.fetch_add(1, Ordering::SeqCst);
    // A client that goes away in the middle is an end like any other.
    let _ = converse(connection, &manner).await;
    count.now.fetch_sub(1, Ordering::SeqCst);
}

async fn converse(connection: TcpStream, manner: &Manner) -> std::io::Result<()> {
    let mut connection = BufReader::new(connection);
    while let Some((line, sequence)) = request(&mut connection).await? {
        let answer = match manner {
            Manner::Rtsp(delay) => {
                if !stays(&mut connection, *delay).await? {
                    return Ok(());
                }
                let sdp = if line.starts_with("DESCRIBE") { SDP } else { "" };
                format!(
                    "RTSP/1.0 200 OK\r\nCSeq: {sequence}\r\nContent-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{sdp}",
                    sdp.len()
                )
                .into_bytes()
            }
            Manner::Rejecting => format!(
                "RTSP/1.0 401 Unauthorized\r\nCSeq: {sequence}\r\nWWW-Authenticate: Basic realm=\"hall\"\r\n\r\n"
            )
            .into_bytes(),
            Manner::Http(status, picture) => {
                let head = format!(
                    "HTTP/1.1 {status} Scripted\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n",
                    picture.len()
                );
                [head.as_bytes(), picture].concat()
            }
        };
        connection.get_mut().write_all(&answer).await?;
    }
    Ok(())
}

/// Lets the time pass; whether the client is still there. One that has hung up is not counted a moment longer. What it sends
/// meanwhile, which no prober does, ends the wait and is read as the next request.
async fn stays(connection: &mut BufReader<TcpStream>, time: Duration) -> std::io::Result<bool> {
    match tokio::time::timeout(time, connection.fill_buf()).await {
        Ok(bytes) => Ok(!bytes?.is_empty()),
        Err(_) => Ok(true),
    }
}

/// The first line of the next request and its `CSeq`; `None` at the end of the connection.
async fn request(connection: &mut BufReader<TcpStream>) -> std::io::Result<Option<(String, String)>> {
    let (mut first, mut sequence) = (String::new(), String::new());
    loop {
        let mut line = String::new();
        if connection.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let line = line.trim_end();
        if line.is_empty() {
            return Ok(Some((first, sequence)));
        }
        if first.is_empty() {
            line.clone_into(&mut first);
        }
        if let Some(value) = line.strip_prefix("CSeq:") {
            value.trim().clone_into(&mut sequence);
        }
    }
}
