//! Screens that show the page all year.

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use contract::access::Role;
use http::StatusCode;
use http::request::Parts;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{New, begin, with_cookie};
use crate::access::Actor;
use crate::db::sessions::Kind;
use crate::error::Problem;
use crate::routes::App;
use crate::routes::body::Body;
use crate::routes::names::{check, finish};

/// How long a kiosk is signed in.
const LIFE: Duration = Duration::from_hours(365 * 24);

/// A kiosk to be.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewKiosk)]
#[serde(deny_unknown_fields)]
pub(super) struct Kiosk {
    /// What the screen is called.
    #[schema(
        min_length = 1,
        max_length = 64,
        pattern = "^[a-z0-9]([a-z0-9._@-]*[a-z0-9])?$",
        examples("hall-screen")
    )]
    name: String,
}

/// Turn this browser into a kiosk
///
/// It may look for a year, and no more; the administrator who is signed in in it is so no longer.
#[utoipa::path(post, path = "/api/v1/session/kiosk", operation_id = "beginKiosk", tag = "Sign-in", request_body = Kiosk,
    responses(
        (status = 204, description = "It is one.", headers(("Set-Cookie" = String, description = "The kiosk's session."))),
        (status = 422, description = "The name cannot be used."),
    ))]
pub(super) async fn begin_kiosk(
    State(app): State<App>,
    actor: Actor,
    parts: Parts,
    Body(kiosk): Body<Kiosk>,
) -> Result<Response, Problem> {
    let mut errors = Vec::new();
    check(&kiosk.name, "/name", &mut errors);
    finish(errors)?;
    let new = New {
        kind: Kind::Kiosk,
        user_id: None,
        // A user's name has no brackets.
        name: &format!("(kiosk) {}", kiosk.name),
        role: Role::Viewer,
        life: LIFE,
    };
    let (_, cookie) = begin(&app, &actor, &parts, "session.kiosk", new).await?;
    Ok(with_cookie(StatusCode::NO_CONTENT.into_response(), cookie))
}
