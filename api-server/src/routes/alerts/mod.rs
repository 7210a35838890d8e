//! `/api/v1/alerts`: what Alertmanager told, and who took it on.

mod payload;
mod webhook;

use axum::extract::{Path, Query, State};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::App;
use super::body::Body;
use super::cameras::{Page, find_row};
use super::query::{Params, one_more};
use crate::access::Actor;
use crate::db::alerts::{self, AlertRow, ChainRow, Filter};
use crate::error::{Invalid, Problem};
use crate::time::ApiTime;

/// Name of the list in its cursors.
const LIST: &str = "alerts";
/// The longest comment, in characters.
const COMMENT_LIMIT: usize = 1_000;

/// Routes of alerts.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/api/v1/alerts", get(list))
        .route("/api/v1/alerts/{id}", get(one))
        .route(
            "/api/v1/alerts/{id}/acknowledgement",
            put(acknowledge).delete(withdraw),
        )
        .route("/api/v1/alerts/webhook", post(webhook::receive))
        .route("/webhook", post(webhook::receive))
}

/// Whether an alert fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
enum AlertState {
    Firing,
    Resolved,
}

/// One time that an alert fired.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Alert {
    id: i64,
    fingerprint: String,
    name: String,
    severity: String,
    state: AlertState,
    camera: Option<CameraRef>,
    summary: Option<String>,
    description: Option<String>,
    runbook_url: Option<String>,
    generator_url: Option<String>,
    labels: Map<String, Value>,
    annotations: Map<String, Value>,
    starts_at: ApiTime,
    ends_at: Option<ApiTime>,
    received_at: ApiTime,
    acknowledgement: Option<Acknowledgement>,
}

/// Which camera an alert is about.
#[derive(Debug, Serialize)]
struct CameraRef {
    /// `null` when the site never had a camera of that name.
    id: Option<i32>,
    name: String,
}

/// Who took an alert on.
#[derive(Debug, Serialize)]
struct Acknowledgement {
    by: String,
    at: ApiTime,
    comment: Option<String>,
}

impl From<AlertRow> for Alert {
    fn from(row: AlertRow) -> Self {
        let annotation = |name: &str| row.annotations.get(name)?.as_str().map(str::to_owned);
        let (id, acknowledged) = (row.camera_id, row.acknowledged_by.zip(row.acknowledged_at));
        Self {
            id: row.id,
            state: if row.ends_at.is_some() {
                AlertState::Resolved
            } else {
                AlertState::Firing
            },
            summary: annotation("summary"),
            description: annotation("description"),
            runbook_url: annotation("runbook_url"),
            fingerprint: row.key,
            name: row.name,
            severity: row.severity,
            camera: row.camera.map(|name| CameraRef { id, name }),
            generator_url: row.generator_url,
            labels: row.labels.0,
            annotations: row.annotations.0,
            starts_at: ApiTime(row.starts_at.to_jiff()),
            ends_at: row.ends_at.map(|at| ApiTime(at.to_jiff())),
            received_at: ApiTime(row.received_at.to_jiff()),
            acknowledgement: acknowledged.map(|(by, at)| Acknowledgement {
                by,
                at: ApiTime(at.to_jiff()),
                comment: row.comment,
            }),
        }
    }
}

/// Whether alerts would come.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Chain {
    last_seen_at: Option<ApiTime>,
    silent: bool,
}

impl From<ChainRow> for Chain {
    fn from(row: ChainRow) -> Self {
        Self {
            last_seen_at: row.last_seen_at.map(|at| ApiTime(at.to_jiff())),
            silent: row.silent,
        }
    }
}

/// A page of alerts, and whether there would be any.
#[derive(Debug, Serialize)]
struct Alerts {
    #[serde(flatten)]
    page: Page<Alert>,
    chain: Chain,
}

async fn list(
    State(app): State<App>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Alerts>, Problem> {
    let mut params = Params::new(pairs);
    let state = params.text("state");
    let is_firing = match state.as_deref() {
        None => None,
        Some("Firing") => Some(true),
        Some("Resolved") => Some(false),
        Some(_) => {
            params.refuse("state", "must be Firing or Resolved");
            None
        }
    };
    let severity = params.text("severity");
    let camera = params.text("camera");
    let limit = params.limit();
    let before = params.before(LIST)?;
    params.finish()?;

    let camera = match camera {
        Some(key) => Some(find_row(&app, &key).await?.name),
        None => None,
    };
    let filter = Filter {
        is_firing,
        severity,
        camera,
    };
    let (rows, total) = alerts::page(&app.database, &filter, before, one_more(limit)).await?;
    let chain = alerts::chain(&app.database).await?.into();
    let page = Page::of_rows(rows, total, limit, LIST, |row| row.id);
    Ok(Json(Alerts { page, chain }))
}

async fn one(State(app): State<App>, Path(id): Path<String>) -> Result<Json<Alert>, Problem> {
    let row = alerts::one(&app.database, number(&id)?).await?;
    Ok(Json(row.ok_or_else(|| none(&id))?.into()))
}

/// An acknowledgement as it is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    #[serde(default)]
    comment: String,
}

/// Whoever acknowledges last is who has it.
async fn acknowledge(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<String>,
    Body(input): Body<Input>,
) -> Result<Json<Alert>, Problem> {
    let comment = input.comment.trim();
    if comment.chars().count() > COMMENT_LIMIT || comment.contains('\0') {
        return Err(Problem::invalid(vec![Invalid {
            pointer: "/comment".to_owned(),
            detail: format!("The comment must have at most {COMMENT_LIMIT} characters and no NUL."),
        }]));
    }
    let entry = actor.did("alert.acknowledge", &id);
    let row = alerts::acknowledge(&app.database, number(&id)?, Some(comment), &entry).await?;
    Ok(Json(row.ok_or_else(|| none(&id))?.into()))
}

async fn withdraw(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let entry = actor.did("alert.withdraw", &id);
    let row = alerts::acknowledge(&app.database, number(&id)?, None, &entry).await?;
    row.map(|_| StatusCode::NO_CONTENT).ok_or_else(|| none(&id))
}

fn number(id: &str) -> Result<i64, Problem> {
    id.parse().map_err(|_| none(id))
}

fn none(id: &str) -> Problem {
    Problem::not_found(format!("There is no alert {id:?}; /api/v1/alerts lists them."))
}
