//! One camera: what it plays now and what happened to it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use jiff::Timestamp;

use crate::auth::{Attempt, Door, Verdict};
use crate::behaviour::{Behaviour, Login, Unit};
use crate::config::{Identity, Part};
use crate::fleet::counters::{Counters, OpenSession};

/// A camera of the fleet.
#[derive(Debug)]
pub struct Camera {
    name: String,
    stage: Mutex<Stage>,
    ledger: Mutex<Ledger>,
    door: Mutex<Door>,
    retired: AtomicBool,
}

/// What it plays.
#[derive(Debug)]
struct Stage {
    configured: Part,
    live: Option<Part>,
    /// The one of the two that is in force.
    behaviour: Arc<Behaviour>,
    since: Instant,
    changed_at: Timestamp,
    /// Turns of a flapping camera so far.
    turns: u64,
}

#[derive(Debug, Default)]
struct Ledger {
    counters: Counters,
    open: BTreeMap<u64, OpenSession>,
    last: u64,
}

/// The part in force, for those who look at the camera.
#[derive(Clone, Debug)]
pub(crate) struct Playing {
    pub(crate) part: Part,
    pub(crate) is_live: bool,
    pub(crate) changed_at: Timestamp,
}

impl Camera {
    pub(super) fn new(name: String, configured: Part) -> Self {
        let stage = Stage {
            behaviour: Arc::new(configured.behaviour.clone()),
            configured,
            live: None,
            since: Instant::now(),
            changed_at: Timestamp::now(),
            turns: 0,
        };
        Self {
            name,
            stage: Mutex::new(stage),
            ledger: Mutex::default(),
            door: Mutex::default(),
            retired: AtomicBool::new(false),
        }
    }

    /// Its name, and its path.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What happened to it so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        lock(&self.ledger).counters.clone()
    }

    /// What was asked of it last, by its configuration or since.
    #[must_use]
    pub fn behaviour_now(&self) -> Arc<Behaviour> {
        Arc::clone(&lock(&self.stage).behaviour)
    }

    /// Makes it behave otherwise from its next request and frame on, until its configuration changes or a reset.
    pub fn set_behaviour(&self, behaviour: Behaviour) {
        self.set_live(Some(behaviour), None);
    }

    /// Makes ONVIF tell of another device: the camera was replaced, or its firmware changed.
    pub fn set_identity(&self, identity: Identity) {
        self.set_live(None, Some(identity));
    }

    /// Changes what is given and keeps the rest.
    pub(crate) fn set_live(&self, behaviour: Option<Behaviour>, identity: Option<Identity>) {
        let mut stage = lock(&self.stage);
        let mut part = stage.part().clone();
        part.identity = identity.unwrap_or(part.identity);
        let replaced = behaviour.is_some();
        part.behaviour = behaviour.unwrap_or(part.behaviour);
        stage.live = Some(part);
        if replaced {
            self.restart(&mut stage);
        }
    }

    /// Takes over its part of a new configuration. One that is the same leaves a live change in force.
    pub(super) fn configure(&self, part: &Part) {
        let mut stage = lock(&self.stage);
        if stage.configured != *part {
            stage.configured = part.clone();
            stage.live = None;
            self.restart(&mut stage);
        }
    }

    /// Back to its configuration, counters at zero.
    pub(super) fn reset(&self) {
        let mut stage = lock(&self.stage);
        stage.live = None;
        self.restart(&mut stage);
        drop(stage);
        lock(&self.ledger).counters.reset();
    }

    fn restart(&self, stage: &mut Stage) {
        stage.behaviour = Arc::new(stage.part().behaviour.clone());
        stage.since = Instant::now();
        stage.changed_at = Timestamp::now();
        stage.turns = 0;
        *lock(&self.door) = Door::default();
    }

    pub(crate) fn playing(&self) -> Playing {
        let stage = lock(&self.stage);
        Playing {
            part: stage.part().clone(),
            is_live: stage.live.is_some(),
            changed_at: stage.changed_at,
        }
    }

    /// Takes a turn, which a connection or an HTTP request keeps.
    pub(crate) fn turn(&self) -> u64 {
        let mut stage = lock(&self.stage);
        stage.turns += 1;
        stage.turns - 1
    }

    /// How it behaves now to whoever has that turn; never [`Behaviour::Flapping`].
    pub(crate) fn behaviour(&self, turn: u64) -> Arc<Behaviour> {
        let stage = lock(&self.stage);
        let Behaviour::Flapping { up, down, unit } = *stage.behaviour else {
            return Arc::clone(&stage.behaviour);
        };
        let count = match unit {
            Unit::Seconds => stage.since.elapsed().as_secs(),
            Unit::Connections => turn,
        };
        let period = u64::from(up) + u64::from(down);
        let is_up = count
            .checked_rem(period)
            .is_none_or(|place| place < u64::from(up));
        Arc::new(if is_up {
            Behaviour::Healthy
        } else {
            Behaviour::Offline
        })
    }

    /// Judges a login and counts what came of it.
    pub(crate) fn judge(&self, login: &Login, attempt: Attempt<'_>) -> Verdict {
        let verdict = lock(&self.door).judge(login, attempt, Instant::now());
        if let Verdict::Refuse {
            failed: true, locked, ..
        } = verdict
        {
            let mut ledger = lock(&self.ledger);
            ledger.counters.auth_failures += 1;
            ledger.counters.lock_outs += u64::from(locked);
        }
        verdict
    }

    pub(crate) fn count(&self, request: &str) {
        lock(&self.ledger).counters.count(request);
    }

    pub(super) fn connected(&self) {
        lock(&self.ledger).counters.connections.enter();
    }

    pub(super) fn disconnected(&self) {
        lock(&self.ledger).counters.connections.leave();
    }

    pub(super) fn open_session(&self, session: OpenSession) -> u64 {
        let mut ledger = lock(&self.ledger);
        ledger.counters.sessions.enter();
        ledger.last += 1;
        let key = ledger.last;
        ledger.open.insert(key, session);
        key
    }

    pub(super) fn session_plays(&self, key: u64) {
        if let Some(session) = lock(&self.ledger).open.get_mut(&key) {
            session.playing = true;
        }
    }

    pub(super) fn close_session(&self, key: u64, in_order: bool) {
        let mut ledger = lock(&self.ledger);
        ledger.counters.sessions.leave();
        ledger.counters.left_open += u64::from(!in_order);
        ledger.open.remove(&key);
    }

    pub(super) fn open_sessions(&self) -> Vec<OpenSession> {
        lock(&self.ledger).open.values().cloned().collect()
    }

    pub(super) fn retire(&self) {
        self.retired.store(true, Ordering::Relaxed);
    }

    /// Whether it is gone from the configuration.
    pub(crate) fn is_retired(&self) -> bool {
        self.retired.load(Ordering::Relaxed)
    }
}

impl Stage {
    fn part(&self) -> &Part {
        self.live.as_ref().unwrap_or(&self.configured)
    }
}

/// No code panics while it holds one of these locks, so a poisoned one is as good as any.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
