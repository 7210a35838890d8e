//! `/api/v1/reports/availability`: what share of its time each camera, zone or the site was available.

mod csv;

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, header};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

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
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(availability))
}

/// The forms of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(as = ReportFormat, rename_all = "lowercase")]
enum Format {
    Json,
    Csv,
}

/// What a line of the report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportBy)]
enum By {
    Camera,
    Zone,
    Site,
}

/// The report.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Report {
    /// Beginning of what it is about.
    from: ApiTime,
    /// Its end.
    to: ApiTime,
    /// What a line is about.
    by: By,
    /// When it was made.
    generated_at: ApiTime,
    /// Its lines, by name.
    items: Vec<Item>,
    /// Always null: a report is on one page.
    next_cursor: Option<String>,
    /// How many lines it has.
    total: usize,
}

/// A line of the report.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportItem)]
#[serde(rename_all = "camelCase")]
struct Item {
    /// The camera, the zone (empty for cameras without one) or the site.
    name: String,
    /// The camera's zone; null for zones and the site.
    zone: Option<String>,
    /// Of how many cameras the figures are the sums.
    cameras: usize,
    /// What share of the time that is known it was available, from 0 to 1, rounded down to four decimals.
    #[schema(examples(0.9987))]
    availability: Option<f64>,
    /// What share of the time outside of maintenance is known, likewise.
    #[schema(examples(1.0))]
    coverage: Option<f64>,
    /// Time available, in milliseconds.
    up_ms: i64,
    /// Time not available, in milliseconds.
    down_ms: i64,
    /// Time in maintenance, in milliseconds.
    maintenance_ms: i64,
    /// The whole time, in milliseconds.
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

/// What share of its time each camera, zone or the site was available
#[utoipa::path(get, path = "/api/v1/reports/availability", operation_id = "getAvailability", tag = "Reports",
    params(
        ("zone" = Option<String>, Query, description = "Only cameras of this zone."),
        ("camera" = Option<String>, Query, description = "Only the camera with this name."),
        ("by" = inline(Option<By>), Query, description = "What a line is about; Camera by default."),
        ("format" = inline(Option<Format>), Query, description = "The form of the report; json by default."),
        ("from" = Option<Timestamp>, Query, description = "Beginning; 30 days before the end by default."),
        ("to" = Option<Timestamp>, Query, description = "End; now by default, and now at the latest."),
    ),
    responses((status = 200, description = "The report.",
        content((Report = "application/json"), (String = "text/csv")),
        headers(("Content-Disposition" = Option<String>, description = "The file's name, with CSV.")))))]
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
    let format = format(&mut params);
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
    if format == Format::Json {
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
fn format(params: &mut Params) -> Format {
    match params.text("format").as_deref() {
        None | Some("json") => Format::Json,
        Some("csv") => Format::Csv,
        Some(_) => {
            params.refuse("format", "must be json or csv");
            Format::Json
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
