//! Cameras as the API shows them, and which requests count a view.

use std::collections::HashMap;
use std::sync::Arc;

use contract::inventory::CamerasFile;
use http::{Method, StatusCode};
use jiff::Timestamp;
use probe::{Facts, Snapshot, State, effective};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::App;
use crate::cache::Cache;
use crate::db::cameras::{self, CameraRow, Filter, Key};
use crate::db::maintenance;
use crate::error::Problem;
use crate::history::windows::{Active, Overlay};
use crate::time::ApiTime;

/// The state that is shown: the prober's, or what lies over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[schema(as = CameraState)]
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
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Camera {
    /// Number of the camera; never used again for another one.
    #[schema(examples(7))]
    pub(super) id: i32,
    /// Name of the camera.
    #[schema(examples("hall"))]
    pub(super) name: String,
    /// What people call it.
    #[schema(examples("Main hall"))]
    pub(super) display_name: String,
    /// Its zone; empty without one.
    #[schema(examples("ground-floor"))]
    pub(super) zone: String,
    /// Its tags.
    #[schema(examples("ptz"))]
    pub(super) tags: Vec<String>,
    /// Normal or Critical.
    #[schema(examples("Normal"))]
    pub(super) priority: String,
    /// Host and port.
    #[schema(examples("10.20.1.11:554"))]
    pub(super) address: String,
    /// What is probed; never with a login.
    #[schema(examples("rtsp://10.20.1.11:554/Streaming/Channels/101"))]
    pub(super) url: String,
    /// Where it hangs.
    pub(super) location: Option<String>,
    /// Where it is drawn.
    #[schema(value_type = Option<Object>)]
    pub(super) coordinates: Option<Value>,
    /// Declared by the CameraSite, or added by Api.
    #[schema(examples("Declared"))]
    origin: String,
    /// Whether it is probed.
    pub(super) enabled: bool,
    /// Its state.
    pub(super) state: Shown,
    /// The last judgement, also while the state is another; null before the first.
    #[schema(value_type = Option<probe::Verdict>)]
    verdict: Option<&'static str>,
    /// Why it is in its state, in one word; null when all is well.
    #[schema(value_type = Option<probe::Reason>)]
    reason: Option<&'static str>,
    /// Why, in words.
    message: Option<String>,
    /// Since when it is in its state.
    pub(super) since: ApiTime,
    /// When it was last probed; null before the first time.
    last_probe_at: Option<ApiTime>,
    /// Time to the last verdict, in milliseconds.
    #[schema(examples(48))]
    pub(super) latency_ms: Option<u64>,
    /// What it said about itself; null before it said anything.
    facts: Option<Facts>,
    /// The maintenance window that it is in, if it is in one.
    maintenance: Option<Maintenance>,
    /// When a picture was taken does not reach the database in this version.
    #[schema(value_type = Option<ApiTime>)]
    snapshot_at: (),
    /// How often it was looked at; null while the cache is away.
    #[schema(examples(42))]
    pub(super) views: Option<i64>,
    /// Version of its declaration.
    pub(super) version: i32,
}

/// Which camera something is about.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CameraRef {
    /// Number of the camera.
    #[schema(examples(7))]
    pub(super) id: i32,
    /// Its name.
    #[schema(examples("hall"))]
    pub(super) name: String,
}

/// The maintenance window that a camera is in.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CurrentMaintenance)]
struct Maintenance {
    /// Number of the window.
    id: i64,
    /// Until when it covers the camera.
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
            coordinates: row.coordinates,
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

/// The mounted inventory.
///
/// # Errors
/// 503 before it was read for the first time.
pub(super) fn inventory(app: &App) -> Result<Arc<CamerasFile>, Problem> {
    app.inventory.borrow().value.clone().ok_or_else(|| {
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "inventory-unavailable",
            "The site's inventory has not been read yet; /health says why.",
        )
    })
}

/// The cameras that pass the filter, by name, as they are now. Requests that wait for the same share a read.
pub(super) async fn cameras(app: &App, filter: &Filter) -> Result<Arc<[Camera]>, Problem> {
    let read = || {
        let (app, filter) = (app.clone(), filter.clone());
        async move {
            let (rows, overlay) = tokio::join!(cameras::list(&app.database, &filter), overlay(&app));
            let (overlay, now) = (overlay?, Timestamp::now());
            let cameras = rows?.into_iter().map(|row| Camera::new(row, &overlay, now));
            Ok(cameras.collect())
        }
    };
    app.answers.cameras.read(filter.clone(), read).await
}

/// Of the cameras that pass the filter the first `limit` after this name, by name, as they are now; and how many pass it.
pub(super) async fn page(
    app: &App,
    filter: &Filter,
    after: Option<&str>,
    limit: usize,
) -> Result<(Vec<Camera>, usize), Problem> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = cameras::page(&app.database, filter, after, limit);
    let (rows, overlay) = tokio::join!(rows, overlay(app));
    let ((rows, total), overlay, now) = (rows?, overlay?, Timestamp::now());
    let cameras = rows.into_iter().map(|row| Camera::new(row, &overlay, now));
    Ok((cameras.collect(), usize::try_from(total).unwrap_or_default()))
}

/// The camera of an id or a name, as it is now. Requests that wait for the same share a read.
pub(super) async fn camera(app: &App, key: &Key) -> Result<Option<Camera>, Problem> {
    let read = || {
        let (app, key) = (app.clone(), key.clone());
        async move {
            let (row, overlay) = tokio::join!(cameras::one(&app.database, &key), overlay(&app));
            let (overlay, now) = (overlay?, Timestamp::now());
            Ok(row?.map(|row| Camera::new(row, &overlay, now)))
        }
    };
    app.answers.camera.read(key.clone(), read).await
}

/// The cameras of these names, as they are now.
pub(super) async fn named(app: &App, names: &[String]) -> Result<Vec<Camera>, Problem> {
    let (rows, overlay) = tokio::join!(cameras::named(&app.database, names), overlay(app));
    let (overlay, now) = (overlay?, Timestamp::now());
    let mut cameras: Vec<_> = rows?
        .into_iter()
        .map(|row| Camera::new(row, &overlay, now))
        .collect();
    show_views(&mut cameras, &app.cache).await;
    Ok(cameras)
}

/// The maintenance windows of now. Requests share a read.
pub(super) async fn overlay(app: &App) -> Result<Arc<Overlay>, Problem> {
    let read = || {
        let database = app.database.clone();
        async move {
            let now = Timestamp::now();
            let windows = maintenance::of(&database, now).await?;
            Ok(Arc::new(Overlay::new(&windows, now)))
        }
    };
    app.answers.overlay.read((), read).await
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
