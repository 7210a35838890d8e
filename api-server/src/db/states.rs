//! States and events as the prober writes and restores them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use probe::Snapshot;
use serde::Serialize;
use serde_json::Value;
use sqlx::Acquire as _;
use sqlx::types::Json;

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

/// A transition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventWrite {
    /// Name of the camera.
    pub camera: String,
    /// When the state was decided.
    pub at: Timestamp,
    /// When the new state began.
    pub since: Timestamp,
    /// The state that was left.
    pub from_state: String,
    /// The state that was entered.
    pub to_state: String,
    /// Why, a word of `probe::Reason`.
    pub reason: Option<String>,
    /// Why, in words.
    pub message: Option<String>,
    /// How long the state that was left had lasted.
    pub previous_duration_ms: Option<i64>,
    /// Shard of the prober that saw it.
    pub shard: u32,
}

/// Writes a batch of events and states in one transaction, one statement each. May be repeated: an event is known by camera
/// and time, and an older state never replaces a newer one.
///
/// # Errors
/// When the database is away or refuses the batch; then nothing of it is stored.
pub async fn write(database: &Database, events: &[EventWrite], states: &[StateWrite]) -> Result<(), Error> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    if !events.is_empty() {
        sqlx::query("select pg_advisory_xact_lock($1)")
            .bind(EVENTS_LOCK)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "insert into camera_events
                 (camera, at, since, from_state, to_state, reason, message, previous_duration_ms, shard)
             select camera, at, since, from_state, to_state, reason, message, previous_duration_ms, shard
             from jsonb_to_recordset($1) as x(
                 camera text, at timestamptz, since timestamptz, from_state text, to_state text, reason text,
                 message text, previous_duration_ms bigint, shard integer)
             order by at
             on conflict (camera, at) do nothing",
        )
        .bind(Json(events))
        .execute(&mut *transaction)
        .await?;
    }
    sqlx::query(
        "insert into camera_states as old (camera, shard, snapshot, result_at)
         select camera, shard, snapshot, result_at
         from jsonb_to_recordset($1) as x(camera text, shard integer, snapshot jsonb, result_at timestamptz)
         on conflict (camera) do update
         set shard = excluded.shard, snapshot = excluded.snapshot, result_at = excluded.result_at, updated_at = now()
         where excluded.result_at >= old.result_at",
    )
    .bind(Json(states))
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// The stored state machines by camera name. One that this build cannot read is left out and logged: the camera then
/// starts anew, which is better than a prober that does not start.
///
/// # Errors
/// When the database is away.
pub async fn restore(database: &Database) -> Result<BTreeMap<String, Snapshot>, Error> {
    let mut connection = database.acquire().await?;
    let rows: Vec<(String, Value)> = sqlx::query_as("select camera, snapshot from camera_states")
        .fetch_all(&mut *connection)
        .await?;
    let readable = rows
        .into_iter()
        .filter_map(|(camera, stored)| match serde_json::from_value(stored) {
            Ok(snapshot) => Some((camera, snapshot)),
            Err(error) => {
                tracing::warn!(camera, %error, "the stored state cannot be read, the camera starts anew");
                None
            }
        });
    Ok(readable.collect())
}
