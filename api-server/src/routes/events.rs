//! `/api/v1/events`: what happened to cameras, newest first.

use axum::Json;
use axum::extract::{Query, State};
use serde::de::value::{Error, StrDeserializer};
use serde::{Deserialize as _, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::cameras::{Page, find_row};
use super::query::{Paging, Params, one_more};
use super::view::CameraRef;
use crate::db::events::{self, EventKind, EventRow, Filter};
use crate::error::Problem;
use crate::time::ApiTime;

/// Name of the list in its cursors.
const LIST: &str = "events";

/// Route of events.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// An event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Event {
    /// Number of the event.
    id: i64,
    /// Its place in the order of all events; the same as `id`.
    seq: i64,
    /// What it tells.
    #[schema(value_type = EventKind)]
    kind: String,
    /// Whose event it is.
    camera: CameraRef,
    /// When it was decided.
    at: ApiTime,
    /// From when on it was so: the first of the probes that decided it.
    since: ApiTime,
    /// The state, firmware or size before.
    #[schema(examples("Up"))]
    from: String,
    /// The one from now on.
    #[schema(examples("Down"))]
    to: String,
    /// Why, in one word.
    #[schema(examples("Timeout"))]
    reason: Option<String>,
    /// Why, in words.
    message: Option<String>,
    /// How long the state before lasted, in milliseconds.
    #[schema(examples(86_400_000))]
    previous_duration_ms: Option<i64>,
    /// Number of the prober's shard that saw it.
    shard: i32,
}

impl From<EventRow> for Event {
    fn from(row: EventRow) -> Self {
        Self {
            id: row.seq,
            seq: row.seq,
            kind: row.kind,
            camera: CameraRef {
                id: row.camera_id,
                name: row.camera,
            },
            at: ApiTime(row.at.to_jiff()),
            since: ApiTime(row.since.to_jiff()),
            from: row.from_state,
            to: row.to_state,
            reason: row.reason,
            message: row.message,
            previous_duration_ms: row.previous_duration_ms,
            shard: row.shard,
        }
    }
}

/// What happened to cameras
///
/// Newest first. `total` counts 10,000 at most.
#[utoipa::path(get, path = "/api/v1/events", operation_id = "listEvents", tag = "Events",
    params(
        ("camera" = Option<String>, Query, description = "Only events of the camera with this id or name."),
        ("kind" = inline(Option<EventKind>), Query, description = "Only events of this kind; without it all but Verdict."),
        Paging,
    ),
    responses(
        (status = 200, description = "A page of events.", body = Page<Event>),
        (status = 404, description = "There is no such camera."),
    ))]
async fn list(
    State(app): State<App>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<Event>>, Problem> {
    let mut params = Params::new(pairs);
    let camera = params.text("camera");
    let kind = kind(&mut params);
    let limit = params.limit();
    let before = params.before(LIST)?;
    params.finish()?;

    let camera = match camera {
        Some(key) => Some(find_row(&app, &key).await?.name),
        None => None,
    };
    let filter = Filter { camera, kind };
    let (rows, total) = events::page(&app.database, &filter, before, one_more(limit)).await?;
    Ok(Json(Page::of_rows(rows, total, limit, LIST, |row| row.seq)))
}

/// The parameter `kind`.
fn kind(params: &mut Params) -> Option<EventKind> {
    let word = params.text("kind")?;
    let kind = EventKind::deserialize(StrDeserializer::<Error>::new(&word)).ok();
    if kind.is_none() {
        params.refuse("kind", "must be State, Verdict, Replaced, Firmware or Resolution");
    }
    kind
}
