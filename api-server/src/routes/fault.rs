//! `/api/v1/fault`: faults on demand, so that people can see their alerts fire. Only where `spec.api.faultInjection` is on.

use std::time::Duration;

use axum::Json;
use axum::extract::Query;
use axum::routing::get;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::query::Params;
use crate::error::Problem;

/// The longest pause in milliseconds; the server gives answers up after 10 s.
const PAUSE_MAX: u64 = 9_000;
/// The pause when the client does not say: more than `HighLatency` allows.
const PAUSE: u64 = 2_000;

/// Routes of rehearsals.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(error))
        .routes(routes!(slow))
        // Other names of the same; `openapi::ALIASES` describes them.
        .route("/api/error", get(error))
        .route("/api/slow", get(slow))
}

/// An answer without a fault.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Rehearsed {
    /// How long the answer was held back, in milliseconds.
    #[schema(examples(2000))]
    slept_ms: u64,
}

/// Fail on demand
///
/// Only with `spec.api.faultInjection`; 404 without it.
#[utoipa::path(get, path = "/api/v1/fault/error", operation_id = "rehearseErrors", tag = "Fault rehearsal",
    params(("rate" = Option<f64>, Query, description = "What share of the requests fails, from 0 to 1; all by default.",
        minimum = 0.0, maximum = 1.0, example = 0.5)),
    responses(
        (status = 200, description = "This one does not fail.", body = Rehearsed),
        (status = 404, description = "The site has no fault injection."),
        (status = 500, description = "This one does (fault-injected)."),
    ))]
async fn error(Query(pairs): Query<Vec<(String, String)>>) -> Result<Json<Rehearsed>, Problem> {
    const FORM: &str = "a number from 0 to 1";
    let mut params = Params::new(pairs);
    let rate: f64 = params.parsed("rate", FORM).unwrap_or(1.0);
    if !(0.0..=1.0).contains(&rate) {
        params.refuse("rate", format!("must be {FORM}"));
    }
    params.finish()?;
    if rand::random::<f64>() < rate {
        let detail = "This request fails because it asked for that, to rehearse alerts.";
        return Err(Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "fault-injected",
            detail,
        ));
    }
    Ok(Json(Rehearsed { slept_ms: 0 }))
}

/// Be slow on demand
///
/// Only with `spec.api.faultInjection`; 404 without it.
#[utoipa::path(get, path = "/api/v1/fault/slow", operation_id = "rehearseLatency", tag = "Fault rehearsal",
    params(("ms" = Option<u64>, Query, description = "How long the answer is held back, in milliseconds; 2,000 by default.",
        minimum = 0, maximum = 9_000, example = 1500)),
    responses(
        (status = 200, description = "The answer, late.", body = Rehearsed),
        (status = 404, description = "The site has no fault injection."),
    ))]
async fn slow(Query(pairs): Query<Vec<(String, String)>>) -> Result<Json<Rehearsed>, Problem> {
    let mut params = Params::new(pairs);
    let pause = params.parsed("ms", "a number of milliseconds").unwrap_or(PAUSE);
    if pause > PAUSE_MAX {
        params.refuse("ms", format!("must be {PAUSE_MAX} at most"));
    }
    params.finish()?;
    tokio::time::sleep(Duration::from_millis(pause)).await;
    Ok(Json(Rehearsed { slept_ms: pause }))
}
