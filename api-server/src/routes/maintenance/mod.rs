//! `/api/v1/maintenance`: when cameras are worked on.

mod input;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::body::Body;
use super::cameras::Page;
use super::etag::{self, IfMatch};
use super::query::{Paging, Params, one_more};
use crate::access::Actor;
use crate::db::maintenance::{self, Filter, WindowRow, WindowWrite};
use crate::error::{Invalid, Problem};
use crate::history::windows::Scope;
use crate::time::ApiTime;
use input::{Input, ScopeWord};

/// Name of the list in its cursors.
const LIST: &str = "maintenance";
/// The most windows that come again: each is reckoned for every read of the cameras.
const RECURRING_LIMIT: i64 = 200;

/// Routes of maintenance windows.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(one, replace, delete))
}

/// A maintenance window.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MaintenanceWindow)]
#[serde(rename_all = "camelCase")]
pub(super) struct Window {
    /// Number of the window.
    pub(super) id: i64,
    /// Version of the window, as in its `ETag`.
    version: i32,
    /// What it covers.
    #[schema(value_type = ScopeWord)]
    scope: String,
    /// The zone that it covers.
    zone: Option<String>,
    /// Name of the camera that it covers.
    #[schema(examples("hall"))]
    camera: Option<String>,
    /// What is done.
    #[schema(examples("New lenses"))]
    reason: String,
    /// When it starts; of one that comes again: from when on.
    starts_at: ApiTime,
    /// When it ends; of one that comes again: until when it does, null for ever.
    ends_at: Option<ApiTime>,
    /// When it comes again, if it does.
    recurrence: Option<Recurrence>,
    /// Until when it covers its cameras, if it covers them now.
    active_until: Option<ApiTime>,
    /// Who planned it.
    created_by: String,
    /// When it was planned.
    created_at: ApiTime,
    /// Who last changed it.
    updated_by: String,
    /// When it was last changed.
    updated_at: ApiTime,
}

/// When a window comes again.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Recurrence {
    /// Minute, hour, day of the month, month, day of the week at which it begins.
    #[schema(examples("30 22 * * MON"))]
    cron: String,
    /// IANA name of the time zone in which that is meant.
    #[schema(examples("Europe/Paris"))]
    time_zone: String,
    /// How long it lasts each time, in seconds.
    #[schema(examples(7200))]
    duration_seconds: i32,
}

impl From<WindowRow> for Window {
    fn from(row: WindowRow) -> Self {
        let piece = row.window().and_then(|window| window.piece_at(Timestamp::now()));
        let recurrence = match (row.cron, row.time_zone, row.duration_seconds) {
            (Some(cron), Some(time_zone), Some(duration_seconds)) => Some(Recurrence {
                cron,
                time_zone,
                duration_seconds,
            }),
            _ => None,
        };
        Self {
            id: row.id,
            version: row.version,
            scope: row.scope,
            zone: row.zone,
            camera: row.camera,
            reason: row.reason,
            starts_at: ApiTime(row.starts_at.to_jiff()),
            ends_at: row.ends_at.map(|at| ApiTime(at.to_jiff())),
            recurrence,
            active_until: piece.map(|piece| ApiTime(piece.to())),
            created_by: row.created_by,
            created_at: ApiTime(row.created_at.to_jiff()),
            updated_by: row.updated_by,
            updated_at: ApiTime(row.updated_at.to_jiff()),
        }
    }
}

impl Window {
    /// Whether it covers its cameras now.
    pub(super) fn is_active(&self) -> bool {
        self.active_until.is_some()
    }
}

/// A window with its entity tag.
fn tagged(status: StatusCode, row: WindowRow) -> Response {
    let (id, tag) = (row.id, etag::of(row.version));
    let mut response = (status, Json(Window::from(row))).into_response();
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag);
    if status == StatusCode::CREATED
        && let Ok(location) = HeaderValue::try_from(format!("/api/v1/maintenance/{id}"))
    {
        headers.insert(header::LOCATION, location);
    }
    response
}

/// Maintenance windows
///
/// Newest first.
#[utoipa::path(get, path = "/api/v1/maintenance", operation_id = "listMaintenance", tag = "Maintenance",
    params(
        ("scope" = inline(Option<ScopeWord>), Query, description = "Only windows that cover this."),
        ("zone" = Option<String>, Query, description = "Only windows of this zone."),
        ("camera" = Option<String>, Query, description = "Only windows of the camera with this name."),
        Paging,
    ),
    responses((status = 200, description = "A page of windows.", body = Page<Window>)))]
