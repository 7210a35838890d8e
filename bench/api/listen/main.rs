//! Many clients of the live stream, and how long a change takes to reach each of them.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot go on has nothing to say"
)]

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Parser;
use futures::{StreamExt as _, stream};
use reqwest::header::IF_MATCH;
use reqwest::{Client, Response};
use serde_json::json;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::time::{sleep, timeout};

/// Where to listen, and how often something changes.
#[derive(Debug, Parser)]
struct Arguments {
    /// URL of the API.
    #[arg(long)]
    url: String,
    /// Number of clients.
    #[arg(long)]
    clients: usize,
    /// Number of changes, one a second.
    #[arg(long)]
    changes: usize,
}

/// What stands before the time of a change in the camera that it changed.
const MARK: &[u8] = b"\"location\":\"sent ";
/// Name of the camera that is changed.
const CAMERA: &str = "bench-listen";
/// Clients that connect at a time.
const CONNECTING: usize = 50;
/// Longest time for a change to reach everybody.
const LIMIT: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    let cameras = format!("{}/api/v1/cameras", arguments.url);
    let camera = format!("{cameras}/{CAMERA}");
    let http = Client::new();
    let made = json!({ "name": CAMERA, "url": "tcp://192.0.2.9:9", "enabled": false });
    let request = http.post(&cameras).json(&made);
    request.send().await.unwrap().error_for_status().unwrap();

    let (heard, mut news) = unbounded_channel();
    let stream_url = Arc::new(format!("{}/api/v1/stream", arguments.url));
    let opened = stream::iter(0..arguments.clients).map(|_| {
        let (url, heard) = (Arc::clone(&stream_url), heard.clone());
        async move {
            // A connection each, as browsers have.
            let response = Client::new().get(url.as_str()).send().await.unwrap();
            tokio::spawn(listen(response.error_for_status().unwrap(), heard));
        }
    });
    opened.buffer_unordered(CONNECTING).collect::<Vec<()>>().await;
    drop(heard);

    let mut waited = Vec::new();
    for _ in 0..arguments.changes {
        sleep(Duration::from_secs(1)).await;
        let sent = now();
        let change = json!({ "location": format!("sent {sent}") });
        let request = http.patch(&camera).header(IF_MATCH, "*").json(&change);
        request.send().await.unwrap().error_for_status().unwrap();
        let everybody = async {
            for _ in 0..arguments.clients {
                let (told, at) = news.recv().await.unwrap();
                waited.extend((told == sent).then(|| at - sent));
            }
        };
        let _ = timeout(LIMIT, everybody).await;
    }
    http.delete(&camera).header(IF_MATCH, "*").send().await.unwrap();

    waited.sort_unstable();
    let milliseconds = |percent: usize| {
        let place = (waited.len() * percent).div_ceil(100).saturating_sub(1);
        let micros = waited.get(place).copied();
        micros.map(|micros| (Duration::from_micros(micros).as_secs_f64() * 1e4).round() / 10.0)
    };
    let result = json!({
        "clients": arguments.clients, "changes": arguments.changes, "heard": waited.len(),
        "p50": milliseconds(50), "p99": milliseconds(99), "worst": milliseconds(100),
    });
    println!("{result}");
}

/// Tells of each change when it was sent and when it was heard.
async fn listen(mut response: Response, heard: UnboundedSender<(u64, u64)>) {
    let mut text = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        text.extend_from_slice(&chunk);
        while let Some(end) = text.windows(2).position(|two| two == b"\n\n") {
            let event: Vec<u8> = text.drain(..end + 2).collect();
            if let Some(sent) = mark(&event) {
                let _ = heard.send((sent, now()));
            }
        }
    }
}

/// When the change was sent that an event tells.
fn mark(event: &[u8]) -> Option<u64> {
    let at = event.windows(MARK.len()).position(|part| part == MARK)?;
    let digits = event[at + MARK.len()..].split(|byte| *byte == b'"').next()?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Microseconds since 1970.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(since.as_micros()).unwrap()
}
