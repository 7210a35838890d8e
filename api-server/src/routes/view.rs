//! Cameras as the API shows them, and which requests count a view.

use std::collections::HashMap;

use http::Method;
use jiff::Timestamp;
use probe::{Facts, Snapshot, State, effective};
use serde::{Deserialize, Serialize};

use super::App;
use crate::cache::Cache;
use crate::db::cameras::{self, CameraRow, Filter};
use crate::db::maintenance;
use crate::error::Problem;
use crate::history::windows::{Active, Overlay};
use crate::time::ApiTime;

/// The state that is shown: the prober's, or what lies over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(super) enum Shown {
    Up,
    Degraded,
    Down,
    Flapping,
    Unknown,
    Maintenance,
    Disabled,
}

impl From<State> for Shown {
    fn from(state: State) -> Self {
        match state {
            State::Unknown => Self::Unknown,
            State::Up => Self::Up,
            State::Degraded => Self::Degraded,
            State::Down => Self::Down,
            State::Flapping => Self::Flapping,
        }
    }
}

/// A camera of `/api/v1`. Keys are always present, `null` where nothing is known.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Camera {
    pub(super) id: i32,
    pub(super) name: String,
    pub(super) display_name: String,
    pub(super) zone: String,
    tags: Vec<String>,
    priority: String,
    pub(super) address: String,
    url: String,
    pub(super) location: Option<String>,
    /// Declared coordinates do not reach the database in this version; likewise no picture below.
    coordinates: (),
    origin: String,
    enabled: bool,
    pub(super) state: Shown,
    verdict: Option<&'static str>,
    reason: Option<&'static str>,
    message: Option<String>,
    since: ApiTime,
    last_probe_at: Option<ApiTime>,
    latency_ms: Option<u64>,
    facts: Option<Facts>,
    maintenance: Option<Maintenance>,
    snapshot_at: (),
    pub(super) views: Option<i64>,
    version: i32,
}

/// The maintenance window that a camera is in.
#[derive(Clone, Debug, Serialize)]
struct Maintenance {
    id: i64,
    until: ApiTime,
}

impl Camera {
    /// The camera as it is at `now` under the windows of then, with its views still unknown.
    pub(super) fn new(row: CameraRow, overlay: &Overlay, now: Timestamp) -> Self {
        let active = overlay.of(&row.name, &row.zone);
        let snapshot = row.snapshot().unwrap_or_else(|| never_probed(&row));
        let effective = effective(&snapshot, now);
        let mut camera = Self {
            id: row.id,
            name: row.name,
            display_name: row.display_name,
            zone: row.zone,
            tags: row.tags,
            priority: row.priority,
            address: row.address,
            url: row.url,
            location: row.location,
            coordinates: (),
            origin: row.origin,
            enabled: row.enabled,
            state: effective.state.into(),
            verdict: effective.verdict.map(probe::Verdict::as_str),
            reason: effective.reason.map(probe::Reason::as_str),
            message: effective.message,
            since: ApiTime(effective.since),
            last_probe_at: snapshot.last_probe_at.map(ApiTime),
            latency_ms: snapshot.latency_ms,
            facts: snapshot.facts,
            maintenance: None,
            snapshot_at: (),
            views: None,
            version: row.version,
        };
        if !camera.enabled {
            camera.state = Shown::Disabled;
            camera.reason = None;
            camera.message = None;
            camera.since = ApiTime(row.updated_at.to_jiff());
        } else if let Some(active) = active {
            camera.lay_over(active);
        }
        camera
    }

    /// The camera without what every probe and every look at it changes.
    pub(super) fn essence(&self) -> Self {
        let facts = self.facts.clone().map(|facts| Facts {
            fps: None,
            bitrate_bps: None,
            clock_offset_ms: None,
            first_packet_ms: None,
            first_keyframe_ms: None,
            ..facts
        });
        Self {
            last_probe_at: None,
            latency_ms: None,
            facts,
            views: None,
            ..self.clone()
        }
    }

    /// Shows the camera under maintenance. The verdict and what is known beneath it stay to be seen.
    fn lay_over(&mut self, active: Active) {
        self.state = Shown::Maintenance;
        self.since = ApiTime(active.since);
        self.maintenance = Some(Maintenance {
            id: active.id,
            until: ApiTime(active.until),
        });
    }
}

/// What is known of a camera that no prober has reported: nothing, since it was entered.
fn never_probed(row: &CameraRow) -> Snapshot {
    Snapshot::new(
        row.created_at.to_jiff(),
        u32::try_from(row.interval_seconds).unwrap_or(u32::MAX),
    )
}

/// The cameras that pass the filter, by name, as they are now.
pub(super) async fn cameras(app: &App, filter: &Filter) -> Result<Vec<Camera>, Problem> {
    let now = Timestamp::now();
    let (rows, overlay) = tokio::join!(cameras::list(&app.database, filter), overlay(app, now));
    let overlay = overlay?;
    let cameras = rows?.into_iter().map(|row| Camera::new(row, &overlay, now));
    Ok(cameras.collect())
}

/// The cameras of these names, as they are now.
pub(super) async fn named(app: &App, names: &[String]) -> Result<Vec<Camera>, Problem> {
    let now = Timestamp::now();
    let (rows, overlay) = tokio::join!(cameras::named(&app.database, names), overlay(app, now));
    let overlay = overlay?;
    let mut cameras: Vec<_> = rows?
        .into_iter()
        .map(|row| Camera::new(row, &overlay, now))
        .collect();
    show_views(&mut cameras, &app.cache).await;
    Ok(cameras)
}

/// The maintenance windows of `now`.
pub(super) async fn overlay(app: &App, now: Timestamp) -> Result<Overlay, Problem> {
    let windows = maintenance::of(&app.database, now).await?;
    Ok(Overlay::new(&windows, now))
}

/// Fills in the views without counting.
pub(super) async fn show_views(cameras: &mut [Camera], cache: &Cache) {
    let views = cache.peek(&ids(cameras)).await;
    fill(cameras, views.as_ref());
}

/// Counts one view of each camera and fills in the new counts. A HEAD request sees nothing and so counts nothing.
pub(super) async fn count_views(cameras: &mut [Camera], cache: &Cache, method: &Method) {
    if *method != Method::GET {
        return show_views(cameras, cache).await;
    }
    let views = cache.count(&ids(cameras)).await;
    fill(cameras, views.as_ref());
}

fn ids(cameras: &[Camera]) -> Vec<i32> {
    cameras.iter().map(|camera| camera.id).collect()
}

fn fill(cameras: &mut [Camera], views: Option<&HashMap<i32, i64>>) {
    for camera in cameras {
        camera.views = views.and_then(|views| views.get(&camera.id).copied());
    }
}
