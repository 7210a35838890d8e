//! `/api/v1/notes`: what one shift tells the next.

use axum::Json;
use axum::extract::{Query, State};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::body::Body;
use super::cameras::{Page, find_row};
use super::query::{Paging, Params, one_more};
use crate::access::Actor;
use crate::db::notes::{self, NoteRow};
use crate::error::{Invalid, Problem};
use crate::time::ApiTime;

/// Name of the list in its cursors.
const LIST: &str = "notes";
/// The longest note, in characters.
const TEXT_LIMIT: usize = 4_000;

/// Routes of notes.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create))
}

/// A note.
#[derive(Debug, Serialize, ToSchema)]
struct Note {
    /// Number of the note.
    id: i64,
    /// When it was written.
    at: ApiTime,
    /// By whom.
    #[schema(examples("jane"))]
    author: String,
    /// Name of the camera that it is about, if it is about one.
    #[schema(examples("hall"))]
    camera: Option<String>,
    /// What it says.
    #[schema(examples("The lift's camera is being cleaned."))]
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
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewNote)]
#[serde(deny_unknown_fields)]
struct Input {
    /// What it says.
    #[schema(
        min_length = 1,
        max_length = 4_000,
        examples("The lift's camera is being cleaned.")
    )]
    text: String,
    /// Id or name of the camera that it is about, if it is about one.
    #[serde(default)]
    #[schema(examples("hall"))]
    camera: Option<String>,
}

/// What one shift told the next
///
/// Newest first.
#[utoipa::path(get, path = "/api/v1/notes", operation_id = "listNotes", tag = "Notes",
    params(("camera" = Option<String>, Query, description = "Only notes about the camera with this id or name."), Paging),
    responses(
        (status = 200, description = "A page of notes.", body = Page<Note>),
        (status = 404, description = "There is no such camera."),
    ))]
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

/// Leave a note
#[utoipa::path(post, path = "/api/v1/notes", operation_id = "createNote", tag = "Notes", request_body = Input,
    responses(
        (status = 201, description = "The note.", body = Note),
        (status = 404, description = "There is no such camera."),
        (status = 422, description = "The text is empty or too long."),
    ))]
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
