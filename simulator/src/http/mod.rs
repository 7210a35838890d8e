//! The HTTP server: the cameras' pictures and ONVIF, and the simulator's own API.

mod camera;
mod control;
mod metrics;
mod onvif;
mod pictures;
mod problem;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::response::Response;
use axum::routing::{get, post};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt as _;

use crate::world::World;
use camera::HangUp;
use problem::Problem;

/// Most bytes of a request: a list of some ten thousand cameras.
const BODY_LIMIT: usize = 8 * 1024 * 1024;
/// Pause after a connection that could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// The behaviour of a camera closes the connection.
#[derive(Debug, Error)]
#[error("the camera hangs up")]
struct HungUp;

/// Accepts connections until the world stops.
pub(crate) async fn serve(listener: TcpListener, world: Arc<World>) {
    let routes = routes(Arc::clone(&world));
    let accept = async {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    let (stop, routes) = (world.stop.clone(), routes.clone());
                    world
                        .tasks
                        .spawn(async move { stop.run_until_cancelled(connection(stream, routes)).await });
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept an HTTP connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    };
    let _: Option<()> = world.stop.run_until_cancelled(accept).await;
}

/// Serves one connection. Only hyper itself lets a handler close it without an answer, which axum's server cannot.
async fn connection(stream: TcpStream, routes: Router) {
    let service = service_fn(move |request: http::Request<Incoming>| {
        let routes = routes.clone();
        async move {
            let Ok(response) = routes.oneshot(request.map(Body::new)).await;
            if response.extensions().get::<HangUp>().is_some() {
                Err(HungUp)
            } else {
                Ok(response)
            }
        }
    });
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new());
    // However it ends, it is the client's business or the behaviour's.
    let _ = server.serve_connection(TokioIo::new(stream), service).await;
}

fn routes(world: Arc<World>) -> Router {
    Router::new()
        .route("/healthz", get(control::health))
        .route("/metrics", get(metrics::text))
        .route("/cameras", get(control::list).put(control::change_many))
        .route("/cameras/{name}", get(control::one).put(control::change))
        .route("/reset", post(control::reset))
        .route("/sessions", get(control::sessions))
        .route("/snapshot/{name}", get(pictures::snapshot))
        .route("/mjpeg/{name}", get(pictures::mjpeg))
        .route("/onvif/{name}/{service}", post(onvif::service))
        .fallback(no_route)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(world)
}

async fn no_route() -> Response {
    Problem::not_found("there is no such path; /cameras lists the cameras".to_owned()).into()
}
