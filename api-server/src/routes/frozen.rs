//! The frozen contract of existing clients: bare arrays and objects, unversioned. Nothing here may change.

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use http::Method;
use serde::Serialize;

use super::App;
use super::cameras::find;
use super::view::{self, Shown, count_views};
use crate::db::cameras::Filter;
use crate::error::Problem;

/// Routes of the frozen contract.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/", get(index))
        .route("/cameras", get(list))
        .route("/api/cameras", get(list))
        .route("/cameras/{id}", get(one))
        .route("/api/cameras/{id}", get(one))
}

/// A camera of the frozen contract.
#[derive(Debug, Serialize)]
struct Camera {
    id: i32,
    name: String,
    address: String,
    status: Shown,
    location: Option<String>,
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
#[derive(Debug, Serialize)]
struct IndexCamera {
    #[serde(flatten)]
    camera: Camera,
    nom: String,
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

async fn index(State(app): State<App>, method: Method) -> Result<Json<Vec<IndexCamera>>, Problem> {
    Ok(Json(
        counted(&app, &method)
            .await?
            .into_iter()
            .map(IndexCamera::from)
            .collect(),
    ))
}

async fn list(State(app): State<App>, method: Method) -> Result<Json<Vec<Camera>>, Problem> {
    Ok(Json(
        counted(&app, &method)
            .await?
            .into_iter()
            .map(Camera::from)
            .collect(),
    ))
}

async fn one(
    State(app): State<App>,
    method: Method,
    Path(key): Path<String>,
) -> Result<Json<Camera>, Problem> {
    Ok(Json(find(&app, &method, &key).await?.into()))
}

/// All cameras by id, one view counted of each.
async fn counted(app: &App, method: &Method) -> Result<Vec<view::Camera>, Problem> {
    let mut cameras = view::cameras(app, &Filter::default()).await?;
    cameras.sort_by_key(|camera| camera.id);
    count_views(&mut cameras, &app.cache, method).await;
    Ok(cameras)
}
