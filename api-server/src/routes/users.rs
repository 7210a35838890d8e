//! `/api/v1/users`: people who sign in with a password.

use axum::extract::{Path, State};
use axum::routing::{get, patch};
use axum::{Json, Router};
use contract::access::Role;
use http::StatusCode;
use serde::{Deserialize, Serialize};

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
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/api/v1/users", get(list).post(add))
        .route("/api/v1/users/{name}", patch(change).delete(remove))
}

/// A user.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct User {
    name: String,
    role: Role,
    disabled: bool,
    created_at: ApiTime,
    password_changed_at: ApiTime,
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

async fn list(State(app): State<App>) -> Result<Json<Page<User>>, Problem> {
    let rows = users::list(&app.database).await?;
    Ok(Json(Page::whole(rows.into_iter().map(User::from).collect())))
}

/// A user to be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewUser {
    name: String,
    role: Role,
    password: Plain,
}

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
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    role: Option<Role>,
    disabled: Option<bool>,
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
