//! The scheduler drives fifty cameras of all kinds at once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use contract::credentials::{AuthoritiesFile, CredentialsFile};
use contract::inventory::{Camera, CamerasFile, Depth, Origin, Priority, ProbeSettings};
use contract::place::Place;
use probe::scheduler::{Config, Output};
use probe::{Assignment, Reason, Scheduler, Snapshot, Verdict};
use simulator::Simulator;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::{SAMPLE, check_care_but, counters, name, start};

/// What a camera does and what is to be said of it; no verdict where both come in turn.
type Kind = (&'static str, Option<(Verdict, Option<Reason>)>);

const KINDS: [Kind; 10] = [
    (r#""Healthy""#, Some((Verdict::Up, None))),
    (r#""NoTeardownAnswer""#, Some((Verdict::Up, None))),
    (r#""Offline""#, Some((Verdict::Down, Some(Reason::NotRtsp)))),
    (r#""Hang""#, Some((Verdict::Down, Some(Reason::Timeout)))),
    (r#""NotFound""#, Some((Verdict::Down, Some(Reason::NotFound)))),
    (
        r#""AuthRequired""#,
        Some((Verdict::Down, Some(Reason::AuthRequired))),
    ),
    (r#""Frozen""#, Some((Verdict::Degraded, Some(Reason::Frozen)))),
    (
        r#""UnsupportedCodec""#,
        Some((Verdict::Degraded, Some(Reason::UnsupportedCodec))),
    ),
    (
        r#"{"type": "Flapping", "up": 1, "down": 1, "unit": "Connections"}"#,
        None,
    ),
    (
        r#"{"type": "Redirect", "to": "other"}"#,
        Some((Verdict::Up, None)),
    ),
];

fn camera(simulator: &Simulator, number: usize) -> Camera {
    Camera {
        name: name(number),
        display_name: name(number),
        zone: String::new(),
        location: None,
        url: simulator.rtsp_url(&name(number)),
        enabled: true,
        priority: Priority::Normal,
        tags: Vec::new(),
        probe: ProbeSettings {
            depth: Depth::Stream,
            interval_seconds: 6,
            timeout_seconds: 5,
            sample: SAMPLE,
            ..ProbeSettings::default()
        },
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

pub(crate) fn inventory(simulator: &Simulator, cameras: usize) -> CamerasFile {
    CamerasFile {
        schema_version: contract::inventory::SCHEMA_VERSION,
        site: "gare-du-nord".to_owned(),
        display_name: "Gare du Nord".to_owned(),
        city: "Paris".to_owned(),
        time_zone: "Europe/Paris".to_owned(),
        place: Place::default(),
        shards: 1,
        probe: ProbeSettings::default(),
        gateway: None,
        previews: contract::inventory::Previews::Off,
        camera_cidrs: Vec::new(),
        credentials: Vec::new(),
        history: contract::inventory::HistorySettings::default(),
        cameras: (0..cameras).map(|number| camera(simulator, number)).collect(),
    }
}

/// Takes reports in until every camera is judged as it should be; gives the snapshots that were the last.
async fn settle(
    outputs: &mut mpsc::Receiver<Output>,
    wanted: &BTreeMap<String, Kind>,
) -> BTreeMap<String, Snapshot> {
    let mut snapshots: BTreeMap<String, Snapshot> = BTreeMap::new();
    let is_settled = |snapshots: &BTreeMap<String, Snapshot>| {
        wanted.iter().all(|(camera, (_, judgement))| {
            snapshots.get(camera).is_some_and(|snapshot| {
                judgement.is_none_or(|(verdict, reason)| {
                    (snapshot.verdict, snapshot.reason) == (Some(verdict), reason)
                })
            })
        })
    };
    let wait = async {
        while !is_settled(&snapshots) {
            if let Some(Output::Report(report)) = outputs.recv().await {
                snapshots.insert(report.camera, report.snapshot);
            }
        }
    };
    let settled = timeout(Duration::from_mins(4), wait).await.is_ok();
    if !settled {
        for (camera, snapshot) in &snapshots {
            eprintln!(
                "{camera} {}: {:?} {:?}",
                wanted[camera].0, snapshot.verdict, snapshot.reason
            );
        }
    }
    assert!(settled, "the judgements above are not those that were wanted");
    snapshots
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_cameras_of_all_kinds_are_judged_with_care() {
    let behaviours: Vec<&str> = KINDS
        .iter()
        .cycle()
        .take(50)
        .map(|(behaviour, _)| *behaviour)
        .collect();
    let simulator = start(&behaviours).await;
    let wanted = (0..50)
        .map(|number| (name(number), KINDS[number % KINDS.len()]))
        .collect();
    let assignment = Assignment::new(
        &inventory(&simulator, 50),
        &CredentialsFile::default(),
        &AuthoritiesFile::default(),
        0,
    );
    let (_keep, assignment) = watch::channel(Arc::new(assignment));
    let (sender, mut outputs) = mpsc::channel(1_000);
    let stop = CancellationToken::new();
    let scheduler = Scheduler::new(Config::default());
    let run = tokio::spawn(scheduler.run(assignment, BTreeMap::new(), sender, stop.clone()));
    settle(&mut outputs, &wanted).await;
    stop.cancel();
    run.await.unwrap();
    // "other" is where others are redirected to: several clients at once are right there.
    let visited = counters(&simulator, "other").sessions;
    assert!(visited.total > 0, "{visited:?}");
    check_care_but(&simulator, "other").await;
}
