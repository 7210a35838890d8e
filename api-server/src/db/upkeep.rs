//! The upkeep of the history: partitions ahead, and nothing kept for longer than the site says.

use contract::inventory::HistorySettings;
use sqlx::postgres::PgConnection;

use super::Error;

/// Events deleted by one statement; of so many each is found by its key.
const BATCH: i64 = 2_000;

/// What a round of upkeep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Done {
    /// New partitions.
    pub made: i32,
    /// Partitions that were dropped.
    pub dropped: i32,
    /// Lines of the audit log that were deleted.
    pub expired: i64,
}

fn days(days: u32) -> i32 {
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// Makes partitions of 14 days ahead and drops old ones, with the owner's rights.
///
/// # Errors
/// When the database is away, or a long statement of somebody else is in the way for over 2 s.
pub async fn partitions(session: &mut PgConnection, keep: &HistorySettings) -> Result<Done, Error> {
    Ok(
        sqlx::query_as("select made, dropped, expired from maintain_history($1, $2, $3)")
            .bind(days(keep.fine_days))
            .bind(days(keep.hourly_days))
            .bind(days(keep.audit_days))
            .fetch_one(session)
            .await?,
    )
}

/// Deletes events that are too old, up to a bound; gives their number. Of each camera the last one before the limit stays: it
/// says what the camera was when the events that are kept begin.
///
/// # Errors
/// When the database is away.
pub async fn events(session: &mut PgConnection, keep: &HistorySettings) -> Result<u64, Error> {
    let deleted = sqlx::query(
        "with old as (
             select e.seq
             from cameras c
             cross join lateral (
                 select b.at from camera_events b
                 where b.camera = c.name and b.kind in ('State', 'Verdict') and b.at < now() - make_interval(days => $1)
                 order by b.at desc
                 limit 1
             ) last
             join camera_events e on e.camera = c.name and e.at < now() - make_interval(days => $1) and e.at <> last.at
             limit $2
         )
         delete from camera_events where seq in (select seq from old)",
    )
    .bind(days(keep.event_days))
    .bind(BATCH)
    .execute(session)
    .await?
    .rows_affected();
    Ok(deleted)
}
