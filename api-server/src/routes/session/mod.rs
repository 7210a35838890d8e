//! `/api/v1/session`: signing in and out, and what the page must know of it.

mod kiosk;
mod oidc;
mod password;

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use contract::access::{Mode, Role};
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
pub(super) use password::weak;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::body::Body;
use super::names::is_name;
use crate::access::{Actor, Cookie, Gate, Key, Plain, Scope, is_outer_scheme_https};
use crate::db::sessions::{self, Kind, NewSession, Session};
use crate::db::{audit, users};
use crate::error::Problem;

/// The longest session of who signed in with a password.
const PASSWORD_LIFE: Duration = Duration::from_hours(30 * 24);

/// Routes of one's own session.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(who, sign_in, sign_out))
        .routes(routes!(password::change))
        .routes(routes!(kiosk::begin_kiosk))
        .routes(routes!(oidc::leave))
        .routes(routes!(oidc::come_back))
}

/// Who asks, and how one signs in here.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Who<'a> {
    /// How one signs in here.
    mode: Mode,
    /// Whether everybody may read.
    anonymous_read: bool,
    /// Who asks; null for nobody who is known.
    #[schema(examples("jane"))]
    name: Option<&'a str>,
    /// What they may do.
    role: Option<Role>,
    /// How the session began in which this is asked, if it is asked in one.
    #[schema(value_type = Option<Kind>)]
    session: Option<&'static str>,
}

fn shown<'a>(gate: &Gate, actor: &'a Actor) -> Json<Who<'a>> {
    Json(Who {
        mode: gate.rules.mode,
        anonymous_read: gate.rules.anonymous_read,
        name: actor.role().map(|_| actor.name()),
        role: actor.role(),
        session: actor.session().map(|session| session.kind.as_str()),
    })
}

/// Who asks, and how one signs in here
#[utoipa::path(get, path = "/api/v1/session", operation_id = "getSession", tag = "Sign-in",
    responses((status = 200, description = "Who asks.", body = Who)))]
async fn who(State(app): State<App>, actor: Actor) -> Response {
    not_stored(shown(&app.gate, &actor).into_response())
}

/// Who signs in, and with what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    /// Name of the user.
    #[schema(examples("jane"))]
    name: String,
    /// The user's password.
    password: Plain,
}

/// Sign in
///
/// With a name and a password, at a site of mode Local.
#[utoipa::path(post, path = "/api/v1/session", operation_id = "signIn", tag = "Sign-in", request_body = Credentials,
    responses(
        (status = 200, description = "Who is signed in now.", body = Who,
            headers(("Set-Cookie" = String, description = "The session, for browsers."))),
        (status = 429, description = "Too many passwords were tried."),
    ))]
async fn sign_in(
    State(app): State<App>,
    actor: Actor,
    parts: Parts,
    Body(credentials): Body<Credentials>,
) -> Result<Response, Problem> {
    let gate = &app.gate;
    if gate.rules.mode != Mode::Local {
        return Err(Problem::forbidden(match gate.rules.mode {
            Mode::Oidc => {
                "This site signs people in at its OpenID Connect provider: GET /api/v1/session/oidc."
            }
            Mode::Local | Mode::None => "Nobody signs in at this site: whoever reaches it may do everything.",
        }));
    }
    let Credentials { name, password } = credentials;
    gate.limit.admit(&app.cache, &name, actor.remote()).await?;
    let known = if is_name(&name) {
        users::login(&app.database, &name).await?
    } else {
        None
    };
    let stored = known.as_ref().map(|user| user.password_hash.clone());
    let fits = gate.passwords.fits(password, stored).await?;
    let user = match known {
        Some(user) if fits && !user.disabled => user,
        known => return Err(refused(&app, &actor, known.as_ref()).await?),
    };
    gate.limit.forget(&app.cache, &name, actor.remote()).await;
    let new = New {
        kind: Kind::Password,
        user_id: Some(user.id),
        name: &user.name,
        role: user.role,
        life: PASSWORD_LIFE,
    };
    let (session, cookie) = begin(&app, &actor, &parts, "session.begin", new).await?;
    let response = shown(gate, &actor.signed_in(session)).into_response();
    Ok(with_cookie(not_stored(response), cookie))
}

/// 401, with a line in the audit log. A name that nobody has is not written down: it may be a password in the wrong field.
async fn refused(app: &App, actor: &Actor, known: Option<&users::Login>) -> Result<Problem, Problem> {
    let object = known.map_or("(unknown)", |user| &user.name);
    audit::write(&app.database, &actor.did("session.refused", object)).await?;
    Ok(Problem::unauthenticated(
        "Name and password do not belong together, or the user may not sign in.",
    ))
}

/// Sign out
#[utoipa::path(delete, path = "/api/v1/session", operation_id = "signOut", tag = "Sign-in",
    responses((status = 204, description = "The session is over, if there was one.",
        headers(("Set-Cookie" = String, description = "Takes the session from the browser.")))))]
async fn sign_out(State(app): State<App>, actor: Actor, parts: Parts) -> Result<Response, Problem> {
    if let Some(session) = actor.session() {
        let entry = actor.did("session.end", &session.name);
        sessions::end(&app.database, session.id, None, &entry).await?;
    }
    let cookie = Cookie::SESSION.clear(is_outer_scheme_https(&app.gate.rules, &parts));
    Ok(with_cookie(StatusCode::NO_CONTENT.into_response(), cookie))
}

/// A session to be, but for what every one has.
#[derive(Clone, Copy)]
struct New<'a> {
    kind: Kind,
    user_id: Option<i32>,
    name: &'a str,
    role: Role,
    life: Duration,
}

/// Begins a session in place of the one in which the actor asks: a new key each time, and none that somebody else chose.
async fn begin(
    app: &App,
    actor: &Actor,
    parts: &Parts,
    action: &'static str,
    new: New<'_>,
) -> Result<(Session, Option<HeaderValue>), Problem> {
    let key = Key::random("");
    let stored = NewSession {
        key_hash: key.hash(),
        kind: new.kind,
        user_id: new.user_id,
        name: new.name,
        role: new.role,
        remote: actor.remote(),
        life: new.life,
    };
    let owner = match actor.session() {
        None => actor.clone().known_as(new.name, Scope::of(new.role)),
        Some(_) => actor.clone(),
    };
    let entry = owner.did(action, new.name);
    let instead_of = actor.session().map(|session| session.id);
    let session = sessions::begin(&app.database, &stored, instead_of, &entry).await?;
    let secure = is_outer_scheme_https(&app.gate.rules, parts);
    Ok((session, Cookie::SESSION.set(&key, new.life, secure)))
}

fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn not_stored(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
