//! Cameras that users enter: `/api/v1/cameras` and below it, to be changed.

pub(super) mod export;
pub(super) mod import;
mod input;
mod pin;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use contract::inventory::CAMERAS_MAX;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jiff::Timestamp;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::body::Body;
use super::cameras::find_row;
use super::etag::{self, IfMatch};
use super::view::{self, Camera, show_views};
use crate::access::Actor;
use crate::db::cameras::CameraRow;
use crate::db::owned::{self, OwnedWrite, Refusal};
use crate::error::{Invalid, Problem};
use crate::inventory::definition::Definition;

/// Routes of cameras to be changed.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create))
        .routes(routes!(replace, patch, remove))
        .routes(routes!(definition))
        .merge(export::router())
}

/// Enter a camera
#[utoipa::path(post, path = "/api/v1/cameras", operation_id = "createCamera", tag = "Cameras", request_body = Definition,
    responses(
        (status = 201, description = "The camera. A prober takes it up within seconds.", body = Camera,
            headers(("etag" = String, description = "Its version, for If-Match."),
                ("location" = String, description = "Its path."))),
        (status = 409, description = "The name is taken (name-taken) or belongs to the CameraSite (owned-by-spec), or there are too many."),
        (status = 422, description = "The site cannot have it; each error says which field and why."),
    ))]
async fn create(State(app): State<App>, actor: Actor, Body(body): Body<Value>) -> Result<Response, Problem> {
    let definition = input::read(&body)?;
    let write = accepted(&app, &definition).await?;
    let entry = actor.did("camera.create", &definition.name);
    let row = owned::create(&app.database, &write, &entry)
        .await?
        .map_err(refused)?;
    tagged(&app, StatusCode::CREATED, row).await
}

/// Replace what was entered of a camera
#[utoipa::path(put, path = "/api/v1/cameras/{key}", operation_id = "replaceCamera", tag = "Cameras", request_body = Definition,
    params(("key" = String, Path, description = "Id or name of the camera.", example = "quay"),
        ("If-Match" = Option<String>, Header, description = "The entity tag of the version that is changed; `*` for any.")),
    responses(
        (status = 200, description = "The camera.", body = Camera, headers(("etag" = String, description = "Its version, for If-Match."))),
        (status = 404, description = "There is no such camera."),
        (status = 409, description = "The camera belongs to the CameraSite (owned-by-spec)."),
        (status = 412, description = "It has changed since (version-mismatch)."),
        (status = 422, description = "The site cannot have it; each error says which field and why."),
        (status = 428, description = "The request names no version (if-match-required)."),
    ))]
async fn replace(
    State(app): State<App>,
    actor: Actor,
    Path(key): Path<String>,
    headers: HeaderMap,
    Body(body): Body<Value>,
) -> Result<Response, Problem> {
    let condition = IfMatch::of(&headers)?;
    let current = changeable(&app, &key).await?;
    let version = condition.admit(current.version)?;
    change(&app, &actor, &current, version, &body).await
}

/// Change some of what was entered of a camera
///
/// The body is a merge patch (RFC 7396).
#[utoipa::path(patch, path = "/api/v1/cameras/{key}", operation_id = "patchCamera", tag = "Cameras", request_body = Object,
    params(("key" = String, Path, description = "Id or name of the camera.", example = "quay"),
        ("If-Match" = Option<String>, Header, description = "The entity tag of the version that is changed; `*` for any.")),
    responses(
        (status = 200, description = "The camera.", body = Camera, headers(("etag" = String, description = "Its version, for If-Match."))),
        (status = 404, description = "There is no such camera."),
        (status = 409, description = "The camera belongs to the CameraSite (owned-by-spec)."),
        (status = 412, description = "It has changed since (version-mismatch)."),
        (status = 422, description = "The site cannot have it; each error says which field and why."),
        (status = 428, description = "The request names no version (if-match-required)."),
    ))]
async fn patch(
    State(app): State<App>,
    actor: Actor,
    Path(key): Path<String>,
    headers: HeaderMap,
    Body(patch): Body<Value>,
) -> Result<Response, Problem> {
    let condition = IfMatch::of(&headers)?;
    let current = changeable(&app, &key).await?;
    // Between reading and writing nobody else may have changed it, whatever the client would take.
    let version = condition.admit(current.version)?.unwrap_or(current.version);
    let entered = entered(&app, &current.name).await?;
    let mut body = serde_json::to_value(entered).map_err(anyhow::Error::from)?;
    input::merge(&mut body, &patch);
    change(&app, &actor, &current, Some(version), &body).await
}

async fn change(
    app: &App,
    actor: &Actor,
    current: &CameraRow,
    version: Option<i32>,
    body: &Value,
) -> Result<Response, Problem> {
    let definition = input::read(body)?;
    if definition.name != current.name {
        return Err(Problem::invalid(vec![Invalid {
            pointer: "/name".to_owned(),
            detail: "A camera keeps its name, its history hangs on it; remove it and enter another one."
                .to_owned(),
        }]));
    }
    let write = accepted(app, &definition).await?;
    let entry = actor.did("camera.replace", &current.name);
    let row = owned::replace(&app.database, version, &write, &entry).await?;
    tagged(app, StatusCode::OK, row.map_err(refused)?).await
}

