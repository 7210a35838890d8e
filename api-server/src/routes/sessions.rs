//! `/api/v1/sessions`: who is signed in.

use axum::extract::{Path, State};
use axum::routing::{delete, get};
use axum::{Json, Router};
use contract::access::Role;
use http::StatusCode;
use serde::Serialize;

use super::App;
use super::cameras::Page;
use crate::access::Actor;
use crate::db::sessions::{self, Listed};
use crate::error::Problem;
use crate::time::ApiTime;

/// Routes of sessions.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/api/v1/sessions", get(list))
        .route("/api/v1/sessions/{id}", delete(revoke))
}

/// A session.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Session {
    id: i64,
    kind: &'static str,
    name: String,
    role: Role,
    remote: String,
    created_at: ApiTime,
    last_seen_at: ApiTime,
    expires_at: ApiTime,
    current: bool,
}

/// Administrators see all sessions, others their own.
fn of(actor: &Actor) -> Option<&str> {
    (actor.role() < Some(Role::Admin)).then(|| actor.name())
}

async fn list(State(app): State<App>, actor: Actor) -> Result<Json<Page<Session>>, Problem> {
    let current = actor.session().map(|session| session.id);
    let rows = sessions::list(&app.database, of(&actor)).await?;
    let show = |row: Listed| Session {
        id: row.session.id,
        kind: row.session.kind.as_str(),
        name: row.session.name,
        role: row.session.role,
        remote: row.remote,
        created_at: ApiTime(row.created_at.to_jiff()),
        last_seen_at: ApiTime(row.last_seen_at.to_jiff()),
        expires_at: ApiTime(row.expires_at.to_jiff()),
        current: current == Some(row.session.id),
    };
    Ok(Json(Page::whole(rows.into_iter().map(show).collect())))
}

async fn revoke(State(app): State<App>, actor: Actor, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let none = || Problem::not_found("There is no such session of yours; /api/v1/sessions lists them.");
    let number = id.parse().map_err(|_| none())?;
    let entry = actor.did("session.revoke", &id);
    if sessions::end(&app.database, number, of(&actor), &entry).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(none())
    }
}
