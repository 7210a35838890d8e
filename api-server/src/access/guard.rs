//! The layer that lets a request through to its handler, or does not.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};

use super::table::{Right, Ruling, ruling};
use super::{Actor, Gate, Standing, origin};
use crate::error::Problem;

/// Finds out who asks and whether they may; the handler gets the [`Actor`].
///
/// # Errors
/// 401 and 403; 405 and 404 for what has no row in the table; 503 when it takes a database that is away.
pub async fn guard(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Result<Response, Problem> {
    let Some(route) = request.extensions().get::<MatchedPath>().cloned() else {
        return Ok(next.run(request).await);
    };
    let right = match ruling(request.method(), route.as_str()) {
        Ruling::Asks(right) => right,
        Ruling::Methods(allowed) => return Ok(other_method(&allowed)),
        Ruling::Missing => {
            tracing::error!(
                route = route.as_str(),
                "a route has no row in the table of rights"
            );
            return Err(Problem::of_status(StatusCode::NOT_FOUND));
        }
    };
    let (mut parts, body) = request.into_parts();
    origin::check(&gate.rules, &parts)?;
    let actor = if right != Right::Anyone && right.asks_nothing(gate.rules.anonymous_read) {
        Actor::anonymous(&parts)
    } else {
        gate.authenticate(&parts).await?
    };
    if !right.admits(actor.standing(), gate.rules.anonymous_read) {
        return Err(refusal(&actor, right));
    }
    parts.extensions.insert(actor);
    Ok(next.run(Request::from_parts(parts, body)).await)
}

fn other_method(allowed: &str) -> Response {
    let mut response = Problem::of_status(StatusCode::METHOD_NOT_ALLOWED).into_response();
    if let Ok(value) = HeaderValue::from_str(allowed) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    response
}

fn refusal(actor: &Actor, right: Right) -> Problem {
    if actor.standing() == Standing::Nobody {
        return Problem::unauthenticated("Sign in, or send a token as Authorization: Bearer.");
    }
    let needed = match right {
        Right::Open | Right::Anyone | Right::Read | Right::Viewer => "the role Viewer",
        Right::Summary => "the role Viewer or the scope summary:read",
        Right::Operator => "the role Operator",
        Right::Admin => "the role Admin",
        Right::Alerts => "the scope alerts:write",
    };
    Problem::forbidden(format!(
        "This takes {needed}, which {} has not. An administrator of the site can give it.",
        actor.name()
    ))
}
