//! Probes many cameras for a while, without database and API, and tells what it cost as one line of JSON. `bench/probe/run`
//! starts it.
//!
//! With `--waves`, cameras of a simulator are switched off and on again by a script, and every verdict is held against
//! that script. `--pretend` expects cameras to go down that nobody switches off: a check of the check.

#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot go on has nothing to say"
)]

mod cost;
mod script;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use contract::credentials::{AuthoritiesFile, CredentialsFile};
use contract::inventory::{
    Camera, CamerasFile, Depth, HistorySettings, Origin, Previews, Priority, ProbeSettings, SCHEMA_VERSION,
};
use contract::place::Place;
use probe::scheduler::{Config, Output};
use probe::{Assignment, Scheduler};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use cost::Cost;
use script::Script;

/// Time for everything to settle before anything is measured.
const WARM_UP: Duration = Duration::from_secs(15);

/// What to probe, and for how long.
#[derive(Debug, Parser)]
struct Arguments {
    /// URL of camera {n} on host {host}
    #[arg(long)]
    url: String,
    /// Number of cameras
    #[arg(long)]
    cameras: u32,
    /// Hosts to spread them over: {host} is 1, 2, …
    #[arg(long, default_value_t = 1)]
    hosts: u32,
    /// Seconds between two probes of a camera
    #[arg(long, default_value_t = 10)]
    interval: u32,
    /// TCP connections only
    #[arg(long)]
    connect: bool,
    /// Seconds that are measured, after a warm-up of 15
    #[arg(long)]
    seconds: u64,
    /// How often another 1 % of the cameras is switched off for 40 s, 10 s after each other
    #[arg(long, default_value_t = 0, requires = "control")]
    waves: u32,
    /// The simulator's HTTP API
    #[arg(long)]
    control: Option<String>,
    /// Cameras that are expected to go down although nobody switches them off
    #[arg(long, default_value_t = 0)]
    pretend: u32,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments = Arguments::parse();
    let scheduler = Scheduler::new(Config::default());
    let lag = scheduler.lag();
    let (_sender, assignment) = watch::channel(Arc::new(assignment(&arguments)));
    let (sender, mut outputs) = mpsc::channel(4_096);
    let stop = CancellationToken::new();
    let running = tokio::spawn(scheduler.run(assignment, BTreeMap::new(), sender, stop.clone()));

    let begun = Instant::now();
    let mut script = Script::new(&arguments, begun);
    let (mut probes, mut before) = (0_u64, None);
    let (start, end) = (
        begun + WARM_UP,
        begun + WARM_UP + Duration::from_secs(arguments.seconds),
    );
    let mut lags = Vec::new();
    loop {
        let now = Instant::now();
        if now >= start && before.is_none() {
            before = Some(Cost::now());
            probes = 0;
        }
        if now >= end {
            break;
        }
        script.play(now).await;
        let next = now + Duration::from_millis(500);
        if before.is_some() {
            lags.push(lag.p99());
        }
        while let Ok(Some(output)) = tokio::time::timeout_at(next, outputs.recv()).await {
            if let Output::Report(report) = output {
                probes += u64::from(report.result.probed());
                script.check(&report);
            }
        }
        sleep_until(next).await;
    }
    let cost = Cost::now().since(&before.unwrap());
    stop.cancel();
    drop(outputs);
    running.await.unwrap();
    lags.sort_unstable();
    let wrong = script.wrong();
    for line in wrong.iter().take(20) {
        eprintln!("wrong: {line}");
    }
    let answer = serde_json::json!({
        "cameras": arguments.cameras,
        "probes": probes,
        "cpuSeconds": cost.cpu_seconds,
        "cpuSecondsPer1000Probes": cost.cpu_seconds * 1_000.0 / f64::from(u32::try_from(probes.max(1)).unwrap()),
        "peakMemoryMb": cost.peak_memory_mb,
        "lagP99MsMedian": lags.get(lags.len() / 2).map(Duration::as_millis),
        "lagP99MsWorst": lags.last().map(Duration::as_millis),
        "flips": script.flips(),
        "wrongVerdicts": wrong.len(),
    });
    anstream::println!("{answer}");
}

fn assignment(arguments: &Arguments) -> Assignment {
    let probe = ProbeSettings {
        depth: if arguments.connect {
            Depth::Connect
        } else {
            Depth::Describe
        },
        interval_seconds: arguments.interval,
        ..ProbeSettings::default()
    };
    let cameras = (0..arguments.cameras).map(|number| camera(number, arguments, &probe));
    let inventory = CamerasFile {
        schema_version: SCHEMA_VERSION,
        site: "bench".into(),
        display_name: "bench".into(),
        city: "bench".into(),
        time_zone: "UTC".into(),
        place: Place::default(),
        shards: 1,
        probe: probe.clone(),
        gateway: None,
        previews: Previews::Off,
        camera_cidrs: Vec::new(),
        credentials: Vec::new(),
        history: HistorySettings::default(),
        cameras: cameras.collect(),
    };
    Assignment::new(
        &inventory,
        &CredentialsFile::default(),
        &AuthoritiesFile::default(),
        0,
    )
}

fn camera(number: u32, arguments: &Arguments, probe: &ProbeSettings) -> Camera {
    let name = script::name(number);
    let host = (number % arguments.hosts + 1).to_string();
    Camera {
        url: arguments.url.replace("{n}", &name).replace("{host}", &host),
        display_name: name.clone(),
        name,
        zone: String::new(),
        location: None,
        enabled: true,
        priority: Priority::Normal,
        tags: Vec::new(),
        probe: probe.clone(),
        credentials: None,
        tls: None,
        snapshot_url: None,
        osd_mask: Vec::new(),
        coordinates: None,
        vlan: None,
        notes: None,
        origin: Origin::Declared,
    }
}
