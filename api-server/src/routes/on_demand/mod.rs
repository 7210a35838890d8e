//! What is asked of a camera while somebody waits: a probe, a picture.

mod limit;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use contract::inventory::Previews;
use http::{HeaderValue, StatusCode, header};
pub use limit::ProbeLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::cameras::find_row;
use super::view;
use crate::access::Actor;
use crate::db::{audit, owned};
use crate::error::Problem;
use crate::internal::{ProbeAnswer, SNAPSHOT_AT, SNAPSHOT_REASON, slugs};
use crate::probers::Errand;
use crate::time::ApiTime;

/// Routes that ask a camera, or look up many.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(probe))
        .routes(routes!(snapshot))
        .merge(super::owned::import::router())
        .merge(super::tryout::router())
}

/// Probe a camera now
///
/// Waits for the result, which takes as long as the camera's settings let it.
#[utoipa::path(post, path = "/api/v1/cameras/{key}/probe", operation_id = "probeCamera", tag = "Cameras",
    params(("key" = String, Path, description = "Id or name of the camera.", example = "hall")),
    responses(
        (status = 200, description = "What the probe found.", body = ProbeAnswer),
        (status = 404, description = "There is no such camera."),
        (status = 409, description = "The camera is disabled (camera-disabled), or its login is held (auth-held)."),
        (status = 429, description = "It was probed on demand less than 5 seconds ago."),
        (status = 504, description = "Its prober does not answer (prober-unreachable)."),
    ))]
async fn probe(
    State(app): State<App>,
    actor: Actor,
    Path(key): Path<String>,
) -> Result<Json<ProbeAnswer>, Problem> {
    let errand = errand(&app, &key).await?;
    app.probe_limit.admit(&app.cache, &errand.camera).await?;
    tracing::info!(camera = errand.camera, actor = actor.name(), "probe on demand");
    Ok(Json(app.probers.probe(&errand).await?))
}

/// A camera's picture
///
/// Nobody sees a picture without a line in the audit log.
#[utoipa::path(get, path = "/api/v1/cameras/{key}/snapshot", operation_id = "getSnapshot", tag = "Cameras",
    params(("key" = String, Path, description = "Id or name of the camera.", example = "hall")),
    responses(
        (status = 200, description = "JPEG, 320 pixels a side at most.", body = Vec<u8>, content_type = "image/jpeg", headers(
            ("X-Snapshot-At" = ApiTime, description = "When it was taken."),
            ("X-Snapshot-Reason" = Option<String>, description = "Why it is not a new one; absent while it is."),
        )),
        (status = 404, description = "There is no such camera (not-found), it has no pictures (no-picture-source), or the site \
            shows none (previews-off)."),
        (status = 409, description = "The camera is disabled (camera-disabled), or its login is held (auth-held)."),
        (status = 503, description = "There is no picture now (picture-unavailable), or the database is away."),
        (status = 504, description = "Its prober does not answer (prober-unreachable)."),
    ))]
async fn snapshot(
    State(app): State<App>,
    actor: Actor,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let errand = errand(&app, &key).await?;
    if !shows_pictures(&app) {
        let detail = "This site shows no pictures; spec.previews.mode: OnDemand would turn them on.";
        return Err(Problem::new(StatusCode::NOT_FOUND, slugs::PREVIEWS_OFF, detail));
    }
    let snapshot = app.probers.snapshot(&errand).await?;
    audit::write(&app.database, &actor.did("camera.snapshot", &errand.camera)).await?;
    let mut response = snapshot.jpeg.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(SNAPSHOT_AT, snapshot.at);
    if let Some(reason) = snapshot.reason {
        headers.insert(SNAPSHOT_REASON, reason);
    }
    Ok(response)
}

fn shows_pictures(app: &App) -> bool {
    let inventory = app.inventory.borrow();
    let file = inventory.value.as_ref();
    file.is_some_and(|file| file.previews == Previews::OnDemand)
}

/// The errand to the prober of the camera that the client names by id or name.
async fn errand(app: &App, key: &str) -> Result<Errand, Problem> {
    let row = find_row(app, key).await?;
    if !row.enabled {
        let detail = format!(
            "The camera {:?} is disabled, so no prober asks it anything.",
            row.name
        );
        return Err(Problem::new(StatusCode::CONFLICT, "camera-disabled", detail));
    }
    let site = view::inventory(app)?;
    let declared = site
        .cameras
        .iter()
        .find(|camera| camera.name == row.name)
        .cloned();
    let camera = match declared {
        Some(camera) => Some(camera),
        None if row.origin == "Api" => owned::definition(&app.database, &row.name)
            .await?
            .map(|definition| definition.camera(&site.probe)),
        None => None,
    };
    camera
        .map(|camera| Errand::new(&site, &camera))
        .ok_or_else(|| Problem::not_found(format!("The camera {:?} is leaving the inventory.", row.name)))
}
