//! What the probers counted, in buckets of 5 minutes and hours.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde::Serialize;
use sqlx::postgres::PgConnection;
use sqlx::types::Json;

use super::{Database, Error};
use crate::history::availability::Hour;
use crate::history::buckets::Resolution;
use crate::history::spans::Span;

/// A part of a bucket of 5 minutes: all parts of a bucket together are its figures. Seconds may be negative, where time turns
/// out to have been something else than an earlier part said.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RollupWrite {
    /// Name of the camera.
    pub camera: String,
    /// Start of the bucket.
    pub at: Timestamp,
    /// Tells the parts of a bucket apart; one that is written again has the same.
    pub batch: i64,
    /// Probes that asked the camera something.
    pub probes: i32,
    /// Of them those that failed.
    pub failed: i32,
    /// Sum of the latencies of those that did not.
    pub latency_sum_ms: i64,
    /// The least of them.
    pub latency_min_ms: Option<i32>,
    /// The greatest of them.
    pub latency_max_ms: Option<i32>,
    /// Seconds Up.
    pub up_s: f64,
    /// Seconds Degraded.
    pub degraded_s: f64,
    /// Seconds Down.
    pub down_s: f64,
    /// Seconds Unknown.
    pub unknown_s: f64,
}

/// Adds parts of buckets, and adds those that are really new to their hours. Hours are taken in one order by all writers, so
/// that none waits for another in a circle.
///
/// # Errors
/// When the database is away or refuses the rows.
pub(super) async fn insert(connection: &mut PgConnection, rollups: &[RollupWrite]) -> Result<(), Error> {
    if rollups.is_empty() {
        return Ok(());
    }

    sqlx::query(
        "with new as (
             insert into rollup_5m
                 (camera, at, batch, probes, failed, latency_sum_ms, latency_min_ms, latency_max_ms,
                  up_s, degraded_s, down_s, unknown_s)
             select camera, at, batch, probes, failed, latency_sum_ms, latency_min_ms, latency_max_ms,
                    up_s, degraded_s, down_s, unknown_s
             from jsonb_to_recordset($1) as x(
                 camera text, at timestamptz, batch bigint, probes integer, failed integer, latency_sum_ms bigint,
                 latency_min_ms integer, latency_max_ms integer, up_s double precision, degraded_s double precision,
                 down_s double precision, unknown_s double precision)
             on conflict (camera, at, batch) do nothing
             returning *
         )
         insert into rollup_1h as hour
             (camera, at, probes, failed, latency_sum_ms, latency_min_ms, latency_max_ms,
              up_s, degraded_s, down_s, unknown_s)
         select camera, date_bin('1 hour', at, timestamptz '2000-01-01 00:00:00+00'), sum(probes), sum(failed),
                sum(latency_sum_ms), min(latency_min_ms), max(latency_max_ms),
                sum(up_s), sum(degraded_s), sum(down_s), sum(unknown_s)
         from new
         group by 1, 2
         order by 1, 2
         on conflict (camera, at) do update
         set probes = hour.probes + excluded.probes,
             failed = hour.failed + excluded.failed,
             latency_sum_ms = hour.latency_sum_ms + excluded.latency_sum_ms,
             latency_min_ms = least(hour.latency_min_ms, excluded.latency_min_ms),
             latency_max_ms = greatest(hour.latency_max_ms, excluded.latency_max_ms),
             up_s = hour.up_s + excluded.up_s,
             degraded_s = hour.degraded_s + excluded.degraded_s,
             down_s = hour.down_s + excluded.down_s,
             unknown_s = hour.unknown_s + excluded.unknown_s",
    )
    .bind(Json(rollups))
    .execute(connection)
    .await?;
    Ok(())
}

/// A bucket of a camera's past.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct BucketRow {
    /// Start of the bucket.
    pub at: jiff_sqlx::Timestamp,
    /// Probes that asked the camera something.
    pub probes: i64,
    /// Of them those that failed.
    pub failed: i64,
    /// Mean latency of those that did not.
    pub latency_avg_ms: Option<f64>,
    /// The least latency.
    pub latency_min_ms: Option<i32>,
    /// The greatest latency.
    pub latency_max_ms: Option<i32>,
    /// Seconds Up.
    pub up_s: f64,
    /// Seconds Degraded.
    pub degraded_s: f64,
    /// Seconds Down.
    pub down_s: f64,
    /// Seconds Unknown.
    pub unknown_s: f64,
}

/// Sums by bucket over the table `$table`, whose rows are buckets or parts of them.
macro_rules! buckets {
    ($table:literal) => {
        concat!(
            "select date_bin($4 * interval '1 second', at, timestamptz '2000-01-01 00:00:00+00') as at,
                    sum(probes)::bigint as probes, sum(failed)::bigint as failed,
                    sum(latency_sum_ms)::double precision / nullif(sum(probes - failed), 0) as latency_avg_ms,
                    min(latency_min_ms) as latency_min_ms, max(latency_max_ms) as latency_max_ms,
                    sum(up_s) as up_s, sum(degraded_s) as degraded_s, sum(down_s) as down_s, sum(unknown_s) as unknown_s
             from ",
            $table,
            " where camera = $1 and at >= $2 and at < $3
             group by 1
             order by 1"
        )
    };
}

/// The buckets of a camera in `range` that hold anything, oldest first.
///
/// # Errors
/// When the database is away.
pub async fn buckets(
    database: &Database,
    camera: &str,
    range: Span,
    resolution: Resolution,
) -> Result<Vec<BucketRow>, Error> {
    let mut connection = database.acquire().await?;
    let query = match resolution {
        Resolution::Fine => sqlx::query_as(buckets!("rollup_5m")),
        Resolution::Hour | Resolution::Day => sqlx::query_as(buckets!("rollup_1h")),
    };
    let seconds = i32::try_from(resolution.seconds()).unwrap_or(i32::MAX);
    Ok(query
        .bind(camera)
        .bind(range.from().to_sqlx())
        .bind(range.to().to_sqlx())
        .bind(f64::from(seconds))
        .fetch_all(&mut *connection)
        .await?)
}

/// The hours of a camera that have something in common with `range`.
///
/// # Errors
/// When the database is away.
pub async fn hours(connection: &mut PgConnection, camera: &str, range: Span) -> Result<Vec<Hour>, Error> {
    let rows: Vec<(jiff_sqlx::Timestamp, i64, i64)> = sqlx::query_as(
        "select at, round((up_s + degraded_s) * 1000000)::bigint, round(down_s * 1000000)::bigint
         from rollup_1h
         where camera = $1 and at > $2 - interval '1 hour' and at < $3
         order by at",
    )
    .bind(camera)
    .bind(range.from().to_sqlx())
    .bind(range.to().to_sqlx())
    .fetch_all(connection)
    .await?;
    let hour = |(at, up, down): (jiff_sqlx::Timestamp, i64, i64)| {
        let from = at.to_jiff();
        let span = Span::new(from, from.checked_add(jiff::SignedDuration::from_hours(1)).ok()?)?;
        Some(Hour { span, up, down })
    };
    Ok(rows.into_iter().filter_map(hour).collect())
}
