//! `/api/v1/notes`: what one shift tells the next.

use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::App;
use super::body::Body;
use super::cameras::{Page, find_row};
use super::query::{Params, one_more};
use crate::access::Actor;
use crate::db::notes::{self, NoteRow};
use crate::error::{Invalid, Problem};
use crate::time::ApiTime;

/// Name of the list in its cursors.
const LIST: &str = "notes";
/// The longest note, in characters.
const TEXT_LIMIT: usize = 4_000;

/// Routes of notes.
pub(super) fn router() -> Router<App> {
    Router::new().route("/api/v1/notes", get(list).post(create))
}

/// A note.
#[derive(Debug, Serialize)]
struct Note {
    id: i64,
    at: ApiTime,
    author: String,
    camera: Option<String>,
    text: String,
}

impl From<NoteRow> for Note {
    fn from(row: NoteRow) -> Self {
        Self {
            id: row.id,
            at: ApiTime(row.at.to_jiff()),
            author: row.author,
            camera: row.camera,
            text: row.text,
        }
    }
}

/// A note as it is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    text: String,
    #[serde(default)]
    camera: Option<String>,
}

async fn list(
    State(app): State<App>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<Note>>, Problem> {
    let mut params = Params::new(pairs);
    let camera = params.text("camera");
    let limit = params.limit();
    let before = params.before(LIST)?;
    params.finish()?;
    let camera = match camera {
        Some(key) => Some(find_row(&app, &key).await?.name),
        None => None,
    };
    let (rows, total) = notes::page(&app.database, camera.as_deref(), before, one_more(limit)).await?;
    Ok(Json(Page::of_rows(rows, total, limit, LIST, |row| row.id)))
}

async fn create(
    State(app): State<App>,
    actor: Actor,
    Body(input): Body<Input>,
) -> Result<(StatusCode, Json<Note>), Problem> {
    let text = input.text.trim();
    if text.is_empty() || text.chars().count() > TEXT_LIMIT || text.contains('\0') {
        return Err(Problem::invalid(vec![Invalid {
            pointer: "/text".to_owned(),
            detail: format!("The text must have 1 to {TEXT_LIMIT} characters."),
        }]));
    }
    let camera = match &input.camera {
        Some(key) => Some(find_row(&app, key).await?.name),
        None => None,
    };
    let row = notes::create(&app.database, actor.name(), camera.as_deref(), text).await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}
