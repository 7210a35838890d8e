//! An HTTP proxy in front of the API server that keeps in mind what was asked of which site, and can spoil answers.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::response::Response;
use http::{Method, Request, StatusCode};
use kube::{Client, Config};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio_util::task::AbortOnDropHandle;

use crate::instance::until_late;

/// What happens to a request, by its method and its label, before it is passed on.
pub(crate) type Spoil = fn(&Method, &str) -> Spoiled;

/// What happens to a request.
pub(crate) enum Spoiled {
    /// Nothing.
    Not,
    /// It is answered with 500 instead.
    Refused,
    /// The object in its answer is changed.
    Changed(fn(&mut Value)),
}

/// A proxy that records.
pub(crate) struct Recorder {
    url: http::Uri,
    calls: Arc<Mutex<Vec<String>>>,
    _task: AbortOnDropHandle<()>,
}

struct Shared {
    client: Client,
    calls: Arc<Mutex<Vec<String>>>,
    spoil: Spoil,
}

impl Recorder {
    /// A proxy in front of the API server of the environment.
    pub(crate) async fn new(spoil: Spoil) -> Self {
        let client = Client::try_from(Config::infer().await.unwrap()).unwrap();
        let calls = Arc::<Mutex<Vec<String>>>::default();
        let shared = Arc::new(Shared {
            client,
            calls: Arc::clone(&calls),
            spoil,
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let router = Router::new().fallback(forward).with_state(shared);
        let server = async { axum::serve(listener, router).await.unwrap() };
        Self {
            url: url.parse().unwrap(),
            calls,
            _task: AbortOnDropHandle::new(tokio::spawn(server)),
        }
    }

    /// A configuration of a client that goes through the proxy.
    pub(crate) fn config(&self, namespace: &str) -> Config {
        let mut config = Config::new(self.url.clone());
        namespace.clone_into(&mut config.default_namespace);
        config
    }

    /// The requests so far whose label holds `part`, such as `PATCH /api/v1/namespaces/a/services/gare-api`.
    pub(crate) fn calls(&self, part: &str) -> Vec<String> {
        let calls = self.calls.lock().unwrap();
        calls.iter().filter(|call| call.contains(part)).cloned().collect()
    }

    /// Forgets the requests so far.
    pub(crate) fn clear(&self) {
        self.calls.lock().unwrap().clear();
    }

    /// Waits until for a while nothing is asked of objects whose label holds `part`.
    pub(crate) async fn quiet(&self, part: &str) {
        const QUIET: Duration = Duration::from_secs(4);
        let mut before = usize::MAX;
        until_late("nothing more is asked", async || {
            let now = self.calls(part).len();
            let quiet = std::mem::replace(&mut before, now) == now;
            if !quiet {
                tokio::time::sleep(QUIET).await;
            }
            quiet
        })
        .await;
    }
}

async fn forward(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response {
    let (mut parts, body) = request.into_parts();
    parts.headers.remove(http::header::HOST);
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let label = label(&parts.method, &parts.uri, &body);
    // Watches go on; Leases are no site's.
    if !label.contains("watch=true") && !label.contains("/leases") {
        shared.calls.lock().unwrap().push(label.clone());
    }
    let spoiled = (shared.spoil)(&parts.method, &label);
    if matches!(spoiled, Spoiled::Refused) {
        let answer = Response::builder().status(StatusCode::INTERNAL_SERVER_ERROR);
        return answer.body(Body::from("spoiled")).unwrap();
    }
    let request = Request::from_parts(parts, kube::client::Body::from(body.to_vec()));
    let answer = shared.client.send(request).await.unwrap();
    let (mut parts, body) = answer.into_parts();
    let Spoiled::Changed(change) = spoiled else {
        return Response::from_parts(parts, Body::new(body));
    };
    let bytes = to_bytes(Body::new(body), usize::MAX).await.unwrap();
    let mut object: Value = serde_json::from_slice(&bytes).unwrap();
    change(&mut object);
    // A long answer comes in chunks, the changed one in one piece.
    parts.headers.remove(http::header::CONTENT_LENGTH);
    parts.headers.remove(http::header::TRANSFER_ENCODING);
    Response::from_parts(parts, Body::from(object.to_string()))
}

/// Method, path, and what names the object where the path does not: the body of a POST, the query of a list.
fn label(method: &Method, uri: &http::Uri, body: &Bytes) -> String {
    let path = uri.path();
    if *method == Method::POST {
        let object: Value = serde_json::from_slice(body).unwrap_or_default();
        let metadata = &object["metadata"];
        let regarding = &object["regarding"]["name"];
        // An event is named after a moment.
        let name = regarding
            .as_str()
            .or(metadata["name"].as_str())
            .unwrap_or_default();
        return format!("{method} {path}/{name}");
    }
    match uri.query() {
        Some(query) if *method == Method::GET => format!("{method} {path}?{query}"),
        _ => format!("{method} {path}"),
    }
}
