//! `/api/v1/events`: what happened to cameras, newest first.

use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::de::value::{Error, StrDeserializer};
use serde::{Deserialize as _, Serialize};

use super::App;
use super::cameras::{Page, find_row};
use super::query::{Params, one_more};
use crate::db::events::{self, EventKind, EventRow, Filter};
use crate::error::Problem;
use crate::time::ApiTime;

/// Name of the list in its cursors.
const LIST: &str = "events";

/// Route of events.
pub(super) fn router() -> Router<App> {
    Router::new().route("/api/v1/events", get(list))
}

/// An event.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    id: i64,
    seq: i64,
    kind: String,
    camera: CameraRef,
    at: ApiTime,
    since: ApiTime,
    from: String,
    to: String,
    reason: Option<String>,
    message: Option<String>,
    previous_duration_ms: Option<i64>,
    shard: i32,
}

/// Which camera an event is of.
#[derive(Debug, Serialize)]
struct CameraRef {
    id: i32,
    name: String,
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
