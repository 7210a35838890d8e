//! The simulator from outside: by raw sockets, by HTTP, by GStreamer's client, and as a process.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy knows tests by #[test] alone"
)]

mod client;
mod control;
mod faults;
mod gstreamer;
mod http;
mod login;
mod process;
mod sessions;
mod stream;

use std::time::Duration;

use simulator::{Behaviour, CameraConfig, Config, Counters, Simulator};

/// A simulator with one camera `hall` of that behaviour, and a healthy one `other`.
async fn start(behaviour: Behaviour) -> Simulator {
    let cameras = vec![
        CameraConfig::new("hall", behaviour),
        CameraConfig::new("other", Behaviour::Healthy),
    ];
    Simulator::start(Config {
        cameras,
        ..Config::default()
    })
    .await
    .unwrap()
}

/// A behaviour from its JSON.
fn behaviour(json: &str) -> Behaviour {
    serde_json::from_str(json).unwrap()
}

fn counters(simulator: &Simulator, camera: &str) -> Counters {
    simulator.fleet().camera(camera).unwrap().counters()
}

/// Waits until the server has seen what the client did: it notices a closed connection a moment later.
async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let wait = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), wait)
        .await
        .unwrap_or_else(|_| panic!("waited a minute for: {what}"));
}
