//! Every answer that is an error leaves as a problem document with the request's id.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::error::Problem;

/// The header that carries a request's id, in and out.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest id taken over from a client.
const REQUEST_ID_LIMIT: usize = 64;

/// The id of a request, as its answer and the log carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

/// Answer to a path that no route knows.
pub(super) async fn no_such_path() -> Problem {
    Problem::of_status(StatusCode::NOT_FOUND)
}

/// Gives the request an id and errors their document. A JSON answer with an error status (such as `/health` with 503) is left
/// as it is.
pub(super) async fn shape(mut request: Request, next: Next) -> Response {
    let id = request
        .headers()
        .get(REQUEST_ID)
        .and_then(acceptable)
        .unwrap_or_else(random);
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    if let Some(problem) = problem_of(&mut response) {
        if problem.status.is_server_error() {
            tracing::warn!(
                request = id,
                status = problem.status.as_u16(),
                problem = problem.slug,
                "problem"
            );
        }
        let allow = response.headers_mut().remove(header::ALLOW);
        response = problem.render(&id);
        if let Some(allow) = allow {
            response.headers_mut().insert(header::ALLOW, allow);
        }
    }
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response.into_response()
}

fn problem_of(response: &mut Response) -> Option<Problem> {
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        return Some(problem);
    }
    let status = response.status();
    let is_json = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
    let is_error = status.is_client_error() || status.is_server_error();
    (is_error && !is_json).then(|| Problem::of_status(status))
}

/// An id from outside is taken over only when it can do no harm in a log.
fn acceptable(value: &HeaderValue) -> Option<String> {
    let text = value.to_str().ok()?;
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let fits = !text.is_empty() && text.len() <= REQUEST_ID_LIMIT;
    (fits && text.bytes().all(harmless)).then(|| text.to_owned())
}

fn random() -> String {
    format!("{:032x}", rand::random::<u128>())
}
