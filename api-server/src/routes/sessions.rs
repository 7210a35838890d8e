//! `/api/v1/sessions`: who is signed in.

use axum::Json;
use axum::extract::{Path, State};
use contract::access::Role;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::cameras::Page;
use crate::access::Actor;
use crate::db::sessions::{self, Kind, Listed};
use crate::error::Problem;
use crate::time::ApiTime;

/// Routes of sessions.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(revoke))
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Session {
    /// Number of the session.
    id: i64,
    /// How it began.
    #[schema(value_type = Kind)]
    kind: &'static str,
    /// Who is signed in.
    #[schema(examples("jane"))]
    name: String,
    /// What they may do.
    role: Role,
    /// Address from which they signed in.
    #[schema(examples("192.0.2.9 via 10.0.0.7"))]
    remote: String,
    /// When it began.
    created_at: ApiTime,
    /// When it was last used, to five minutes.
    last_seen_at: ApiTime,
    /// When it ends at the latest.
    expires_at: ApiTime,
    /// Whether it is the one in which this was asked.
    current: bool,
}

/// Administrators see all sessions, others their own.
fn of(actor: &Actor) -> Option<&str> {
    (actor.role() < Some(Role::Admin)).then(|| actor.name())
}

/// Who is signed in
///
/// Administrators see all sessions, others their own.
#[utoipa::path(get, path = "/api/v1/sessions", operation_id = "listSessions", tag = "Sign-in",
    responses((status = 200, description = "The sessions, on one page.", body = Page<Session>)))]
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

/// End a session
#[utoipa::path(delete, path = "/api/v1/sessions/{id}", operation_id = "revokeSession", tag = "Sign-in",
    params(("id" = String, Path, description = "Number of the session.", example = "12")),
    responses(
        (status = 204, description = "It is over."),
        (status = 404, description = "There is no such session of yours."),
    ))]
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
