//! What the api asks of a prober: a probe on demand and a picture. Both need the internal token.

use axum::extract::{Path, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use probe::{ProbeNowError, Reason};

use super::previews::{Look, Refusal};
use super::routes::App;
use super::trials::Refused;
use crate::error::Problem;
use crate::internal::{
    PROBE_ROUTE, ProbeAnswer, SNAPSHOT_AT, SNAPSHOT_REASON, SNAPSHOT_ROUTE, TRY_ROUTE, TryAnswer, TryOrder,
    slugs,
};
use crate::time::ApiTime;
use crate::token::Tokens;

/// Routes of the api alone.
pub(super) fn router(tokens: Tokens) -> Router<App> {
    Router::new()
        .route(PROBE_ROUTE, post(probe_now))
        .route(SNAPSHOT_ROUTE, get(snapshot))
        .route(TRY_ROUTE, post(tryout))
        .route_layer(from_fn_with_state(tokens, guard))
}

/// Lets nobody through without the token, and nobody at all while there is none.
async fn guard(State(tokens): State<Tokens>, request: Request, next: Next) -> Result<Response, Problem> {
    let token = tokens.borrow().value.clone();
    let presented = request.headers().get(header::AUTHORIZATION);
    let admitted = token
        .zip(presented)
        .is_some_and(|(token, presented)| token.admits(presented));
    if admitted {
        Ok(next.run(request).await)
    } else {
        let detail = "This route is the site's API server's; ask that one.";
        Err(Problem::new(StatusCode::UNAUTHORIZED, "unauthenticated", detail))
    }
}

async fn probe_now(State(app): State<App>, Path(name): Path<String>) -> Result<Json<ProbeAnswer>, Problem> {
    match app.control.probe_now(&name).await {
        Ok(report) => Ok(Json(report.into())),
        Err(ProbeNowError::NotOurs) => Err(not_ours()),
        Err(ProbeNowError::Held { until }) => Err(Problem::auth_held(until, Timestamp::now())),
        Err(ProbeNowError::Ended) => {
            let detail = "The prober is stopping.";
            Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not-ready", detail))
        }
    }
}

async fn tryout(State(app): State<App>, Json(order): Json<TryOrder>) -> Result<Json<TryAnswer>, Problem> {
    app.trials
        .run(&order)
        .await
        .map(Json)
        .map_err(|refused| match refused {
            Refused::Busy => Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                slugs::PROBER_BUSY,
                "The prober tries as many cameras as it can at once; ask again in a moment.",
            ),
            Refused::NoRules(why) => Problem::new(StatusCode::SERVICE_UNAVAILABLE, slugs::NOT_CHECKED, why),
            Refused::Address(error) => Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                slugs::ADDRESS_REFUSED,
                format!("The camera cannot be there: {error}."),
            ),
            Refused::Target(error) => Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                slugs::ADDRESS_REFUSED,
                error.to_string(),
            ),
        })
}

fn not_ours() -> Problem {
    let detail = "This shard does not probe that camera, or not yet.";
    Problem::new(StatusCode::NOT_FOUND, slugs::NOT_OURS, detail)
}

async fn snapshot(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Problem> {
    let Look { shot, stale } = app.previews.look(&name).await.map_err(refused)?;
    let mut response = shot.jpeg.clone().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    if let Ok(at) = HeaderValue::try_from(ApiTime(shot.at).to_string()) {
        headers.insert(SNAPSHOT_AT, at);
    }
    if let Some(reason) = stale {
        headers.insert(SNAPSHOT_REASON, HeaderValue::from_static(reason.as_str()));
    }
    Ok(response)
}

fn refused(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::Off => {
            let detail = "This site shows no pictures; spec.previews.mode: OnDemand would turn them on.";
            Problem::new(StatusCode::NOT_FOUND, slugs::PREVIEWS_OFF, detail)
        }
        Refusal::NotOurs => not_ours(),
        Refusal::NoSource => {
            let detail = "The camera declares no way to a picture; set its snapshotUrl.";
            Problem::new(StatusCode::NOT_FOUND, slugs::NO_PICTURE_SOURCE, detail)
        }
        Refusal::Held(until) => Problem::auth_held(until, Timestamp::now()),
        Refusal::Failed(error) => {
            let status = if error.reason == Reason::Timeout {
                StatusCode::GATEWAY_TIMEOUT
            } else {
                StatusCode::SERVICE_UNAVAILABLE
            };
            let detail = format!(
                "The camera gave no picture ({}): {}.",
                error.reason, error.message
            );
            Problem::new(status, slugs::PICTURE_UNAVAILABLE, detail)
        }
    }
}
