//! The simulator's own API: who is there, what happened, and who behaves how from now on.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::behaviour::Behaviour;
use crate::config::Identity;
use crate::fleet::{Camera, Counters, OpenSession};
use crate::http::problem::Problem;
use crate::world::World;

/// A camera as the API shows it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shown {
    name: String,
    behaviour: Behaviour,
    identity: Identity,
    /// Whether it differs from its configuration by a change through this API or a script.
    is_live: bool,
    /// When the behaviour began.
    changed_at: Timestamp,
    counters: Counters,
}

impl From<&Camera> for Shown {
    fn from(camera: &Camera) -> Self {
        let playing = camera.playing();
        Self {
            name: camera.name().to_owned(),
            behaviour: playing.part.behaviour,
            identity: playing.part.identity,
            is_live: playing.is_live,
            changed_at: playing.changed_at,
            counters: camera.counters(),
        }
    }
}

/// A list.
#[derive(Serialize)]
pub(super) struct List<T> {
    total: usize,
    items: Vec<T>,
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self {
            total: items.len(),
            items,
        }
    }
}

/// A change of one camera; what is left out stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    behaviour: Option<Behaviour>,
    identity: Option<Identity>,
}

/// A change of several.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Changes {
    cameras: Vec<NamedChange>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedChange {
    name: String,
    behaviour: Option<Behaviour>,
    identity: Option<Identity>,
}

/// `GET /healthz`
pub(super) async fn health(State(world): State<Arc<World>>) -> Json<Value> {
    Json(json!({"status": "ok", "cameras": world.fleet.cameras().len()}))
}

/// `GET /cameras`
pub(super) async fn list(State(world): State<Arc<World>>) -> Json<List<Shown>> {
    let shown: Vec<Shown> = world
        .fleet
        .cameras()
        .iter()
        .map(|camera| Shown::from(&**camera))
        .collect();
    Json(shown.into())
}

/// `GET /cameras/{name}`
pub(super) async fn one(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
) -> Result<Json<Shown>, Problem> {
    find(&world, &name).map(|camera| Json(Shown::from(&*camera)))
}

/// `PUT /cameras/{name}`
pub(super) async fn change(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Json<Shown>, Problem> {
    let camera = find(&world, &name)?;
    let change: Change = serde_json::from_slice(&body).map_err(|error| Problem::body(&error))?;
    camera.set_live(change.behaviour, change.identity);
    Ok(Json(Shown::from(&*camera)))
}

/// `PUT /cameras`: all of the changes, or none.
pub(super) async fn change_many(
    State(world): State<Arc<World>>,
    body: Bytes,
) -> Result<Json<List<Shown>>, Problem> {
    let changes: Changes = serde_json::from_slice(&body).map_err(|error| Problem::body(&error))?;
    let found: Result<Vec<_>, Problem> = changes
        .cameras
        .into_iter()
        .map(|change| Ok((find(&world, &change.name)?, change)))
        .collect();
    let mut shown = Vec::new();
    for (camera, change) in found? {
        camera.set_live(change.behaviour, change.identity);
        shown.push(Shown::from(&*camera));
    }
    Ok(Json(shown.into()))
}

/// `POST /reset`
pub(super) async fn reset(State(world): State<Arc<World>>) -> Json<Value> {
    world.fleet.reset();
    Json(json!({"status": "ok"}))
}

/// `GET /sessions`
pub(super) async fn sessions(State(world): State<Arc<World>>) -> Json<List<OpenSession>> {
    Json(world.fleet.sessions().into())
}

fn find(world: &World, name: &str) -> Result<Arc<Camera>, Problem> {
    let unknown = || Problem::not_found(format!("there is no camera {name:?}; /cameras lists them"));
    world.fleet.camera(name).ok_or_else(unknown)
}
