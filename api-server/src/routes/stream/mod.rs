//! `/api/v1/stream`: what happens now, as server-sent events (WHATWG HTML §9.2).

mod picture;
mod teller;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
pub(crate) use teller::tell;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::query::Params;
use crate::error::Problem;
use crate::stream::{Last, Refusal};

/// The last event that a client was told, as `EventSource` says it when it comes back.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// The same as a parameter, for clients that cannot send the header.
const LAST_EVENT_ID_PARAMETER: &str = "lastEventId";
/// Asks nginx to pass each event on at once, wherever it stands.
const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Route of the stream.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(stream))
}

/// What happens, live
///
/// Server-sent events: `hello`, `camera`, `removed`, `summary`, `alert`, `maintenance`, `reset`, `bye`, and `ping` every 5 seconds.
#[utoipa::path(get, path = "/api/v1/stream", operation_id = "stream", tag = "Events",
    params(
        ("lastEventId" = Option<i64>, Query, description = "Go on after this event, for clients that cannot send the header."),
        ("Last-Event-ID" = Option<String>, Header, description = "Go on after this event."),
    ),
    responses((status = 200, description = "Events, until somebody ends it.", body = String, content_type = "text/event-stream",
        headers(("cache-control" = String, description = "Never stored."),
            ("x-accel-buffering" = String, description = "Tells nginx to pass each event on at once.")))))]
async fn stream(
    State(app): State<App>,
    headers: HeaderMap,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let mut params = Params::new(pairs);
    let parameter = params.parsed(LAST_EVENT_ID_PARAMETER, "the id of an event, a number");
    params.finish()?;
    // The header is newer: the parameter is part of an address, which a client that comes back does not change. A header that is
    // no number of ours is of somebody who was told something by somebody else.
    let last = match headers.get(LAST_EVENT_ID) {
        Some(value) => value
            .to_str()
            .ok()
            .and_then(|text| text.trim().parse().ok())
            .map_or(Last::Strange, Last::Event),
        None => parameter.map_or(Last::Nothing, Last::Event),
    };
    let client = app.stream.subscribe(last).await.map_err(refusal)?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/event-stream"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (ACCEL_BUFFERING, HeaderValue::from_static("no")),
    ];
    Ok((headers, Body::from_stream(client.into_stream())).into_response())
}

fn refusal(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::NotReady => Problem::database_unavailable(),
        Refusal::Full => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "too-many-streams",
            "This replica has as many live streams as it takes; ask again in a moment, another one may answer.",
        ),
    }
}
