//! Which camera is switched off when, and which verdicts would be lies.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use probe::{Report, State};
use tokio::time::Instant;

use crate::{Arguments, WARM_UP};

/// Time between two waves.
const BETWEEN: Duration = Duration::from_secs(10);
/// Time for which a wave is off: three probes of 10 s each and some.
const OFF: Duration = Duration::from_secs(40);
/// What a verdict may lag behind: a probe that was under way when the camera changed.
const SLACK: Duration = Duration::from_secs(6);

/// Name of a camera, as the simulator has it.
pub(crate) fn name(number: u32) -> String {
    format!("camera-{:05}", number + 1)
}

/// One camera's part in the script.
#[derive(Debug)]
struct Flip {
    off: Timestamp,
    on: Timestamp,
    went_down: bool,
    came_up: bool,
}

/// The script, and what has gone against it.
#[derive(Debug)]
pub(crate) struct Script {
    control: Option<String>,
    client: reqwest::Client,
    /// What is still to be done: when, which behaviour, for which cameras.
    steps: Vec<(Instant, &'static str, Vec<String>)>,
    flips: BTreeMap<String, Flip>,
    last: BTreeMap<String, State>,
    wrong: Vec<String>,
}

impl Script {
    pub(crate) fn new(arguments: &Arguments, begun: Instant) -> Self {
        let zero = Timestamp::now();
        let mut steps = Vec::new();
        let mut flips = BTreeMap::new();
        let plan = |after: Duration| Flip {
            off: zero + after,
            on: zero + after + OFF,
            went_down: false,
            came_up: false,
        };
        for wave in 0..arguments.waves {
            let after = WARM_UP + BETWEEN * (wave + 1);
            let cameras: Vec<_> = (0..arguments.cameras)
                .filter(|number| number % 100 == wave)
                .map(name)
                .collect();
            flips.extend(cameras.iter().map(|camera| (camera.clone(), plan(after))));
            steps.push((begun + after, "Offline", cameras.clone()));
            steps.push((begun + after + OFF, "Healthy", cameras));
        }
        let pretended = (0..arguments.cameras)
            .filter(|number| number % 100 == 99)
            .take(arguments.pretend as usize);
        flips.extend(pretended.map(|number| (name(number), plan(WARM_UP))));
        Self {
            control: arguments.control.clone(),
            client: reqwest::Client::new(),
            steps,
            flips,
            last: BTreeMap::new(),
            wrong: Vec::new(),
        }
    }

    /// Number of cameras that the script expects to go down and to come back.
    pub(crate) fn flips(&self) -> usize {
        self.flips.len()
    }

    /// Does what is due.
    pub(crate) async fn play(&mut self, now: Instant) {
        let (due, later) = std::mem::take(&mut self.steps)
            .into_iter()
            .partition(|step| step.0 <= now);
        self.steps = later;
        let due: Vec<(Instant, &str, Vec<String>)> = due;
        for (_, behaviour, cameras) in due {
            let body: Vec<_> = cameras
                .iter()
                .map(|name| serde_json::json!({"name": name, "behaviour": behaviour}))
                .collect();
            let url = format!("{}/cameras", self.control.as_deref().unwrap());
            let answer = self
                .client
                .put(url)
                .json(&serde_json::json!({"cameras": body}))
                .send()
                .await
                .unwrap();
            assert!(
                answer.status().is_success(),
                "the simulator answers {}",
                answer.status()
            );
        }
    }

    /// Holds a verdict against the script.
    pub(crate) fn check(&mut self, report: &Report) {
        self.last.insert(report.camera.clone(), report.snapshot.state);
        let Some(transition) = &report.transition else {
            return;
        };
        let (from, to, at) = (transition.from, transition.to, transition.at);
        let fair = match (self.flips.get_mut(&report.camera), from, to) {
            (None, State::Unknown, State::Up) => true,
            (Some(flip), State::Unknown, State::Up) => at < flip.off + SLACK,
            (Some(flip), State::Up, State::Down) => {
                flip.went_down = true;
                (flip.off..flip.on + SLACK).contains(&at)
            }
            (Some(flip), State::Down, State::Up) => {
                flip.came_up = true;
                at >= flip.on
            }
            _ => false,
        };
        if !fair {
            let reason = transition.message.as_deref().unwrap_or("no reason");
            self.wrong
                .push(format!("{}: {from} → {to} at {at}: {reason}", report.camera));
        }
    }

    /// Everything that went against the script, at its end.
    pub(crate) fn wrong(&self) -> Vec<String> {
        let missed = self
            .flips
            .iter()
            .filter(|(_, flip)| !(flip.went_down && flip.came_up));
        let missed = missed.map(|(camera, flip)| format!("{camera}: {flip:?}"));
        let stuck = self.last.iter().filter(|(_, state)| **state != State::Up);
        let stuck = stuck.map(|(camera, state)| format!("{camera}: ends {state}"));
        self.wrong.iter().cloned().chain(missed).chain(stuck).collect()
    }
}
