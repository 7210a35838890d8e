//! `/api/v1/tokens`: what programs show instead of a password.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::body::Body;
use super::cameras::Page;
use super::names::{check, finish};
use crate::access::{Actor, Key, Scope};
use crate::db::tokens::{self, Listed, NewToken};
use crate::error::{Invalid, Problem};
use crate::time::ApiTime;

/// How every token begins, so that people and programs that look for secrets know one when they see it.
const PREFIX: &str = "cst_";
/// Days that a token lasts when nobody says how many.
const DAYS: i32 = 90;
/// The most days.
const DAYS_MAX: i32 = 730;

/// Routes of tokens.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(revoke))
}

/// A token, without what it is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Token {
    /// Number of the token.
    id: i32,
    /// Its name.
    #[schema(examples("wall-display"))]
    name: String,
    /// What it may do.
    scope: Scope,
    /// Who made it.
    #[schema(examples("admin"))]
    created_by: String,
    /// When it was made.
    created_at: ApiTime,
    /// Until when it counts.
    expires_at: ApiTime,
    /// When it was last used, to five minutes; null before the first time.
    last_used_at: Option<ApiTime>,
}

impl From<Listed> for Token {
    fn from(row: Listed) -> Self {
        Self {
            id: row.id,
            name: row.name,
            scope: row.scope,
            created_by: row.created_by,
            created_at: ApiTime(row.created_at.to_jiff()),
            expires_at: ApiTime(row.expires_at.to_jiff()),
            last_used_at: row.last_used_at.map(|at| ApiTime(at.to_jiff())),
        }
    }
}

/// A token when it is made: the only time that it is shown.
#[derive(Serialize, ToSchema)]
#[schema(as = MadeToken)]
struct Made<'a> {
    #[serde(flatten)]
    listed: Token,
    /// What the program sends as `Authorization: Bearer`; nobody can see it again.
    token: &'a str,
}

/// The tokens of programs
#[utoipa::path(get, path = "/api/v1/tokens", operation_id = "listTokens", tag = "Tokens",
    responses((status = 200, description = "The tokens, on one page, without what they are.", body = Page<Token>)))]
async fn list(State(app): State<App>) -> Result<Json<Page<Token>>, Problem> {
    let rows = tokens::list(&app.database).await?;
    Ok(Json(Page::whole(rows.into_iter().map(Token::from).collect())))
}

/// A token to be.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewToken)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    /// A name that no other token has.
    #[schema(
        min_length = 1,
        max_length = 64,
        pattern = "^[a-z0-9]([a-z0-9._@-]*[a-z0-9])?$",
        examples("wall-display")
    )]
    name: String,
    /// What it may do.
    scope: Scope,
    /// Days for which it counts.
    #[serde(default = "days")]
    #[schema(minimum = 1, maximum = 730, default = 90)]
    expires_in_days: i32,
}

const fn days() -> i32 {
    DAYS
}

/// Make a token
///
/// What it is is shown this once.
#[utoipa::path(post, path = "/api/v1/tokens", operation_id = "createToken", tag = "Tokens", request_body = Wanted,
    responses(
        (status = 201, description = "The token.", body = Made),
        (status = 409, description = "Another token has the name (name-taken)."),
        (status = 422, description = "The name or the days cannot be used."),
    ))]
async fn add(State(app): State<App>, actor: Actor, Body(wanted): Body<Wanted>) -> Result<Response, Problem> {
    let mut errors = Vec::new();
    check(&wanted.name, "/name", &mut errors);
    if !(1..=DAYS_MAX).contains(&wanted.expires_in_days) {
        errors.push(Invalid {
            pointer: "/expiresInDays".to_owned(),
            detail: format!("must be a number from 1 to {DAYS_MAX}"),
        });
    }
    finish(errors)?;
    let key = Key::random(PREFIX);
    let new = NewToken {
        name: &wanted.name,
        key_hash: key.hash(),
        scope: wanted.scope,
        days: wanted.expires_in_days,
    };
    let entry = actor
        .did("token.add", &wanted.name)
        .telling(wanted.scope.as_str());
    let Some(row) = tokens::add(&app.database, &new, &entry).await? else {
        let detail = format!("There is a token {:?} already; choose another name.", wanted.name);
        return Err(Problem::new(StatusCode::CONFLICT, "name-taken", detail));
    };
    let made = Made {
        listed: row.into(),
        token: key.reveal(),
    };
    let mut response = (StatusCode::CREATED, Json(made)).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Revoke a token
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", operation_id = "revokeToken", tag = "Tokens",
    params(("id" = String, Path, description = "Number of the token.", example = "3")),
    responses(
        (status = 204, description = "It counts no more."),
        (status = 404, description = "There is no such token."),
    ))]
async fn revoke(State(app): State<App>, actor: Actor, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let none = || Problem::not_found("There is no such token; /api/v1/tokens lists them.");
    let number = id.parse().map_err(|_| none())?;
    if tokens::remove(&app.database, number, actor.did("token.revoke", &id)).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(none())
    }
}
