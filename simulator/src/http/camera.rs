//! The door of a camera's HTTP side: what its behaviour makes of a request before it is served.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::auth::{Attempt, Verdict};
use crate::behaviour::{Behaviour, Login};
use crate::fleet::Camera;
use crate::http::problem::Problem;
use crate::world::World;

/// Marks a response that is not sent: the connection closes instead.
#[derive(Clone, Copy, Debug)]
pub(super) struct HangUp;

/// A camera that serves the request.
pub(super) struct Guest {
    pub(super) camera: Arc<Camera>,
    pub(super) behaviour: Arc<Behaviour>,
}

/// What is asked of a camera.
#[derive(Clone, Copy)]
pub(super) struct Visitor<'a> {
    /// Name of the camera.
    pub(super) camera: &'a str,
    /// The name under which the request is counted.
    pub(super) kind: &'a str,
    /// Whether it needs no login on any camera.
    pub(super) is_public: bool,
    pub(super) parts: &'a Parts,
}

/// Lets a request in, or gives the answer in place of what it wants.
pub(super) async fn admit(world: &World, visitor: Visitor<'_>) -> Result<Guest, Response> {
    let unknown = || {
        Problem::not_found(format!(
            "there is no camera {:?}; /cameras lists them",
            visitor.camera
        ))
    };
    let camera = world.fleet.camera(visitor.camera).ok_or_else(unknown)?;
    camera.count(visitor.kind);
    let behaviour = camera.behaviour(camera.turn());
    match &*behaviour {
        Behaviour::Offline | Behaviour::NotRtsp { .. } => Err(hang_up()),
        Behaviour::Hang => std::future::pending().await,
        Behaviour::Slow { milliseconds } => {
            tokio::time::sleep(Duration::from_millis(*milliseconds)).await;
            Ok(Guest { camera, behaviour })
        }
        Behaviour::AuthRequired(login) if !visitor.is_public => match log_in(&camera, login, visitor.parts) {
            None => Ok(Guest { camera, behaviour }),
            Some(refusal) => Err(refusal),
        },
        Behaviour::Busy {
            retry_after_seconds, ..
        } => {
            let seconds = retry_after_seconds.map(|seconds| (header::RETRY_AFTER, seconds.to_string()));
            Err(refusal(StatusCode::SERVICE_UNAVAILABLE, seconds))
        }
        Behaviour::Redirect { to } => {
            let location = location(to, visitor.parts.uri.path());
            Err(refusal(StatusCode::FOUND, [(header::LOCATION, location)]))
        }
        Behaviour::NotFound => Err(refusal(StatusCode::NOT_FOUND, None)),
        _ => Ok(Guest { camera, behaviour }),
    }
}

fn log_in(camera: &Camera, login: &Login, parts: &Parts) -> Option<Response> {
    let attempt = Attempt {
        method: parts.method.as_str(),
        uri: parts.uri.path_and_query().map_or("/", |path| path.as_str()),
        authorization: parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok()),
    };
    match camera.judge(login, attempt) {
        Verdict::Enter => None,
        Verdict::Refuse { challenges, .. } => {
            let challenges = challenges
                .into_iter()
                .map(|challenge| (header::WWW_AUTHENTICATE, challenge));
            Some(refusal(StatusCode::UNAUTHORIZED, challenges))
        }
    }
}

/// An empty answer with headers; one that cannot be a header is left out.
fn refusal(status: StatusCode, headers: impl IntoIterator<Item = (HeaderName, String)>) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

fn hang_up() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(HangUp);
    response
}

/// `to` itself where it is a URL, else the same path of the camera `to`.
fn location(to: &str, path: &str) -> String {
    if to.contains("://") {
        return to.to_owned();
    }
    let mut segments: Vec<&str> = path.split('/').collect();
    if let Some(name) = segments.get_mut(2) {
        *name = to;
    }
    segments.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_keeps_all_but_the_camera() {
        assert_eq!(location("hall", "/snapshot/gate"), "/snapshot/hall");
        assert_eq!(
            location("hall", "/onvif/onvif/device_service"),
            "/onvif/hall/device_service"
        );
        assert_eq!(location("http://other/x", "/snapshot/gate"), "http://other/x");
    }
}
