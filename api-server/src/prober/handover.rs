//! From which state cameras go on: when the process starts, and when a change of the number of shards brings them here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use probe::{Assignment, Control, Snapshot};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::board::Board;
use crate::db::states::Restored;
use crate::db::{Database, Error, handover, schema, states};
use crate::error::chain;

/// How long the stored states are waited for before probing begins without them.
const RESTORE_LIMIT: Duration = Duration::from_secs(10);
/// Time between two looks for cameras that other shards have let go of.
const LOOK: Duration = Duration::from_secs(1);
/// The scheduler leaves a gained camera to its former owner for at least so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// The stored states, `None` when the database did not give them in time: then cameras begin Unknown.
pub(super) async fn restore(
    database: &Database,
    shard: u32,
    stop: &CancellationToken,
) -> Option<BTreeMap<String, Restored>> {
    let restoring = async {
        schema::wait(database, stop).await;
        states::restore(database, shard).await
    };
    match tokio::time::timeout(RESTORE_LIMIT, restoring).await {
        Ok(Ok(restored)) => {
            tracing::info!(cameras = restored.len(), "states restored");
            return Some(restored);
        }
        Ok(Err(error)) => tracing::warn!(error = chain(&error), "no states restored, cameras begin Unknown"),
        Err(_) => tracing::warn!(
            seconds = RESTORE_LIMIT.as_secs(),
            "the database did not give the stored states in time, cameras begin Unknown"
        ),
    }
    None
}

/// Takes over cameras that this shard gained, each as soon as its former owner has let go of it.
#[derive(Debug)]
pub(super) struct Handover {
    shard: u32,
    database: Database,
    control: Control,
    board: Arc<Board>,
    assignment: watch::Receiver<Arc<Assignment>>,
    /// Since when each waiting camera waits.
    since: BTreeMap<String, Instant>,
}

impl Handover {
    pub(super) fn new(
        shard: u32,
        database: Database,
        control: Control,
        board: Arc<Board>,
        assignment: watch::Receiver<Arc<Assignment>>,
    ) -> Self {
        Self {
            shard,
            database,
            control,
            board,
            assignment,
            since: BTreeMap::new(),
        }
    }

    /// Looks each second while cameras wait, until the scheduler has ended.
    pub(super) async fn run(mut self) {
        let mut waiting = self.control.waiting();
        loop {
            let names = Arc::clone(&waiting.borrow_and_update());
            if names.is_empty() {
                self.since.clear();
                if waiting.changed().await.is_err() {
                    return;
                }
                continue;
            }
            if let Err(error) = self.look(&names).await {
                tracing::debug!(error = chain(&error), "releases cannot be read now");
            }
            tokio::time::sleep(LOOK).await;
            if waiting.has_changed().is_err() {
                return;
            }
        }
    }

    async fn look(&mut self, waiting: &BTreeSet<String>) -> Result<(), Error> {
        let now = Instant::now();
        self.since.retain(|camera, _| waiting.contains(camera));
        for camera in waiting {
            self.since.entry(camera.clone()).or_insert(now);
        }
        let wanted = handover::Wanted {
            cameras: waiting.iter().cloned().collect(),
            overdue: self.overdue(now),
        };
        for (camera, state) in handover::take(&self.database, self.shard, &wanted).await? {
            tracing::info!(camera, stored = state.is_some(), "taken over");
            if let Some(snapshot) = &state {
                self.board.restore(&camera, snapshot.clone());
            }
            self.control.take_over(&camera, state).await;
        }
        Ok(())
    }

    /// The cameras that the scheduler would start without a stored state before the next look: their former owner has had its
    /// time.
    fn overdue(&self, now: Instant) -> Vec<String> {
        let assignment = self.assignment.borrow();
        let is_overdue = |camera: &str, since: Instant| {
            assignment.cameras().get(camera).is_some_and(|assigned| {
                let patience = assigned.policy.interval().saturating_mul(2).max(PATIENCE);
                now.duration_since(since) + LOOK >= patience
            })
        };
        self.since
            .iter()
            .filter(|(camera, since)| is_overdue(camera, **since))
            .map(|(camera, _)| camera.clone())
            .collect()
    }
}

/// What the scheduler and the board start from.
#[derive(Debug, Default)]
pub(super) struct Beginning {
    /// The states by camera.
    pub(super) states: BTreeMap<String, Snapshot>,
    /// Cameras whose state another shard stored.
    pub(super) foreign: BTreeSet<String>,
}

impl From<BTreeMap<String, Restored>> for Beginning {
    fn from(restored: BTreeMap<String, Restored>) -> Self {
        let mut beginning = Self::default();
        for (camera, Restored { snapshot, foreign }) in restored {
            if foreign {
                beginning.foreign.insert(camera.clone());
            }
            beginning.states.insert(camera, snapshot);
        }
        beginning
    }
}
