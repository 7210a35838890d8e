//! `/api/v1/cameras/{key}/history`: how a camera did, in buckets.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, Query, State};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::cameras::find_row;
use super::query::Params;
use super::view::CameraRef;
use crate::db::rollups::{self, BucketRow};
use crate::error::Problem;
use crate::history::buckets::{LONGEST, Resolution};
use crate::history::spans::Span;
use crate::time::ApiTime;

/// The range when the client does not say.
const DEFAULT: SignedDuration = SignedDuration::from_hours(24);

/// Route of histories.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(history))
}

/// The past of a camera.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct History {
    /// Whose past it is.
    camera: CameraRef,
    /// Beginning of what was asked for.
    from: ApiTime,
    /// Its end.
    to: ApiTime,
    /// Width of a bucket in seconds: 300, 3600 or 86400.
    #[schema(examples(300))]
    bucket_seconds: i64,
    /// All buckets of the range, also those of which nothing is known.
    buckets: Vec<Bucket>,
}

/// A bucket; nothing is known of one whose figures are null.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Bucket {
    /// When it begins.
    at: ApiTime,
    /// Probes in it.
    #[schema(examples(30))]
    probes: Option<i64>,
    /// Probes that failed.
    #[schema(examples(2))]
    failed: Option<i64>,
    /// Mean time to a verdict, in milliseconds.
    #[schema(examples(48))]
    latency_avg_ms: Option<i64>,
    /// Least time, in milliseconds.
    latency_min_ms: Option<i32>,
    /// Most time, in milliseconds.
    latency_max_ms: Option<i32>,
    /// Seconds Up.
    #[schema(examples(280))]
    up_seconds: Option<i64>,
    /// Seconds Degraded.
    degraded_seconds: Option<i64>,
    /// Seconds Down.
    #[schema(examples(20))]
    down_seconds: Option<i64>,
    /// Seconds Unknown.
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

/// How a camera did
///
/// In buckets of 5 minutes up to a day, of an hour up to 14 days, of a day beyond.
#[utoipa::path(get, path = "/api/v1/cameras/{key}/history", operation_id = "getHistory", tag = "History",
    params(
        ("key" = String, Path, description = "Id or name of the camera.", example = "hall"),
        ("from" = Option<Timestamp>, Query, description = "Beginning; a day before the end by default."),
        ("to" = Option<Timestamp>, Query, description = "End; now by default, and now at the latest."),
    ),
    responses(
        (status = 200, description = "The camera's past.", body = History),
        (status = 404, description = "There is no such camera."),
    ))]
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
