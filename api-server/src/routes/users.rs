//! `/api/v1/users`: people who sign in with a password.

use axum::Json;
use axum::extract::{Path, State};
use contract::access::Role;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::body::Body;
use super::cameras::Page;
use super::names::{check, finish};
use super::session::weak;
use crate::access::{Actor, Plain};
use crate::db::users::{self, Change, Changed};
use crate::error::Problem;
use crate::time::ApiTime;

/// Routes of users.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(change, remove))
}

/// A user.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct User {
    /// Name with which they sign in.
    #[schema(examples("jane"))]
    name: String,
    /// What they may do.
    role: Role,
    /// Whether they may not sign in.
    disabled: bool,
    /// When they were added.
    created_at: ApiTime,
    /// When their password was last changed.
    password_changed_at: ApiTime,
    /// When they last signed in; null before the first time.
    last_login_at: Option<ApiTime>,
}

impl From<users::User> for User {
    fn from(row: users::User) -> Self {
        Self {
            name: row.name,
            role: row.role,
            disabled: row.disabled,
            created_at: ApiTime(row.created_at.to_jiff()),
            password_changed_at: ApiTime(row.password_changed_at.to_jiff()),
            last_login_at: row.last_login_at.map(|at| ApiTime(at.to_jiff())),
        }
    }
}

/// People who sign in with a password
#[utoipa::path(get, path = "/api/v1/users", operation_id = "listUsers", tag = "Users",
    responses((status = 200, description = "The users, on one page.", body = Page<User>)))]
async fn list(State(app): State<App>) -> Result<Json<Page<User>>, Problem> {
    let rows = users::list(&app.database).await?;
    Ok(Json(Page::whole(rows.into_iter().map(User::from).collect())))
}

/// A user to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewUser {
    /// A name that no other user has.
    #[schema(
        min_length = 1,
        max_length = 64,
        pattern = "^[a-z0-9]([a-z0-9._@-]*[a-z0-9])?$",
        examples("jane")
    )]
    name: String,
    /// What they may do.
    role: Role,
    /// Their password, at least 12 characters, without the name.
    password: Plain,
}

/// Add a user
#[utoipa::path(post, path = "/api/v1/users", operation_id = "createUser", tag = "Users", request_body = NewUser,
    responses(
        (status = 201, description = "The user.", body = User),
        (status = 404, description = "The user was removed again meanwhile."),
        (status = 409, description = "Another user has the name (name-taken)."),
        (status = 422, description = "The name or the password cannot be used."),
    ))]
async fn add(
    State(app): State<App>,
    actor: Actor,
    Body(new): Body<NewUser>,
) -> Result<(StatusCode, Json<User>), Problem> {
    let NewUser { name, role, password } = new;
    let mut errors = Vec::new();
    check(&name, "/name", &mut errors);
    errors.extend(weak(&password, &name, "/password"));
    finish(errors)?;
    let hash = app.gate.passwords.hash(password).await?;
    let entry = actor.did("user.add", &name).telling(role.as_str());
    if !users::add(&app.database, &name, role, &hash, &entry).await? {
        let detail = format!("There is a user {name:?} already; choose another name.");
        return Err(Problem::new(StatusCode::CONFLICT, "name-taken", detail));
    }
    let row = users::one(&app.database, &name)
        .await?
        .ok_or_else(|| none(&name))?;
    Ok((StatusCode::CREATED, Json(row.into())))
}

/// What is to be other than it is; a missing field stays.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = UserChange)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// What they may do from now on.
    role: Option<Role>,
    /// Whether they may not sign in; true ends their sessions.
    disabled: Option<bool>,
    /// Another password; ends their sessions.
    password: Option<Plain>,
}

impl Wanted {
    /// What the audit log tells of it.
    fn told(&self) -> String {
        let parts = [
            self.role.map(|role| format!("role {}", role.as_str())),
            self.disabled
                .map(|disabled| if disabled { "disabled" } else { "enabled" }.to_owned()),
            self.password.as_ref().map(|_| "another password".to_owned()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Change a user
#[utoipa::path(patch, path = "/api/v1/users/{name}", operation_id = "changeUser", tag = "Users", request_body = Wanted,
    params(("name" = String, Path, description = "Name of the user.", example = "jane")),
    responses(
        (status = 200, description = "The user as it is now.", body = User),
        (status = 404, description = "There is no such user."),
        (status = 409, description = "Nobody could administer the site any more (last-administrator)."),
        (status = 422, description = "The password cannot be used."),
    ))]
async fn change(
    State(app): State<App>,
    actor: Actor,
    Path(name): Path<String>,
    Body(wanted): Body<Wanted>,
) -> Result<Json<User>, Problem> {
    let told = wanted.told();
    let password_hash = match wanted.password {
        None => None,
        Some(password) => {
            finish(weak(&password, &name, "/password"))?;
            Some(app.gate.passwords.hash(password).await?)
        }
    };
    let change = Change {
        role: wanted.role,
        disabled: wanted.disabled,
        password_hash,
    };
    let entry = actor.did("user.change", &name).telling(&told);
    done(users::change(&app.database, &name, &change, &entry).await?, &name)?;
    let row = users::one(&app.database, &name)
        .await?
        .ok_or_else(|| none(&name))?;
    Ok(Json(row.into()))
}

/// Remove a user
#[utoipa::path(delete, path = "/api/v1/users/{name}", operation_id = "removeUser", tag = "Users",
    params(("name" = String, Path, description = "Name of the user.", example = "jane")),
    responses(
        (status = 204, description = "The user is gone."),
        (status = 404, description = "There is no such user."),
        (status = 409, description = "It is the last administrator, or the first one (last-administrator)."),
    ))]
async fn remove(
    State(app): State<App>,
    actor: Actor,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    let entry = actor.did("user.remove", &name);
    done(users::remove(&app.database, &name, &entry).await?, &name)?;
    Ok(StatusCode::NO_CONTENT)
}

fn none(name: &str) -> Problem {
    Problem::not_found(format!("There is no user {name:?}; /api/v1/users lists them."))
}

fn done(changed: Changed, name: &str) -> Result<(), Problem> {
    let detail = match changed {
        Changed::Done => return Ok(()),
        Changed::NoSuchUser => return Err(none(name)),
        Changed::LastAdministrator => {
            "Nobody could administer the site any more; make another administrator first."
        }
        Changed::First => "The first administrator comes with the site's Secret; disable it instead.",
    };
    Err(Problem::new(StatusCode::CONFLICT, "last-administrator", detail))
}
