//! States and events as the prober writes and restores them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use probe::Snapshot;
use serde::Serialize;
use serde_json::Value;
use sqlx::Acquire as _;
use sqlx::postgres::PgConnection;
use sqlx::types::Json;

use super::events::EventKind;
use super::handover::{self, ReleaseWrite};
use super::rollups::{self, RollupWrite};
use super::{Database, Error};

/// Key of the transaction lock under which events get their `seq`.
const EVENTS_LOCK: i64 = 0x0063_616d_6576_6e74;

/// The last word on a camera.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StateWrite {
    /// Name of the camera.
    pub camera: String,
    /// Shard that probes it.
    pub shard: u32,
    /// The state machine.
    pub snapshot: Snapshot,
    /// Start of the result that the snapshot holds.
    pub result_at: Timestamp,
}

/// An event of a camera.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventWrite {
    /// What it tells.
    pub kind: EventKind,
    /// Name of the camera.
    pub camera: String,
    /// When the state was decided; no two events of a camera have the same time.
    pub at: Timestamp,
    /// When the new state began.
    pub since: Timestamp,
    /// The state that was left.
    pub from_state: String,
    /// The state that was entered; the same one unless the kind is [`EventKind::State`].
    pub to_state: String,
    /// Why, a word of `probe::Reason`.
    pub reason: Option<String>,
    /// Why, in words.
    pub message: Option<String>,
    /// How long the state that was left had lasted.
    pub previous_duration_ms: Option<i64>,
    /// The judgement beneath the new state, a word of `probe::Verdict`.
    pub verdict: Option<String>,
    /// Since when that holds.
    pub verdict_since: Option<Timestamp>,
    /// Shard of the prober that saw it.
    pub shard: u32,
}

/// What is written at once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// Events, oldest first.
    pub events: Vec<EventWrite>,
    /// The last word on each camera that has a new one.
    pub states: Vec<StateWrite>,
    /// Cameras that the shard has let go of; their states are stored with or before them.
    pub releases: Vec<ReleaseWrite>,
    /// What was counted.
    pub rollups: Vec<RollupWrite>,
}

impl Batch {
    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
            && self.states.is_empty()
            && self.releases.is_empty()
            && self.rollups.is_empty()
    }
}

/// Writes a batch in one transaction. May be repeated: an event is known by camera and time, a part of a bucket by its
/// batch, and an older state never replaces a newer one.
///
/// # Errors
/// When the database is away or refuses the batch; then nothing of it is stored.
pub async fn write(database: &Database, batch: &Batch) -> Result<(), Error> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    insert_events(&mut transaction, &batch.events).await?;
    store_states(&mut transaction, &batch.states).await?;
    if !batch.releases.is_empty() {
        handover::release(&mut transaction, &batch.releases).await?;
    }
    rollups::insert(&mut transaction, &batch.rollups).await?;
    transaction.commit().await?;
    Ok(())
}

async fn insert_events(connection: &mut PgConnection, events: &[EventWrite]) -> Result<(), Error> {
    if events.is_empty() {
        return Ok(());
    }

    sqlx::query("select pg_advisory_xact_lock($1)")
        .bind(EVENTS_LOCK)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "insert into camera_events
             (kind, camera, at, since, from_state, to_state, reason, message, previous_duration_ms, verdict, verdict_since,
              shard)
         select kind, camera, at, since, from_state, to_state, reason, message, previous_duration_ms, verdict, verdict_since,
                shard
         from jsonb_to_recordset($1) as x(
             kind text, camera text, at timestamptz, since timestamptz, from_state text, to_state text, reason text,
             message text, previous_duration_ms bigint, verdict text, verdict_since timestamptz, shard integer)
         order by at
         on conflict (camera, at) do nothing",
    )
    .bind(Json(events))
    .execute(connection)
    .await?;
    Ok(())
}

/// Stores states. Whoever stores one has the camera, so a release of it is void.
async fn store_states(connection: &mut PgConnection, states: &[StateWrite]) -> Result<(), Error> {
    sqlx::query(
        "with new as (
             select camera, shard, snapshot, result_at
             from jsonb_to_recordset($1) as x(camera text, shard integer, snapshot jsonb, result_at timestamptz)
         ), voided as (
             delete from shard_releases r using new where r.camera = new.camera
         )
         insert into camera_states as old (camera, shard, snapshot, result_at)
         select camera, shard, snapshot, result_at from new
         on conflict (camera) do update
         set shard = excluded.shard, snapshot = excluded.snapshot, result_at = excluded.result_at, updated_at = now()
         where excluded.result_at >= old.result_at",
    )
    .bind(Json(states))
    .execute(connection)
    .await?;
    Ok(())
}

/// A state machine as it was stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Restored {
    /// The state machine.
    pub snapshot: Snapshot,
    /// Whether another shard stored it, and so may still probe the camera.
    pub foreign: bool,
}

/// The stored state machines by camera name, as `shard` finds them when it starts.
///
/// # Errors
/// When the database is away.
pub async fn restore(database: &Database, shard: u32) -> Result<BTreeMap<String, Restored>, Error> {
    let mut connection = database.acquire().await?;
    let rows: Vec<(String, Value, bool)> =
        sqlx::query_as("select camera, snapshot, shard <> $1 from camera_states")
            .bind(i32::try_from(shard).unwrap_or(i32::MAX))
            .fetch_all(&mut *connection)
            .await?;
    let restored = rows.into_iter().filter_map(|(camera, stored, foreign)| {
        let snapshot = readable(&camera, stored)?;
        Some((camera, Restored { snapshot, foreign }))
    });
    Ok(restored.collect())
}

/// A stored state. One that this build cannot read is logged and left out: the camera then starts anew, which is better than a
/// prober that does not start.
pub(super) fn readable(camera: &str, stored: Value) -> Option<Snapshot> {
    match serde_json::from_value(stored) {
        Ok(snapshot) => Some(snapshot),
        Err(error) => {
            tracing::warn!(camera, %error, "the stored state cannot be read, the camera starts anew");
            None
        }
    }
}