async fn list(
    State(app): State<App>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<Window>>, Problem> {
    let mut params = Params::new(pairs);
    let filter = Filter {
        scope: params.text("scope"),
        zone: params.text("zone"),
        camera: params.text("camera"),
    };
    let known = |scope: &String| ["Site", "Zone", "Camera"].contains(&scope.as_str());
    if !filter.scope.iter().all(known) {
        params.refuse("scope", "must be Site, Zone or Camera");
    }
    let limit = params.limit();
    let before = params.before(LIST)?;
    params.finish()?;
    let (rows, total) = maintenance::page(&app.database, &filter, before, one_more(limit)).await?;
    Ok(Json(Page::of_rows(rows, total, limit, LIST, |row| row.id)))
}

/// A maintenance window
#[utoipa::path(get, path = "/api/v1/maintenance/{id}", operation_id = "getMaintenance", tag = "Maintenance",
    params(("id" = String, Path, description = "Number of the window.", example = "5")),
    responses(
        (status = 200, description = "The window.", body = Window, headers(("ETag" = String, description = "Its version."))),
        (status = 404, description = "There is no such window."),
    ))]
async fn one(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(tagged(StatusCode::OK, find(&app, &id).await?))
}

/// Plan a maintenance window
///
/// Cameras in it are shown as Maintenance, and what happens meanwhile counts in no report.
#[utoipa::path(post, path = "/api/v1/maintenance", operation_id = "createMaintenance", tag = "Maintenance", request_body = Input,
    responses(
        (status = 201, description = "The window.", body = Window, headers(
            ("ETag" = String, description = "Its version."),
            ("Location" = String, description = "Its path."),
        )),
        (status = 409, description = "The site has too many windows that come again (too-many)."),
        (status = 422, description = "The window cannot be; `errors` says why."),
    ))]
async fn create(State(app): State<App>, actor: Actor, Body(input): Body<Input>) -> Result<Response, Problem> {
    let write = judged(&app, input).await?;
    if write.recurrence.is_some() && maintenance::recurring(&app.database).await? >= RECURRING_LIMIT {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "too-many",
            format!(
                "The site has {RECURRING_LIMIT} maintenance windows that come again, which is the most; delete one."
            ),
        ));
    }
    let entry = actor.did("maintenance.create", "");
    let row = maintenance::create(&app.database, &write, &entry).await?;
    Ok(tagged(StatusCode::CREATED, row))
}

/// Change a maintenance window
#[utoipa::path(put, path = "/api/v1/maintenance/{id}", operation_id = "replaceMaintenance", tag = "Maintenance",
    request_body = Input,
    params(
        ("id" = String, Path, description = "Number of the window.", example = "5"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the version that is to be changed, or `*`; 428 without it."),
    ),
    responses(
        (status = 200, description = "The window as it is now.", body = Window,
            headers(("ETag" = String, description = "Its new version."))),
        (status = 404, description = "There is no such window."),
        (status = 412, description = "It was changed meanwhile (version-mismatch)."),
        (status = 422, description = "The window cannot be; `errors` says why."),
        (status = 428, description = "`If-Match` is missing (if-match-required)."),
    ))]
async fn replace(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(input): Body<Input>,
) -> Result<Response, Problem> {
    let condition = IfMatch::of(&headers)?;
    let current = find(&app, &id).await?;
    let version = condition.admit(current.version)?;
    let write = judged(&app, input).await?;
    let entry = actor.did("maintenance.replace", "");
    let row = maintenance::replace(&app.database, current.id, version, &write, &entry).await?;
    Ok(tagged(StatusCode::OK, row.ok_or_else(etag::mismatch)?))
}

/// Delete a maintenance window
#[utoipa::path(delete, path = "/api/v1/maintenance/{id}", operation_id = "deleteMaintenance", tag = "Maintenance",
    params(
        ("id" = String, Path, description = "Number of the window.", example = "5"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the version that is to be deleted, or `*`; 428 without it."),
    ),
    responses(
        (status = 204, description = "It is gone."),
        (status = 404, description = "There is no such window."),
        (status = 412, description = "It was changed meanwhile (version-mismatch)."),
        (status = 428, description = "`If-Match` is missing (if-match-required)."),
    ))]
async fn delete(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let condition = IfMatch::of(&headers)?;
    let current = find(&app, &id).await?;
    let version = condition.admit(current.version)?;
    let entry = actor.did("maintenance.delete", "");
    if maintenance::delete(&app.database, current.id, version, &entry).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(etag::mismatch())
    }
}

async fn find(app: &App, id: &str) -> Result<WindowRow, Problem> {
    let none = || {
        Problem::not_found(format!(
            "There is no maintenance window {id:?}; /api/v1/maintenance lists them."
        ))
    };
    let number = id.parse().map_err(|_| none())?;
    maintenance::one(&app.database, number).await?.ok_or_else(none)
}

/// The window that a client asks for, if it can be one.
async fn judged(app: &App, input: Input) -> Result<WindowWrite, Problem> {
    let write = input.judge(Timestamp::now()).map_err(Problem::invalid)?;
    if maintenance::exists(&app.database, &write.scope).await? {
        return Ok(write);
    }
    let (pointer, what) = match &write.scope {
        Scope::Zone(zone) => ("/zone", format!("No camera is in the zone {zone:?}.")),
        Scope::Camera(camera) => ("/camera", format!("There is no camera {camera:?}.")),
        Scope::Site => return Ok(write),
    };
    Err(Problem::invalid(vec![Invalid {
        pointer: pointer.to_owned(),
        detail: format!("{what} /api/v1/cameras lists them."),
    }]))
}
