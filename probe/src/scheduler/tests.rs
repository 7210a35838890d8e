use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use contract::credentials::{BasicAuth, CredentialsFile};
use contract::inventory::{Camera, CamerasFile, Origin, Previews, Priority, ProbeSettings, SCHEMA_VERSION};
use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::clock;
use crate::reason::Reason;
use crate::result::{Outcome, Stage, StageTime};
use crate::state::State;

/// How a scripted camera behaves, chosen by the path of its URL.
const GOOD: &str = "good";
const HANGS: &str = "hangs";
const LOGIN: &str = "login";

/// Probes nothing, keeps a diary, and lives in tokio's paused time.
#[derive(Clone)]
struct Script {
    epoch: Instant,
    diary: Arc<Mutex<Diary>>,
}

#[derive(Default)]
struct Diary {
    starts: Vec<(String, Instant)>,
    running: HashMap<String, u32>,
    most_running: u32,
}

/// Counts a probe as running until it is dropped.
struct Running(Script, String);

impl Drop for Running {
    fn drop(&mut self) {
        *self
            .0
            .diary
            .lock()
            .unwrap()
            .running
            .entry(self.1.clone())
            .or_default() -= 1;
    }
}

impl Script {
    fn enter(&self, camera: &str) -> Running {
        let mut diary = self.diary.lock().unwrap();
        diary.starts.push((camera.to_owned(), Instant::now()));
        let running = diary.running.entry(camera.to_owned()).or_default();
        *running += 1;
        let most = *running;
        diary.most_running = diary.most_running.max(most);
        drop(diary);
        Running(self.clone(), camera.to_owned())
    }

    fn starts(&self, camera: &str) -> Vec<Duration> {
        let diary = self.diary.lock().unwrap();
        let of_camera = diary.starts.iter().filter(|(name, _)| name == camera);
        of_camera.map(|(_, at)| at.duration_since(self.epoch)).collect()
    }
}

impl Prober for Script {
    async fn probe(&self, target: &Target, credentials: Option<&Credentials>, _: Scope) -> ProbeResult {
        let at = self.now();
        let url = target.url(None).unwrap();
        let _running = self.enter(url.host_str().unwrap());
        let (latency, outcome) = match url.path().trim_start_matches('/') {
            HANGS => (target.timeout(), Outcome::failed(Reason::Timeout, "hangs")),
            LOGIN if credentials != Some(&Credentials::new("viewer", "right")) => (
                Duration::from_millis(30),
                Outcome::failed(Reason::AuthFailed, "wrong"),
            ),
            _ => (Duration::from_millis(10), Outcome::Ok),
        };
        sleep(latency).await;
        let stages = vec![StageTime {
            stage: Stage::Describe,
            duration: latency,
        }];
        ProbeResult {
            at,
            latency,
            stages,
            outcome,
            facts: None,
            picture: None,
        }
    }

    fn now(&self) -> Timestamp {
        clock::later(Timestamp::UNIX_EPOCH, self.epoch.elapsed())
    }
}

fn camera(name: &str, behaviour: &str) -> Camera {
    Camera {
        name: name.to_owned(),
        display_name: name.to_owned(),
        zone: String::new(),
        location: None,
        url: format!("rtsp://{name}/{behaviour}"),
        enabled: true,
        priority: Priority::Normal,
        tags: Vec::new(),
        probe: ProbeSettings::default(),
        credentials: Some("login".to_owned()),
        tls: None,
        snapshot_url: None,
        osd_mask: Vec::new(),
        origin: Origin::Declared,
    }
}

fn inventory(cameras: Vec<Camera>, shards: u32) -> CamerasFile {
    CamerasFile {
        schema_version: SCHEMA_VERSION,
        site: "gare".into(),
        display_name: "Gare".into(),
        city: "Paris".into(),
        time_zone: "Europe/Paris".into(),
        shards,
        probe: ProbeSettings::default(),
        gateway: None,
        previews: Previews::Off,
        cameras,
    }
}

