//! `/api/v1/alerts`: what Alertmanager told, and who took it on.

mod payload;
mod webhook;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::routing::post;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::body::Body;
use super::cameras::{Page, find_row};
use super::query::{Paging, Params, one_more};
use crate::access::Actor;
use crate::db::alerts::{self, AlertRow, ChainRow, Filter};
use crate::error::{Invalid, Problem};
use crate::time::ApiTime;

/// Name of the list in its cursors.
const LIST: &str = "alerts";
/// The longest comment, in characters.
const COMMENT_LIMIT: usize = 1_000;

/// Routes of alerts.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(acknowledge, withdraw))
        .routes(routes!(webhook::receive))
        .route("/webhook", post(webhook::receive))
}

/// Whether an alert fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
enum AlertState {
    Firing,
    Resolved,
}

/// One time that an alert fired.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Alert {
    /// Number of this time that it fired.
    id: i64,
    /// Alertmanager's fingerprint of its labels.
    fingerprint: String,
    /// Name of the rule.
    #[schema(examples("CameraDown"))]
    name: String,
    /// How bad it is.
    #[schema(examples("critical"))]
    severity: String,
    /// Whether it fires.
    state: AlertState,
    /// The camera that it is about; null where it is about none.
    camera: Option<CameraRef>,
    /// What happened, in a line.
    summary: Option<String>,
    /// What happened, at length.
    description: Option<String>,
    /// What to do about it.
    runbook_url: Option<String>,
    /// The rule that made it, in Prometheus.
    generator_url: Option<String>,
    /// Its labels.
    #[schema(value_type = Object)]
    labels: Map<String, Value>,
    /// Its annotations.
    #[schema(value_type = Object)]
    annotations: Map<String, Value>,
    /// Since when it fires.
    starts_at: ApiTime,
    /// When it was resolved; null while it fires.
    ends_at: Option<ApiTime>,
    /// When it was last told.
    received_at: ApiTime,
    /// Who took it on; null while nobody has.
    acknowledgement: Option<Acknowledgement>,
}

/// Which camera an alert is about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlertCamera)]
struct CameraRef {
    /// Number of the camera; null when the site never had a camera of that name.
    id: Option<i32>,
    /// Its name.
    #[schema(examples("hall"))]
    name: String,
}

/// Who took an alert on.
#[derive(Debug, Serialize, ToSchema)]
struct Acknowledgement {
    /// Who did.
    by: String,
    /// When.
    at: ApiTime,
    /// What they said to it.
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
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = AlertChain)]
#[serde(rename_all = "camelCase")]
pub(super) struct Chain {
    /// When the Watchdog was last heard; null when it never was.
    last_seen_at: Option<ApiTime>,
    /// Whether that is too long ago: alerts might not come.
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
#[derive(Debug, Serialize, ToSchema)]
struct Alerts {
    #[serde(flatten)]
    page: Page<Alert>,
    /// Whether alerts would come.
    chain: Chain,
}

/// What Alertmanager told
#[utoipa::path(get, path = "/api/v1/alerts", operation_id = "listAlerts", tag = "Alerts",
    params(
        ("state" = inline(Option<AlertState>), Query, description = "Only those that fire, or that do no longer."),
        ("severity" = Option<String>, Query, description = "Only those of this severity.", example = "critical"),
        ("camera" = Option<String>, Query, description = "Only those about the camera of this name or number.", example = "hall"),
        Paging,
    ),
    responses(
        (status = 200, description = "A page of alerts, the latest first, and whether any would come.", body = Alerts),
        (status = 404, description = "There is no such camera."),
    ))]
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

/// An alert
#[utoipa::path(get, path = "/api/v1/alerts/{id}", operation_id = "getAlert", tag = "Alerts",
    params(("id" = i64, Path, description = "Number of the alert.", example = 7)),
    responses(
        (status = 200, description = "The alert.", body = Alert),
        (status = 404, description = "There is no such alert."),
    ))]
async fn one(State(app): State<App>, Path(id): Path<String>) -> Result<Json<Alert>, Problem> {
    let row = alerts::one(&app.database, number(&id)?).await?;
    Ok(Json(row.ok_or_else(|| none(&id))?.into()))
}

/// An acknowledgement as it is sent.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AcknowledgementInput)]
#[serde(deny_unknown_fields)]
struct Input {
    /// What is done about it.
    #[serde(default)]
    #[schema(max_length = 1000, examples("The switch is being replaced."))]
    comment: String,
}

/// Take an alert on
///
/// Whoever acknowledges last is who has it.
#[utoipa::path(put, path = "/api/v1/alerts/{id}/acknowledgement", operation_id = "acknowledgeAlert", tag = "Alerts",
    params(("id" = i64, Path, description = "Number of the alert.", example = 7)), request_body = Input,
    responses(
        (status = 200, description = "The alert.", body = Alert),
        (status = 404, description = "There is no such alert."),
        (status = 422, description = "The comment is too long."),
    ))]
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

/// Leave an alert to others
#[utoipa::path(delete, path = "/api/v1/alerts/{id}/acknowledgement", operation_id = "withdrawAcknowledgement", tag = "Alerts",
    params(("id" = i64, Path, description = "Number of the alert.", example = 7)),
    responses(
        (status = 204, description = "Nobody has it now."),
        (status = 404, description = "There is no such alert."),
    ))]
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
