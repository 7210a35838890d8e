//! The prober against the simulator: every behaviour and the reason that it must get, and what the cameras count.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy knows tests by #[test] alone"
)]

mod http;
mod interrupted;
mod logins;
mod onvif;
mod reasons;
mod scheduler;

use std::time::Duration;

use contract::inventory::{Depth, SampleSettings};
use probe::{Credentials, ProbeResult, Scope, Target};
use simulator::{Behaviour, CameraConfig, Config, Counters, Simulator};

/// The time that a probe has. Nothing but a hanging camera takes it.
const TIMEOUT: Duration = Duration::from_secs(10);

const SAMPLE: SampleSettings = SampleSettings {
    interval_seconds: 300,
    seconds: 2,
    keyframe_timeout_seconds: 4,
};

/// The stream is played.
const PLAY: Scope = Scope {
    sample: true,
    device: false,
    picture: false,
};

fn behaviour(json: &str) -> Behaviour {
    serde_json::from_str(json).unwrap()
}

/// A simulator with one camera a behaviour, called `camera-0` and so on, and a healthy one called `other`.
async fn start(behaviours: &[&str]) -> Simulator {
    let numbered = behaviours.iter().enumerate();
    let mut cameras: Vec<CameraConfig> = numbered
        .map(|(number, json)| CameraConfig::new(&name(number), behaviour(json)))
        .collect();
    cameras.push(CameraConfig::new("other", Behaviour::Healthy));
    Simulator::start(Config {
        cameras,
        ..Config::default()
    })
    .await
    .unwrap()
}

fn name(number: usize) -> String {
    format!("camera-{number}")
}

async fn ask(url: &str, credentials: Option<&Credentials>) -> ProbeResult {
    let target = Target::from_url(url, Depth::Stream, TIMEOUT).unwrap();
    probe::ladder::probe(&target.with_sample(SAMPLE), credentials, PLAY).await
}

fn counters(simulator: &Simulator, camera: &str) -> Counters {
    simulator.fleet().camera(camera).unwrap().counters()
}

/// Checks that the cameras were treated with care, once all connections have ended: never two sessions at once, none
/// that was not torn down.
async fn check_care(simulator: &Simulator) {
    check_care_but(simulator, "").await;
}

/// The same, but for one camera.
async fn check_care_but(simulator: &Simulator, other: &str) {
    let mut cameras = simulator.fleet().cameras();
    cameras.retain(|camera| camera.name() != other);
    for camera in cameras {
        until("the connections to end", || {
            camera.counters().connections.now == 0
        })
        .await;
        let counted = camera.counters();
        let found = (counted.sessions.max <= 1, counted.sessions.now, counted.left_open);
        assert_eq!(found, (true, 0, 0), "{}: {counted:?}", camera.name());
    }
}

/// Waits until something that happens elsewhere has happened.
async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let wait = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(2), wait)
        .await
        .unwrap_or_else(|_| panic!("waited two minutes for: {what}"));
}
