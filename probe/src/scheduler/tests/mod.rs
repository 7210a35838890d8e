//! The scheduler with scripted cameras in paused time.

mod fairness;
mod gateway;
mod login;
mod rounds;
mod scope;
mod selfcheck;
mod shards;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use contract::credentials::{AuthoritiesFile, BasicAuth, CredentialsFile};
use contract::inventory::{
    Camera, CamerasFile, Depth, HistorySettings, Origin, Previews, Priority, ProbeSettings, SCHEMA_VERSION,
};
use contract::place::Place;
use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::*;
use crate::clock;
use crate::reason::{Kind, Reason};
use crate::result::{Outcome, PictureDigest, Stage, StageTime};
use crate::state::State;

/// How a scripted camera behaves, chosen by the path of its URL or by [`Script::play`].
const GOOD: &str = "good";
const HANGS: &str = "hangs";
const REFUSES: &str = "refuses";
/// Wants the password `right`.
const LOGIN: &str = "login";
/// Its stream stands still.
const FROZEN: &str = "frozen";
/// Its pictures stand still.
const STILL: &str = "still";

/// Probes nothing, keeps a diary, and lives in tokio's paused time.
#[derive(Clone)]
struct Script {
    epoch: Instant,
    diary: Arc<Mutex<Diary>>,
}

#[derive(Default)]
struct Diary {
    /// Behaviour of cameras that do not behave as their URL says.
    behaviours: HashMap<String, &'static str>,
    without_network: bool,
    starts: Vec<Start>,
    running: HashMap<String, u32>,
    most_running: u32,
    /// What [`Prober::probe`] gave as pictures so far.
    pictures: u64,
}

/// The beginning of a probe.
#[derive(Clone)]
struct Start {
    camera: String,
    at: Duration,
    scope: Scope,
}

/// Counts a probe as running until it is dropped.
struct Running(Script, String);

impl Drop for Running {
    fn drop(&mut self) {
        *self.0.lock().running.entry(self.1.clone()).or_default() -= 1;
    }
}

impl Script {
    fn lock(&self) -> MutexGuard<'_, Diary> {
        self.diary.lock().unwrap()
    }

    /// Makes a camera behave otherwise from now on.
    fn play(&self, camera: &str, behaviour: &'static str) {
        self.lock().behaviours.insert(camera.to_owned(), behaviour);
    }

    fn enter(&self, camera: &str, scope: Scope) -> Running {
        let mut diary = self.lock();
        diary.starts.push(Start {
            camera: camera.to_owned(),
            at: self.epoch.elapsed(),
            scope,
        });
        let running = diary.running.entry(camera.to_owned()).or_default();
        *running += 1;
        let most = *running;
        diary.most_running = diary.most_running.max(most);
        drop(diary);
        Running(self.clone(), camera.to_owned())
    }

    fn scopes(&self, camera: &str) -> Vec<Start> {
        let diary = self.lock();
        let of_camera = diary.starts.iter().filter(|start| start.camera == camera);
        of_camera.cloned().collect()
    }

    fn starts(&self, camera: &str) -> Vec<Duration> {
        self.scopes(camera).into_iter().map(|start| start.at).collect()
    }

    fn most_running(&self) -> u32 {
        self.lock().most_running
    }

    fn picture(&self, behaviour: &str) -> PictureDigest {
        let mut diary = self.lock();
        diary.pictures += u64::from(behaviour != STILL);
        PictureDigest(diary.pictures)
    }
}

/// The name of a scripted camera and its behaviour: `rtsp://<name>/<behaviour>` or `rtsp://<host>/<behaviour>/<name>`.
fn parts(url: &Url) -> (&str, &str) {
    let path = url.path().trim_start_matches('/');
    let (behaviour, name) = path.split_once('/').unwrap_or((path, ""));
    let name = if name.is_empty() {
        url.host_str().unwrap()
    } else {
        name
    };
    (name, behaviour)
}

impl Prober for Script {
    async fn probe(&self, target: &Target, credentials: Option<&Credentials>, scope: Scope) -> ProbeResult {
        let at = self.now();
        let url = target.url(None).unwrap();
        let (name, behaviour) = parts(&url);
        let behaviour = self.lock().behaviours.get(name).copied().unwrap_or(behaviour);
        let _running = self.enter(name, scope);
        let quick = Duration::from_millis(10);
        let (latency, outcome) = match behaviour {
            HANGS => (target.timeout(), Outcome::failed(Reason::Timeout, "hangs")),
            REFUSES => (quick, Outcome::failed(Reason::Refused, "refuses")),
            LOGIN if credentials != Some(&Credentials::new("viewer", "right")) => {
                (quick, Outcome::failed(Reason::AuthFailed, "wrong"))
            }
            FROZEN if scope.sample => (quick, Outcome::failed(Reason::Frozen, "stands still")),
            _ => (quick, Outcome::Ok),
        };
        sleep(latency).await;
        let stage = |stage| StageTime {
            stage,
            duration: latency,
        };
        let mut stages = vec![stage(Stage::Describe)];
        if scope.sample && outcome.kind() != Some(Kind::Fail) {
            stages.push(stage(Stage::Sample));
        }
        ProbeResult {
            at,
            latency,
            stages,
            outcome,
            facts: None,
            picture: scope.picture.then(|| self.picture(behaviour)),
        }
    }

