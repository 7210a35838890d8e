//! One's own password.

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::access::{Actor, Plain};
use crate::db::users;
use crate::error::{Invalid, Problem};
use crate::routes::App;
use crate::routes::body::Body;
use crate::routes::names::finish;

/// The password until now, and the one from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = PasswordChange)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Passwords {
    /// The one until now.
    current_password: Plain,
    /// The one from now on: at least 12 characters, without the user's name.
    new_password: Plain,
}

/// Change one's own password
///
/// Signs out everywhere else.
#[utoipa::path(put, path = "/api/v1/session/password", operation_id = "changePassword", tag = "Sign-in",
    request_body = Passwords,
    responses(
        (status = 204, description = "It is changed."),
        (status = 422, description = "The new password cannot be used."),
        (status = 429, description = "Too many passwords were tried."),
    ))]
pub(super) async fn change(
    State(app): State<App>,
    actor: Actor,
    Body(passwords): Body<Passwords>,
) -> Result<StatusCode, Problem> {
    let of_a_user = actor
        .session()
        .and_then(|session| session.user_id.zip(Some(session)));
    let Some((user_id, session)) = of_a_user else {
        return Err(Problem::forbidden(
            "Only who signed in with a password has one to change.",
        ));
    };
    let Passwords {
        current_password,
        new_password,
    } = passwords;
    app.gate
        .limit
        .admit(&app.cache, actor.name(), actor.remote())
        .await?;
    let stored = users::login(&app.database, actor.name()).await?;
    let stored = stored.map(|login| login.password_hash);
    if !app.gate.passwords.fits(current_password, stored).await? {
        return Err(Problem::forbidden("The password until now is another one."));
    }
    app.gate
        .limit
        .forget(&app.cache, actor.name(), actor.remote())
        .await;
    finish(weak(&new_password, actor.name(), "/newPassword"))?;
    let hash = app.gate.passwords.hash(new_password).await?;
    let entry = actor.did("user.password", actor.name());
    users::set_password(&app.database, user_id, &hash, session.id, &entry).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is wrong with a new password in the field of this pointer.
pub(in crate::routes) fn weak(password: &Plain, user: &str, pointer: &str) -> Vec<Invalid> {
    let detail = password.weakness(user);
    detail
        .map(|detail| Invalid {
            pointer: pointer.to_owned(),
            detail,
        })
        .into_iter()
        .collect()
}
