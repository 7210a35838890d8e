//! Transitions of cameras, newest first.

use jiff_sqlx::Timestamp;

use super::{Database, Error};

/// A transition of a camera.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EventRow {
    /// Place in the order of all events.
    pub seq: i64,
    /// Identity of the camera.
    pub camera_id: i32,
    /// Name of the camera.
    pub camera: String,
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

/// A page of events with `seq` below `before`, of one camera or of all, and how many there are in all.
///
/// # Errors
/// When the database is away.
pub async fn page(
    database: &Database,
    camera: Option<&str>,
    before: Option<i64>,
    limit: i64,
) -> Result<(Vec<EventRow>, i64), Error> {
    let mut connection = database.acquire().await?;
    let rows = sqlx::query_as(
        "select e.seq, c.id as camera_id, e.camera, e.at, e.since, e.from_state, e.to_state, e.reason, e.message,
                e.previous_duration_ms, e.shard
         from camera_events e join cameras c on c.name = e.camera
         where ($1::text is null or e.camera = $1) and ($2::bigint is null or e.seq < $2)
         order by e.seq desc
         limit $3",
    )
    .bind(camera)
    .bind(before)
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    let total = sqlx::query_scalar(
        "select count(*) from camera_events e join cameras c on c.name = e.camera
         where ($1::text is null or e.camera = $1)",
    )
    .bind(camera)
    .fetch_one(&mut *connection)
    .await?;
    Ok((rows, total))
}