    fn now(&self) -> Timestamp {
        clock::later(Timestamp::UNIX_EPOCH, self.epoch.elapsed())
    }

    fn network_is_up(&self) -> bool {
        !self.lock().without_network
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
        coordinates: None,
        vlan: None,
        notes: None,
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
        place: Place::default(),
        shards,
        probe: ProbeSettings::default(),
        gateway: None,
        previews: Previews::Off,
        camera_cidrs: Vec::new(),
        credentials: Vec::new(),
        history: HistorySettings::default(),
        cameras,
    }
}

fn cameras(count: usize, kind: &str) -> Vec<Camera> {
    (0..count)
        .map(|number| camera(&format!("{kind}-{number}"), kind))
        .collect()
}

fn assignment(cameras: Vec<Camera>, password: &str) -> Arc<Assignment> {
    assigned(&inventory(cameras, 1), password, 0)
}

/// What `inventory` gives to `shard`.
fn assigned(inventory: &CamerasFile, password: &str, shard: u32) -> Arc<Assignment> {
    let entry = BasicAuth {
        username: "viewer".into(),
        password: password.into(),
    };
    let credentials = CredentialsFile(BTreeMap::from([("login".into(), entry)]));
    Arc::new(Assignment::new(
        inventory,
        &credentials,
        &AuthoritiesFile::default(),
        shard,
    ))
}

/// A running scheduler.
struct Bench {
    script: Script,
    assignment: watch::Sender<Arc<Assignment>>,
    outputs: mpsc::Receiver<Output>,
    stop: CancellationToken,
    lag: Lag,
    control: Control,
    gateway: watch::Receiver<Gateway>,
    task: JoinHandle<()>,
}

impl Bench {
    fn start(first: Arc<Assignment>, concurrency: usize, restored: BTreeMap<String, Snapshot>) -> Self {
        Self::with_foreign(first, concurrency, restored, &[])
    }

    fn with_foreign(
        first: Arc<Assignment>,
        concurrency: usize,
        restored: BTreeMap<String, Snapshot>,
        foreign: &[&str],
    ) -> Self {
        let script = Script {
            epoch: Instant::now(),
            diary: Arc::default(),
        };
        let (assignment, watched) = watch::channel(first);
        let (sender, outputs) = mpsc::channel(100_000);
        let stop = CancellationToken::new();
        let foreign = foreign.iter().map(|&name| name.to_owned()).collect();
        let scheduler = Scheduler::with_prober(Config { concurrency }, script.clone()).with_foreign(foreign);
        let (lag, control, gateway) = (scheduler.lag(), scheduler.control(), scheduler.gateway());
        let task = tokio::spawn(scheduler.run(watched, restored, sender, stop.clone()));
        Self {
            script,
            assignment,
            outputs,
            stop,
            lag,
            control,
            gateway,
            task,
        }
    }

    async fn until(&self, seconds: u64) {
        sleep_until(self.script.epoch + Duration::from_secs(seconds)).await;
    }

    /// Everything that was told so far and not taken yet.
    fn outputs(&mut self) -> Vec<Output> {
        std::iter::from_fn(|| self.outputs.try_recv().ok()).collect()
    }

    /// Reports that have come so far and were not taken yet.
    fn reports(&mut self) -> Vec<Report> {
        self.outputs()
            .into_iter()
            .filter_map(|output| match output {
                Output::Report(report) => Some(*report),
                Output::Released { .. } => None,
            })
            .collect()
    }
}

fn last_of<'a>(reports: &'a [Report], camera: &str) -> &'a Report {
    reports.iter().rfind(|report| report.camera == camera).unwrap()
}

/// How many cameras are in `state` by their last report.
fn count(reports: &[Report], state: State) -> usize {
    let last: BTreeMap<&str, State> = reports
        .iter()
        .map(|report| (report.camera.as_str(), report.snapshot.state))
        .collect();
    last.values().filter(|last| **last == state).count()
}