/// Remove a camera that was entered
///
/// Its history stays for as long as history is kept.
#[utoipa::path(delete, path = "/api/v1/cameras/{key}", operation_id = "deleteCamera", tag = "Cameras",
    params(("key" = String, Path, description = "Id or name of the camera.", example = "quay"),
        ("If-Match" = Option<String>, Header, description = "The entity tag of the version that is changed; `*` for any.")),
    responses(
        (status = 204, description = "It is removed."),
        (status = 404, description = "There is no such camera."),
        (status = 409, description = "The camera belongs to the CameraSite (owned-by-spec)."),
        (status = 412, description = "It has changed since (version-mismatch)."),
        (status = 428, description = "The request names no version (if-match-required)."),
    ))]
async fn remove(
    State(app): State<App>,
    actor: Actor,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let condition = IfMatch::of(&headers)?;
    let current = changeable(&app, &key).await?;
    let version = condition.admit(current.version)?;
    let entry = actor.did("camera.delete", &current.name);
    let removed = owned::remove(&app.database, &current.name, version, &entry).await?;
    removed.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was entered of a camera
///
/// To be changed and sent back.
#[utoipa::path(get, path = "/api/v1/cameras/{key}/definition", operation_id = "getCameraDefinition", tag = "Cameras",
    params(("key" = String, Path, description = "Id or name of the camera.", example = "quay")),
    responses(
        (status = 200, description = "As it was entered: what is sent to enter it.", body = Object, headers(("etag" = String, description = "Its version, for If-Match."))),
        (status = 404, description = "There is no such camera, or the CameraSite declares it."),
    ))]
async fn definition(State(app): State<App>, Path(key): Path<String>) -> Result<Response, Problem> {
    let row = find_row(&app, &key).await?;
    if row.origin != "Api" {
        let detail = format!(
            "The camera {:?} is declared by the CameraSite, see its spec.",
            row.name
        );
        return Err(Problem::not_found(detail));
    }
    let entered = entered(&app, &row.name).await?;
    Ok(([(header::ETAG, etag::of(row.version))], Json(entered)).into_response())
}

async fn entered(app: &App, name: &str) -> Result<Definition, Problem> {
    owned::definition(&app.database, name).await?.ok_or_else(|| {
        Problem::not_found(format!(
            "Nothing is known of how the camera {name:?} was entered."
        ))
    })
}

/// The row of a camera that users may change.
async fn changeable(app: &App, key: &str) -> Result<CameraRow, Problem> {
    let row = find_row(app, key).await?;
    if row.origin == "Api" {
        Ok(row)
    } else {
        Err(refused(Refusal::Declared(row.name)))
    }
}

/// The camera to be stored, if the site can have it.
async fn accepted(app: &App, definition: &Definition) -> Result<OwnedWrite, Problem> {
    let site = view::inventory(app)?;
    definition.judge(&site).map_err(Problem::invalid)?;
    // Its row may not be there yet: the file tells first.
    if site.cameras.iter().any(|camera| camera.name == definition.name) {
        return Err(refused(Refusal::Declared(definition.name.clone())));
    }
    let rules = pin::rules(app, &site).await?;
    let pinned = pin::pin(&rules, definition)
        .await
        .map_err(|invalid| Problem::invalid(vec![invalid]))?;
    Ok(OwnedWrite::new(definition, pinned, &site).map_err(anyhow::Error::from)?)
}

/// The problem of a change that did not happen.
fn refused(refusal: Refusal) -> Problem {
    let conflict = |slug, detail: String| Problem::new(StatusCode::CONFLICT, slug, detail);
    match refusal {
        Refusal::Declared(name) => conflict(
            "owned-by-spec",
            format!("The camera {name:?} belongs to the CameraSite; change it there."),
        ),
        Refusal::Taken => conflict(
            "name-taken",
            "A camera of this name was entered already; choose another name, or change that one.".to_owned(),
        ),
        Refusal::Full => conflict(
            "too-many",
            format!("A site has {CAMERAS_MAX} cameras at most; remove some, or make another site."),
        ),
        Refusal::Changed => etag::mismatch(),
        Refusal::Gone => Problem::not_found("The camera was removed meanwhile."),
    }
}

/// The camera with its entity tag.
async fn tagged(app: &App, status: StatusCode, row: CameraRow) -> Result<Response, Problem> {
    let tag = etag::of(row.version);
    let location = HeaderValue::try_from(format!("/api/v1/cameras/{}", row.name));
    let overlay = view::overlay(app).await?;
    let mut camera = Camera::new(row, &overlay, Timestamp::now());
    show_views(std::slice::from_mut(&mut camera), &app.cache).await;
    let mut response = (status, Json(camera)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag);
    if let (StatusCode::CREATED, Ok(location)) = (status, location) {
        headers.insert(header::LOCATION, location);
    }
    Ok(response)
}