fn assignment(cameras: Vec<Camera>, password: &str) -> Arc<Assignment> {
    let entry = BasicAuth {
        username: "viewer".into(),
        password: password.into(),
    };
    let credentials = CredentialsFile(BTreeMap::from([("login".into(), entry)]));
    Arc::new(Assignment::new(&inventory(cameras, 1), &credentials, 0))
}

/// A running scheduler.
struct Bench {
    script: Script,
    assignment: watch::Sender<Arc<Assignment>>,
    reports: mpsc::Receiver<Report>,
    stop: CancellationToken,
    lag: Lag,
    task: JoinHandle<()>,
}

impl Bench {
    fn start(first: Arc<Assignment>, concurrency: usize, restored: BTreeMap<String, Snapshot>) -> Self {
        let script = Script {
            epoch: Instant::now(),
            diary: Arc::default(),
        };
        let (assignment, watched) = watch::channel(first);
        let (sender, reports) = mpsc::channel(100_000);
        let stop = CancellationToken::new();
        let scheduler = Scheduler::with_prober(Config { concurrency }, script.clone());
        let lag = scheduler.lag();
        let task = tokio::spawn(scheduler.run(watched, restored, sender, stop.clone()));
        Self {
            script,
            assignment,
            reports,
            stop,
            lag,
            task,
        }
    }

    async fn until(&self, seconds: u64) {
        sleep_until(self.script.epoch + Duration::from_secs(seconds)).await;
    }

    /// Reports that have come so far and were not taken yet.
    fn reports(&mut self) -> Vec<Report> {
        std::iter::from_fn(|| self.reports.try_recv().ok()).collect()
    }
}

fn last_of<'a>(reports: &'a [Report], camera: &str) -> &'a Report {
    reports.iter().rfind(|report| report.camera == camera).unwrap()
}

#[tokio::test(start_paused = true)]
async fn hanging_cameras_do_not_hold_up_healthy_ones() {
    let mut cameras: Vec<Camera> = (0..40).map(|n| camera(&format!("good-{n}"), GOOD)).collect();
    cameras.extend((0..40).map(|n| camera(&format!("hangs-{n}"), HANGS)));
    let mut bench = Bench::start(assignment(cameras, "right"), 8, BTreeMap::new());
    bench.until(600).await;
    for number in 0..40 {
        let starts = bench.script.starts(&format!("good-{number}"));
        let settled: Vec<_> = starts.iter().skip_while(|at| at.as_secs() < 120).collect();
        assert!(
            settled.len() >= 44,
            "good-{number} was probed {} times in 480 s",
            settled.len()
        );
        for pair in settled.windows(2) {
            let gap = pair[1].abs_diff(*pair[0]);
            assert!(gap <= Duration::from_secs(11), "good-{number} waited {gap:?}");
        }
    }
    let reports = bench.reports();
    assert_eq!(last_of(&reports, "good-7").snapshot.state, State::Up);
    assert_eq!(last_of(&reports, "hangs-7").snapshot.state, State::Down);
    assert_eq!(
        bench.script.diary.lock().unwrap().most_running,
        1,
        "one probe a camera at a time"
    );
    assert!(
        bench.lag.p99() > Duration::ZERO,
        "hanging cameras wait for each other, and that shows"
    );
}

#[tokio::test(start_paused = true)]
async fn a_lonely_camera_is_asked_at_its_rhythm() {
    let mut bench = Bench::start(
        assignment(vec![camera("hall", GOOD)], "right"),
        8,
        BTreeMap::new(),
    );
    bench.until(100).await;
    let starts = bench.script.starts("hall");
    assert!((10..=11).contains(&starts.len()), "{starts:?}");
    let reports = bench.reports();
    let transitions: Vec<_> = reports
        .iter()
        .filter_map(|report| report.transition.as_ref())
        .collect();
    assert_eq!(transitions.len(), 1, "Unknown to Up and nothing else");
    assert!(bench.lag.p99() < Duration::from_millis(5));
}

