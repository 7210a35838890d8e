//! Events of cameras, newest first.

use jiff_sqlx::Timestamp;
use probe::ChangeKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Database, Error};

/// What an event tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub enum EventKind {
    /// The shown state changed.
    State,
    /// The judgement beneath the state Flapping changed; lists show it only when it is asked for.
    Verdict,
    /// Another device answers at the camera's address.
    Replaced,
    /// The device runs another firmware.
    Firmware,
    /// The picture has another size.
    Resolution,
}

impl EventKind {
    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::State => "State",
            Self::Verdict => "Verdict",
            Self::Replaced => "Replaced",
            Self::Firmware => "Firmware",
            Self::Resolution => "Resolution",
        }
    }
}

impl From<ChangeKind> for EventKind {
    fn from(kind: ChangeKind) -> Self {
        match kind {
            ChangeKind::Replaced => Self::Replaced,
            ChangeKind::Firmware => Self::Firmware,
            ChangeKind::Resolution => Self::Resolution,
        }
    }
}

/// An event of a camera.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EventRow {
    /// Place in the order of all events.
    pub seq: i64,
    /// Identity of the camera.
    pub camera_id: i32,
    /// Name of the camera.
    pub camera: String,
    /// What it tells, a word of [`EventKind`] or of a newer build.
    pub kind: String,
    /// When the state was decided.
    pub at: Timestamp,
    /// When the new state began; for Down the first failed probe.
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
    pub shard: i32,
}

/// Which events to list; a missing filter lets everything through.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of the camera of this name.
    pub camera: Option<String>,
    /// Of this kind; without it of every kind but [`EventKind::Verdict`].
    pub kind: Option<EventKind>,
}

/// The most that a total counts: to count a million rows takes longer than to read a page of them.
pub const TOTAL_LIMIT: i64 = 10_000;

/// A page of events with `seq` below `before` that pass the filter, and how many pass it in all, [`TOTAL_LIMIT`] at most.
///
/// # Errors
/// When the database is away.
pub async fn page(
    database: &Database,
    filter: &Filter,
    before: Option<i64>,
    limit: i64,
) -> Result<(Vec<EventRow>, i64), Error> {
    let mut connection = database.acquire().await?;
    let kind = filter.kind.map(EventKind::as_str);
    let rows = sqlx::query_as(
        "select e.seq, c.id as camera_id, e.camera, e.kind, e.at, e.since, e.from_state, e.to_state, e.reason, e.message,
                e.previous_duration_ms, e.shard
         from camera_events e join cameras c on c.name = e.camera
         where ($1::text is null or e.camera = $1) and ($2::text is null and e.kind <> 'Verdict' or e.kind = $2)
           and ($3::bigint is null or e.seq < $3)
         order by e.seq desc
         limit $4",
    )
    .bind(&filter.camera)
    .bind(kind)
    .bind(before)
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    let total = sqlx::query_scalar(
        "select count(*)
         from (select from camera_events e
               where ($1::text is null or e.camera = $1) and ($2::text is null and e.kind <> 'Verdict' or e.kind = $2)
                 and exists (select from cameras c where c.name = e.camera)
               order by e.seq desc
               limit $3) counted",
    )
    .bind(&filter.camera)
    .bind(kind)
    .bind(TOTAL_LIMIT)
    .fetch_one(&mut *connection)
    .await?;
    Ok((rows, total))
}
