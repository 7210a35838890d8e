//! Signing in at the OpenID Connect provider: leaving for it, and coming back.

use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use contract::access::{Access, Mode};
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use subtle::ConstantTimeEq as _;

use super::{New, begin, not_stored, with_cookie};
use crate::access::{Actor, Cookie, Key, is_outer_scheme_https};
use crate::db::oidc_flows;
use crate::db::sessions::Kind;
use crate::error::{Problem, chain};
use crate::oidc::{Departure, Error, Provider, is_code};
use crate::routes::App;
use crate::routes::query::Params;

/// The longest session: after a day the provider is asked again.
const LIFE: Duration = Duration::from_hours(24);
/// Where the provider sends browsers back to.
const CALLBACK: &str = "/api/v1/session/oidc/callback";

/// Sign in at the OpenID Connect provider
///
/// For browsers: leads to the provider, which leads back to the callback.
#[utoipa::path(get, path = "/api/v1/session/oidc", operation_id = "signInAtProvider", tag = "Sign-in",
    params(("to" = Option<String>, Query, description = "Path of the page to come back to.", example = "/")),
    responses(
        (status = 303, description = "On to the provider.", headers(
            ("Location" = String, description = "Where to sign in."),
            ("Set-Cookie" = String, description = "Ties the answer to this browser."),
        )),
        (status = 404, description = "This site has no provider."),
        (status = 503, description = "The provider or the database cannot be asked (provider-unavailable, database-unavailable)."),
    ))]
pub(super) async fn leave(
    State(app): State<App>,
    parts: Parts,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let mut params = Params::new(pairs);
    let to = params.text("to").filter(|path| is_ours(path));
    params.finish()?;
    let provider = provider(&app)?;
    let redirect_uri = redirect_uri(&app.gate.rules, &parts)?;
    let return_to = to.unwrap_or_else(|| "/".to_owned());
    let departure = provider.departure(&redirect_uri, return_to).await;
    let Departure { url, flow } = departure.map_err(|error| problem(&error))?;
    let key = Key::random("");
    oidc_flows::begin(&app.database, &key.hash(), &flow).await?;
    let secure = is_outer_scheme_https(&app.gate.rules, &parts);
    let cookie = Cookie::FLOW.set(&key, oidc_flows::LIFE, secure);
    Ok(with_cookie(see_other(url.as_str())?, cookie))
}

/// Come back from the OpenID Connect provider
#[utoipa::path(get, path = "/api/v1/session/oidc/callback", operation_id = "comeBackFromProvider", tag = "Sign-in",
    params(
        ("state" = Option<String>, Query, description = "As it was sent to the provider."),
        ("code" = Option<String>, Query, description = "What the provider gives for an ID token."),
        ("error" = Option<String>, Query, description = "Why the provider signs nobody in."),
    ),
    responses(
        (status = 303, description = "Signed in, and back to the page.", headers(
            ("Location" = String, description = "Path of the page."),
            ("Set-Cookie" = String, description = "The session."),
        )),
        (status = 403, description = "No group of this person has a role here."),
        (status = 404, description = "This site has no provider."),
        (status = 503, description = "The provider or the database cannot be asked (provider-unavailable, database-unavailable)."),
    ))]
pub(super) async fn come_back(
    State(app): State<App>,
    actor: Actor,
    parts: Parts,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let provider = provider(&app)?;
    let given = |name: &str| {
        let mut found = pairs.iter().filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.as_str())
    };
    let again = || {
        Problem::unauthenticated("This sign-in was not begun here, is over or took too long; begin again.")
    };
    let key = Cookie::FLOW.read(&parts.headers).ok_or_else(again)?;
    let flow = oidc_flows::take(&app.database, &key.hash())
        .await?
        .ok_or_else(again)?;
    let state = given("state").unwrap_or_default();
    if !bool::from(state.as_bytes().ct_eq(flow.state.as_bytes())) {
        return Err(again());
    }
    if let Some(error) = given("error") {
        let code = if is_code(error) { error } else { "an error" };
        return Err(Problem::unauthenticated(format!(
            "The OpenID Connect provider refuses the sign-in: {code}."
        )));
    }
    let code = given("code").ok_or_else(|| Problem::malformed("The provider sends no code."))?;
    let redirect_uri = redirect_uri(&app.gate.rules, &parts)?;
    let person = provider
        .arrival(&redirect_uri, code, &flow)
        .await
        .map_err(|error| problem(&error))?;
    let new = New {
        kind: Kind::Oidc,
        user_id: None,
        name: &person.name,
        role: person.role,
        life: LIFE,
    };
    let (_, cookie) = begin(&app, &actor, &parts, "session.begin", new).await?;
    let secure = is_outer_scheme_https(&app.gate.rules, &parts);
    let response = with_cookie(see_other(&flow.return_to)?, cookie);
    Ok(with_cookie(response, Cookie::FLOW.clear(secure)))
}

fn provider(app: &App) -> Result<&Provider, Problem> {
    let wanted = app.gate.rules.mode == Mode::Oidc;
    let provider = app.gate.provider.as_ref().filter(|_| wanted);
    provider.ok_or_else(|| Problem::not_found("This site signs nobody in at an OpenID Connect provider."))
}

/// Our address as the browser knows it: what the site says, or the request. The provider knows the right ones, so a request
/// that lies gets nowhere.
fn redirect_uri(rules: &Access, parts: &Parts) -> Result<String, Problem> {
    if let Some(url) = &rules.external_url {
        return Ok(format!("{}{CALLBACK}", url.trim_end_matches('/')));
    }
    let scheme = if is_outer_scheme_https(rules, parts) {
        "https"
    } else {
        "http"
    };
    let host = parts
        .headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let host = host.ok_or_else(|| Problem::malformed("The request names no host."))?;
    Ok(format!("{scheme}://{host}{CALLBACK}"))
}

/// A path of our own page, and nothing that a browser could take for another host.
fn is_ours(path: &str) -> bool {
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    path.len() <= 512 && path.starts_with('/') && !path.starts_with("//") && plain
}

fn see_other(place: &str) -> Result<Response, Problem> {
    let place = HeaderValue::try_from(place).map_err(anyhow::Error::from)?;
    let response = (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response();
    Ok(not_stored(response))
}

fn problem(error: &Error) -> Problem {
    match error {
        Error::Provider(_) | Error::Secret { .. } => {
            tracing::warn!(error = chain(error), "nobody can be signed in");
            let detail =
                "The OpenID Connect provider cannot be asked; the log says why. Try again in a moment.";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "provider-unavailable", detail)
        }
        Error::Refused(_) | Error::Untrusted(_) => {
            tracing::warn!(error = chain(error), "a sign-in failed");
            Problem::unauthenticated("The OpenID Connect provider's answer cannot be used; the log says why.")
        }
        Error::NoRole(_) => Problem::forbidden(
            "You are known, but no group of yours has a role at this site; spec.api.auth.oidc.roleMappings gives one.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn only_paths_of_our_own_page_are_gone_back_to() {
        assert!(is_ours("/") && is_ours("/cameras?state=Down#map"));
        for other in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nb",
            "/a b",
        ] {
            assert!(!is_ours(other), "{other:?}");
        }
    }
}