#[tokio::test(start_paused = true)]
async fn cameras_come_and_go_and_the_others_keep_their_rhythm() {
    let both = vec![camera("hall", GOOD), camera("vault", GOOD)];
    let mut bench = Bench::start(assignment(both, "right"), 8, BTreeMap::new());
    bench.until(15).await;
    let before = bench.script.starts("hall").len();
    bench.assignment.send_replace(assignment(
        vec![camera("hall", GOOD), camera("platform", GOOD)],
        "right",
    ));
    bench.until(16).await;
    assert_eq!(
        bench.script.starts("hall").len(),
        before,
        "an unchanged camera is not asked anew"
    );
    assert_eq!(
        bench.script.starts("platform").len(),
        1,
        "a new one is asked at once"
    );
    let gone = bench.script.starts("vault").len();
    bench.until(60).await;
    assert_eq!(
        bench.script.starts("vault").len(),
        gone,
        "one that is gone is asked no more"
    );
    let reports = bench.reports();
    let halls = reports
        .iter()
        .filter(|report| report.camera == "hall" && report.transition.is_some());
    assert_eq!(halls.count(), 1, "and its state is kept");
}

#[tokio::test(start_paused = true)]
async fn a_changed_camera_is_asked_at_once_with_its_state_kept() {
    let mut bench = Bench::start(
        assignment(vec![camera("hall", HANGS)], "right"),
        8,
        BTreeMap::new(),
    );
    // In the middle of the first probe, which takes 5 s.
    bench.until(2).await;
    bench
        .assignment
        .send_replace(assignment(vec![camera("hall", GOOD)], "right"));
    bench.until(3).await;
    assert_eq!(bench.script.starts("hall").len(), 2);
    assert_eq!(
        bench.script.diary.lock().unwrap().most_running,
        1,
        "the old probe had ended before"
    );
    let reports = bench.reports();
    assert_eq!(reports.len(), 1, "the dropped probe has no result");
    assert_eq!(reports[0].snapshot.state, State::Up);
}

#[tokio::test(start_paused = true)]
async fn a_camera_that_comes_back_begins_anew() {
    let hall = || assignment(vec![camera("hall", HANGS)], "right");
    let mut bench = Bench::start(hall(), 8, BTreeMap::new());
    bench.until(30).await;
    assert_eq!(last_of(&bench.reports(), "hall").snapshot.state, State::Down);
    bench.assignment.send_replace(assignment(vec![], "right"));
    tokio::task::yield_now().await;
    bench.assignment.send_replace(hall());
    bench.until(40).await;
    assert_eq!(last_of(&bench.reports(), "hall").snapshot.state, State::Unknown);
    assert_eq!(bench.script.diary.lock().unwrap().most_running, 1);
}

#[tokio::test(start_paused = true)]
async fn a_failed_login_is_held_until_the_credentials_change() {
    let vault = |password| assignment(vec![camera("vault", LOGIN)], password);
    let mut bench = Bench::start(vault("wrong"), 8, BTreeMap::new());
    bench.until(14 * 60).await;
    assert_eq!(
        bench.script.starts("vault").len(),
        1,
        "a camera must not lock the account"
    );
    let reports = bench.reports();
    assert_eq!(
        reports[0].transition.as_ref().unwrap().reason,
        Some(Reason::AuthFailed)
    );
    let last = last_of(&reports, "vault");
    assert_eq!(last.result.outcome.reason(), Some(Reason::AuthHeld));
    assert_eq!(
        (last.snapshot.state, last.snapshot.reason),
        (State::Down, Some(Reason::AuthFailed))
    );
    let shown = crate::effective(&last.snapshot, bench.script.now());
    assert_eq!(shown.state, State::Down, "a hold is no dead prober");
    bench.until(16 * 60).await;
    assert_eq!(
        bench.script.starts("vault").len(),
        2,
        "after a quarter of an hour it is tried again"
    );
    bench.assignment.send_replace(vault("right"));
    bench.until(16 * 60 + 1).await;
    assert_eq!(
        bench.script.starts("vault").len(),
        3,
        "a change of the Secret lifts the hold at once"
    );
    assert_eq!(last_of(&bench.reports(), "vault").snapshot.state, State::Up);
}

