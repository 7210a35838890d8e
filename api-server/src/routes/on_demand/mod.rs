//! What is asked of a camera while somebody waits: a probe, a picture.

mod limit;

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use contract::inventory::Previews;
use http::{HeaderValue, StatusCode, header};
pub use limit::ProbeLimit;

use super::App;
use super::cameras::find_row;
use super::view;
use crate::access::Actor;
use crate::db::{audit, owned};
use crate::error::Problem;
use crate::internal::{ProbeAnswer, SNAPSHOT_AT, SNAPSHOT_REASON, slugs};
use crate::probers::Errand;

/// Routes that ask a camera, or look up many.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/api/v1/cameras/{key}/probe", post(probe))
        .route("/api/v1/cameras/{key}/snapshot", get(snapshot))
        .merge(super::owned::import::router())
        .merge(super::tryout::router())
}

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

/// Nobody sees a picture without a line in the audit log.
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
