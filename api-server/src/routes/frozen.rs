//! The frozen contract of existing clients: bare arrays and objects, unversioned. Nothing here may change.

use axum::Json;
use axum::extract::{Path, State};
use axum::routing::get;
use http::Method;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::cameras::find;
use super::view::{self, Shown, count_views};
use crate::db::cameras::Filter;
use crate::error::Problem;

/// Routes of the frozen contract.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index))
        .routes(routes!(list))
        .routes(routes!(one))
        // Other names of the same; `openapi::ALIASES` describes them.
        .route("/cameras", get(list))
        .route("/cameras/{id}", get(one))
}

/// A camera of the frozen contract.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FrozenCamera)]
struct Camera {
    /// Number of the camera; never used again for another one.
    #[schema(examples(7))]
    id: i32,
    /// Name of the camera.
    #[schema(examples("hall"))]
    name: String,
    /// Host and port, or the URL's host alone.
    #[schema(examples("10.20.1.11:554"))]
    address: String,
    /// Its state.
    status: Shown,
    /// Where it hangs.
    location: Option<String>,
    /// How often it was looked at; null while the cache is away.
    #[schema(examples(42))]
    views: Option<i64>,
}

impl From<view::Camera> for Camera {
    fn from(camera: view::Camera) -> Self {
        Self {
            id: camera.id,
            name: camera.name,
            address: camera.address,
            status: camera.state,
            location: camera.location,
            views: camera.views,
        }
    }
}

/// A camera of `GET /`.
#[derive(Debug, Serialize, ToSchema)]
struct IndexCamera {
    #[serde(flatten)]
    camera: Camera,
    /// What people call it.
    nom: String,
    /// Its zone.
    promo: String,
}

impl From<view::Camera> for IndexCamera {
    fn from(camera: view::Camera) -> Self {
        let (nom, promo) = (camera.display_name.clone(), camera.zone.clone());
        Self {
            camera: camera.into(),
            nom,
            promo,
        }
    }
}

/// All cameras, for existing clients
///
/// A bare array. Counts one view of each camera.
#[utoipa::path(get, path = "/", operation_id = "index", tag = "Existing clients",
    responses((status = 200, description = "All cameras by id.", body = Vec<IndexCamera>)))]
async fn index(State(app): State<App>, method: Method) -> Result<Json<Vec<IndexCamera>>, Problem> {
    Ok(Json(
        counted(&app, &method)
            .await?
            .into_iter()
            .map(IndexCamera::from)
            .collect(),
    ))
}

/// All cameras, for existing clients
///
/// A bare array. Counts one view of each camera.
#[utoipa::path(get, path = "/api/cameras", operation_id = "allCameras", tag = "Existing clients",
    responses((status = 200, description = "All cameras by id.", body = Vec<Camera>)))]
async fn list(State(app): State<App>, method: Method) -> Result<Json<Vec<Camera>>, Problem> {
    Ok(Json(
        counted(&app, &method)
            .await?
            .into_iter()
            .map(Camera::from)
            .collect(),
    ))
}

/// A camera, for existing clients
///
/// Counts one view of it.
#[utoipa::path(get, path = "/api/cameras/{id}", operation_id = "oneCamera", tag = "Existing clients",
    params(("id" = String, Path, description = "Id or name of the camera.", example = "7")),
    responses(
        (status = 200, description = "The camera.", body = Camera),
        (status = 404, description = "There is no such camera."),
    ))]
async fn one(
    State(app): State<App>,
    method: Method,
    Path(key): Path<String>,
) -> Result<Json<Camera>, Problem> {
    Ok(Json(find(&app, &method, &key).await?.into()))
}

/// All cameras by id, one view counted of each.
async fn counted(app: &App, method: &Method) -> Result<Vec<view::Camera>, Problem> {
    let mut cameras = view::cameras(app, &Filter::default()).await?.to_vec();
    cameras.sort_by_key(|camera| camera.id);
    count_views(&mut cameras, &app.cache, method).await;
    Ok(cameras)
}
