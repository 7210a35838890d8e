//! `/api/v1/cameras/{key}/history`: how a camera did, in buckets.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::routing::get;
use axum::{Json, Router};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::App;
use super::cameras::find_row;
use super::query::Params;
use crate::db::rollups::{self, BucketRow};
use crate::error::Problem;
use crate::history::buckets::{LONGEST, Resolution};
use crate::history::spans::Span;
use crate::time::ApiTime;

/// The range when the client does not say.
const DEFAULT: SignedDuration = SignedDuration::from_hours(24);

/// Route of histories.
pub(super) fn router() -> Router<App> {
    Router::new().route("/api/v1/cameras/{key}/history", get(history))
}

/// The past of a camera.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct History {
    camera: CameraRef,
    from: ApiTime,
    to: ApiTime,
    bucket_seconds: i64,
    buckets: Vec<Bucket>,
}

/// Whose past it is.
#[derive(Debug, Serialize)]
struct CameraRef {
    id: i32,
    name: String,
}

/// A bucket; nothing is known of one whose figures are null.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Bucket {
    at: ApiTime,
    probes: Option<i64>,
    failed: Option<i64>,
    latency_avg_ms: Option<i64>,
    latency_min_ms: Option<i32>,
    latency_max_ms: Option<i32>,
    up_seconds: Option<i64>,
    degraded_seconds: Option<i64>,
    down_seconds: Option<i64>,
    unknown_seconds: Option<i64>,
}

impl Bucket {
    fn new(at: Timestamp, row: Option<&BucketRow>) -> Self {
        Self {
            at: ApiTime(at),
            probes: row.map(|row| row.probes),
            failed: row.map(|row| row.failed),
            latency_avg_ms: row.and_then(|row| row.latency_avg_ms).map(rounded),
            latency_min_ms: row.and_then(|row| row.latency_min_ms),
            latency_max_ms: row.and_then(|row| row.latency_max_ms),
            up_seconds: row.map(|row| rounded(row.up_s)),
            degraded_seconds: row.map(|row| rounded(row.degraded_s)),
            down_seconds: row.map(|row| rounded(row.down_s)),
            unknown_seconds: row.map(|row| rounded(row.unknown_s)),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "seconds of a day and latencies stay far below 2⁵³"
)]
fn rounded(value: f64) -> i64 {
    value.max(0.0).round() as i64
}

async fn history(
    State(app): State<App>,
    Path(key): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<History>, Problem> {
    let now = Timestamp::now();
    let mut params = Params::new(pairs);
    let range = params.range(DEFAULT, LONGEST, now);
    params.finish()?;
    let row = find_row(&app, &key).await?;
    let resolution = Resolution::of(range, fine_kept_from(&app, now));
    let beginnings = resolution.buckets(range);
    let rows = match whole(&beginnings, resolution) {
        Some(range) => rollups::buckets(&app.database, &row.name, range, resolution).await?,
        None => Vec::new(),
    };
    let by_beginning: HashMap<Timestamp, &BucketRow> =
        rows.iter().map(|row| (row.at.to_jiff(), row)).collect();
    let buckets = beginnings.into_iter().map(|at| {
        let row = by_beginning.get(&at).copied();
        Bucket::new(at, row)
    });
    Ok(Json(History {
        camera: CameraRef {
            id: row.id,
            name: row.name,
        },
        from: ApiTime(range.from()),
        to: ApiTime(range.to()),
        bucket_seconds: resolution.seconds(),
        buckets: buckets.collect(),
    }))
}

/// From the beginning of the first bucket to the end of the last.
fn whole(beginnings: &[Timestamp], resolution: Resolution) -> Option<Span> {
    let width = SignedDuration::from_secs(resolution.seconds());
    Span::new(*beginnings.first()?, beginnings.last()?.checked_add(width).ok()?)
}

/// Since when buckets of 5 minutes are kept.
fn fine_kept_from(app: &App, now: Timestamp) -> Timestamp {
    let settings = app.inventory.borrow().value.as_ref().map(|file| file.history);
    let days = i64::from(settings.unwrap_or_default().fine_days);
    let kept = SignedDuration::from_hours(days.saturating_mul(24).min(LONGEST.as_hours()));
    now.checked_sub(kept).unwrap_or(Timestamp::MIN)
}
