//! `/api/v1/reports/availability`: what share of its time each camera, zone or the site was available.

mod csv;

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::{HeaderValue, header};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::App;
use super::query::Params;
use crate::db::records::{self, CameraRecord, Filter};
use crate::error::Problem;
use crate::history::availability::{Figures, Share};
use crate::history::buckets::LONGEST;
use crate::history::spans::Span;
use crate::time::ApiTime;

/// The window when the client does not say.
const DEFAULT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Route of reports.
pub(super) fn router() -> Router<App> {
    Router::new().route("/api/v1/reports/availability", get(availability))
}

/// What a line of the report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
enum By {
    Camera,
    Zone,
    Site,
}

/// The report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    from: ApiTime,
    to: ApiTime,
    by: By,
    generated_at: ApiTime,
    items: Vec<Item>,
    next_cursor: Option<String>,
    total: usize,
}

/// A line of the report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    /// The camera, the zone (empty for cameras without one) or the site.
    name: String,
    /// The camera's zone; null for zones and the site.
    zone: Option<String>,
    /// Of how many cameras the figures are the sums.
    cameras: usize,
    availability: Option<f64>,
    coverage: Option<f64>,
    up_ms: i64,
    down_ms: i64,
    maintenance_ms: i64,
    window_ms: i64,
    #[serde(skip)]
    figures: Figures,
}

impl Item {
    fn new(name: String, zone: Option<String>, cameras: usize, figures: Figures) -> Self {
        Self {
            name,
            zone,
            cameras,
            availability: figures.availability().map(Share::ratio),
            coverage: figures.coverage().map(Share::ratio),
            up_ms: figures.up / 1_000,
            down_ms: figures.down / 1_000,
            maintenance_ms: figures.maintenance / 1_000,
            window_ms: figures.window / 1_000,
            figures,
        }
    }
}

async fn availability(
    State(app): State<App>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let now = Timestamp::now();
    let mut params = Params::new(pairs);
    let filter = Filter {
        zone: params.text("zone"),
        camera: params.text("camera"),
    };
    let by = by(&mut params);
    let as_csv = as_csv(&mut params);
    let range = params.range(DEFAULT, LONGEST, now);
    params.finish()?;
    let records = records::within(&app.database, &filter, range).await?;
    let items = items(by, records, range, &app.site);
    let report = Report {
        from: ApiTime(range.from()),
        to: ApiTime(range.to()),
        by,
        generated_at: ApiTime(now),
        total: items.len(),
        items,
        next_cursor: None,
    };
    if !as_csv {
        return Ok(Json(report).into_response());
    }
    let mut response = csv::render(&report).into_response();
    let headers = response.headers_mut();
    let text = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
    headers.insert(header::CONTENT_TYPE, text);
    let file = HeaderValue::from_static("attachment; filename=\"availability.csv\"");
    headers.insert(header::CONTENT_DISPOSITION, file);
    Ok(response)
}

/// The parameter `by`.
fn by(params: &mut Params) -> By {
    match params.text("by").as_deref() {
        None | Some("Camera") => By::Camera,
        Some("Zone") => By::Zone,
        Some("Site") => By::Site,
        Some(_) => {
            params.refuse("by", "must be Camera, Zone or Site");
            By::Camera
        }
    }
}

/// The parameter `format`.
fn as_csv(params: &mut Params) -> bool {
    match params.text("format").as_deref() {
        None | Some("json") => false,
        Some("csv") => true,
        Some(_) => {
            params.refuse("format", "must be json or csv");
            false
        }
    }
}

/// The lines of the report, by name.
fn items(by: By, records: Vec<CameraRecord>, range: Span, site: &str) -> Vec<Item> {
    let figures = records.into_iter().map(|camera| {
        let figures = camera.record.figures(range);
        (camera.name, camera.zone, figures)
    });
    if by == By::Camera {
        return figures
            .map(|(name, zone, figures)| Item::new(name, Some(zone), 1, figures))
            .collect();
    }
    let mut groups: BTreeMap<String, (usize, Figures)> = BTreeMap::new();
    for (_, zone, figures) in figures {
        let name = if by == By::Zone { zone } else { site.to_owned() };
        let (cameras, sum) = groups.entry(name).or_default();
        *cameras += 1;
        *sum += figures;
    }
    groups
        .into_iter()
        .map(|(name, (cameras, figures))| Item::new(name, None, cameras, figures))
        .collect()
}