#[tokio::test(start_paused = true)]
async fn a_hold_and_a_state_survive_a_restart() {
    let vault = |password| assignment(vec![camera("vault", LOGIN)], password);
    let mut bench = Bench::start(vault("wrong"), 8, BTreeMap::new());
    bench.until(60).await;
    let snapshot = last_of(&bench.reports(), "vault").snapshot.clone();
    let stored: Snapshot = serde_json::from_str(&serde_json::to_string(&snapshot).unwrap()).unwrap();
    let restored = || BTreeMap::from([("vault".to_owned(), stored.clone())]);

    let mut same = Bench::start(vault("wrong"), 8, restored());
    same.until(60).await;
    assert_eq!(
        same.script.starts("vault").len(),
        0,
        "the same wrong password is not tried after a restart"
    );
    assert!(
        same.reports().iter().all(|report| report.transition.is_none()),
        "and there is nothing new to say"
    );

    let mut other = Bench::start(vault("right"), 8, restored());
    other.until(1).await;
    let transition = last_of(&other.reports(), "vault").transition.clone().unwrap();
    assert_eq!((transition.from, transition.to), (State::Down, State::Up));
}

#[tokio::test(start_paused = true)]
async fn a_camera_that_cannot_be_probed_says_why() {
    let mut odd = camera("odd", GOOD);
    odd.url = "onvif://10.0.0.1/".into();
    let mut bench = Bench::start(assignment(vec![odd], "right"), 8, BTreeMap::new());
    bench.until(100).await;
    let reports = bench.reports();
    let snapshot = &last_of(&reports, "odd").snapshot;
    assert_eq!(
        (snapshot.state, snapshot.reason),
        (State::Unknown, Some(Reason::NotProbedYet))
    );
    assert!(
        snapshot.message.as_ref().unwrap().contains("onvif"),
        "{snapshot:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn cameras_gained_from_another_shard_are_left_to_it_for_a_while() {
    let alone = inventory(vec![camera("hall", GOOD), camera("vault", GOOD)], 1);
    let names: Vec<_> = (0..100).map(|n| camera(&format!("camera-{n}"), GOOD)).collect();
    let two = Arc::new(Assignment::new(
        &inventory(names.clone(), 2),
        &CredentialsFile::default(),
        0,
    ));
    let one = Arc::new(Assignment::new(
        &inventory(names, 1),
        &CredentialsFile::default(),
        0,
    ));
    let gained = one
        .cameras()
        .keys()
        .find(|name| !two.cameras().contains_key(*name))
        .unwrap()
        .clone();
    assert_eq!(
        Assignment::new(&alone, &CredentialsFile::default(), 0)
            .cameras()
            .len(),
        2
    );

    let bench = Bench::start(two, 8, BTreeMap::new());
    bench.until(10).await;
    bench.assignment.send_replace(one);
    bench.until(39).await;
    assert!(bench.script.starts(&gained).is_empty());
    bench.until(45).await;
    assert_eq!(bench.script.starts(&gained).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn disabled_cameras_are_not_assigned() {
    let hall = Camera {
        enabled: false,
        ..camera("hall", GOOD)
    };
    assert!(assignment(vec![hall], "right").cameras().is_empty());
}

#[tokio::test(start_paused = true)]
async fn stopping_drops_the_probes_under_way() {
    let bench = Bench::start(
        assignment(vec![camera("hall", HANGS)], "right"),
        8,
        BTreeMap::new(),
    );
    bench.until(2).await;
    bench.stop.cancel();
    timeout(Duration::from_secs(1), bench.task)
        .await
        .unwrap()
        .unwrap();
    tokio::task::yield_now().await;
    assert_eq!(bench.script.diary.lock().unwrap().running["hall"], 0);
}

#[tokio::test(start_paused = true)]
async fn without_a_listener_the_scheduler_ends() {
    let bench = Bench::start(
        assignment(vec![camera("hall", HANGS)], "right"),
        8,
        BTreeMap::new(),
    );
    drop(bench.reports);
    timeout(Duration::from_secs(1), bench.task)
        .await
        .unwrap()
        .unwrap();
}
