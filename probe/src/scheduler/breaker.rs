//! Keeps a wrong password from being tried at every camera of a site: cameras lock accounts, and ban who tries.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::clock;
use crate::credentials::Credentials;
use crate::reason::{Kind, Reason};
use crate::result::{ProbeResult, Stage};
use crate::scheduler::Assigned;

/// Time over which rejections are counted, and for which logins are then held.
const WINDOW: Duration = Duration::from_mins(15);
/// Cameras of one host that reject credentials until they are held.
const OF_HOST: usize = 3;
/// Cameras of any hosts that reject credentials until they are held.
const OF_ALL: usize = 5;

/// One circuit for each named credentials: closed while they work; open after too many rejections, when hosts that never
/// accepted them are not asked; half-open afterwards, when one camera tries for all.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    circuits: HashMap<Arc<str>, Circuit>,
}

#[derive(Debug)]
struct Circuit {
    /// The value that all below is about.
    credentials: Credentials,
    /// Hosts that accepted it.
    proven: HashSet<Arc<str>>,
    /// Cameras that rejected it, with their host and when.
    rejections: BTreeMap<Arc<str>, (Arc<str>, Timestamp)>,
    /// Until when the circuit is open; in the past: half-open.
    open_until: Option<Timestamp>,
    /// The camera that tries.
    trial: Option<Arc<str>>,
}

/// Logins are not tried for now.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Open {
    pub(super) until: Timestamp,
    pub(super) message: String,
}

impl Breaker {
    /// Whether `camera` may log in; in a half-open circuit the first to ask tries for all.
    pub(super) fn admit(
        &mut self,
        camera: &Arc<str>,
        assigned: &Assigned,
        now: Timestamp,
    ) -> Result<(), Open> {
        self.look(camera, assigned, now)?;
        if let Some((_, circuit)) = self.circuit(assigned)
            && circuit.open_until.is_some()
            && !circuit.proven.contains(&assigned.host)
        {
            circuit.trial = Some(Arc::clone(camera));
        }
        Ok(())
    }

    /// Whether [`Breaker::admit`] would let `camera` log in.
    pub(super) fn look(
        &mut self,
        camera: &Arc<str>,
        assigned: &Assigned,
        now: Timestamp,
    ) -> Result<(), Open> {
        let Some((name, circuit)) = self.circuit(assigned) else {
            return Ok(());
        };
        let Some(until) = circuit.open_until else {
            return Ok(());
        };
        let others_try = circuit.trial.as_ref().is_some_and(|trial| trial != camera);
        if circuit.proven.contains(&assigned.host) || (now >= until && !others_try) {
            return Ok(());
        }
        let until = until.max(now);
        let message = format!(
            "not probed before {until}: {} cameras rejected the credentials {name:?} lately, and more attempts could lock \
             accounts; correct the Secret",
            circuit.rejections.len()
        );
        Err(Open { until, message })
    }

    /// Takes in what became of a probe; `None` when it was dropped.
    pub(super) fn note(
        &mut self,
        camera: &Arc<str>,
        assigned: &Assigned,
        result: Option<&ProbeResult>,
        now: Timestamp,
    ) {
        let Some((name, circuit)) = self.circuit(assigned) else {
            return;
        };
        let tried = circuit.trial.as_ref() == Some(camera);
        if tried {
            // Whatever came of it, the next may try.
            circuit.trial = None;
        }
        let Some(result) = result else {
            return;
        };
        if result.outcome.reason() == Some(Reason::AuthFailed) {
            circuit.reject(camera, &assigned.host, now);
            if tried || (circuit.open_until.is_none() && circuit.is_too_much()) {
                circuit.open_until = Some(clock::later(now, WINDOW));
                tracing::warn!(
                    credentials = &**name,
                    cameras = circuit.rejections.len(),
                    "too many cameras rejected the credentials, logins are held"
                );
            }
        } else if matches!(result.outcome.kind(), None | Some(Kind::Soft)) && has_logged_in(result) {
            circuit.rejections.remove(camera);
            circuit.proven.insert(Arc::clone(&assigned.host));
            if tried {
                circuit.open_until = None;
                circuit.rejections.clear();
            }
        }
    }

    /// Takes in a rejection from before a restart.
    pub(super) fn restore(
        &mut self,
        camera: &Arc<str>,
        assigned: &Assigned,
        hold_ends: Timestamp,
        now: Timestamp,
    ) {
        let Some((_, circuit)) = self.circuit(assigned) else {
            return;
        };
        circuit.reject(camera, &assigned.host, now);
        if circuit.is_too_much() {
            circuit.open_until = circuit.open_until.max(Some(hold_ends));
        }
    }

    /// Forgets the credentials that no camera uses any more.
    pub(super) fn keep_only<'a>(&mut self, assigned: impl Iterator<Item = &'a Assigned>) {
        let used: HashSet<&Arc<str>> = assigned
            .filter_map(Assigned::login)
            .map(|(name, _)| name)
            .collect();
        self.circuits.retain(|name, _| used.contains(name));
    }

    /// The circuit of what the camera logs in with; changed credentials begin anew.
    fn circuit<'a>(&mut self, assigned: &'a Assigned) -> Option<(&'a Arc<str>, &mut Circuit)> {
        let (name, credentials) = assigned.login()?;
        let circuit = self
            .circuits
            .entry(Arc::clone(name))
            .or_insert_with(|| Circuit::new(credentials));
        if circuit.credentials != *credentials {
            *circuit = Circuit::new(credentials);
        }
        Some((name, circuit))
    }
}

impl Circuit {
    fn new(credentials: &Credentials) -> Self {
        Self {
            credentials: credentials.clone(),
            proven: HashSet::new(),
            rejections: BTreeMap::new(),
            open_until: None,
            trial: None,
        }
    }

    fn reject(&mut self, camera: &Arc<str>, host: &Arc<str>, now: Timestamp) {
        self.proven.remove(host);
        self.rejections
            .retain(|_, (_, at)| clock::between(*at, now) < WINDOW);
        self.rejections
            .insert(Arc::clone(camera), (Arc::clone(host), now));
    }

    fn is_too_much(&self) -> bool {
        let mut of_host: HashMap<&Arc<str>, usize> = HashMap::new();
        for (host, _) in self.rejections.values() {
            *of_host.entry(host).or_default() += 1;
        }
        self.rejections.len() >= OF_ALL || of_host.values().any(|count| *count >= OF_HOST)
    }
}

/// Whether the probe came as far as where cameras ask for a login.
fn has_logged_in(result: &ProbeResult) -> bool {
    result
        .stages
        .iter()
        .any(|time| matches!(time.stage, Stage::Describe | Stage::Http | Stage::Onvif))
}
