//! What lies between an operator and the API server: counts its requests, and does one of them harm.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex};

use http::{Method, Request, Response, StatusCode};
use kube::Client;
use kube::client::Body;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tower::BoxError;

/// What happens to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Harm {
    /// It never arrives; this status is answered.
    Refused(StatusCode),
    /// It is done, but the connection ends before the answer.
    Lost,
    /// It waits before it is sent, until [`Wire::resume`].
    HeldBefore,
    /// It is done, and its answer waits until [`Wire::resume`].
    HeldAfter,
    /// The answer of another time is given, where the same was asked then.
    Stale,
}

/// Which request is harmed: the n-th of its sort, counted from 1.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    Write(usize),
    Read(usize),
}

/// Counts of requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub writes: usize,
    pub reads: usize,
}

/// The wire of one or several operators.
#[derive(Debug, Default)]
pub(super) struct Wire {
    state: Mutex<State>,
    reached: Notify,
    resumed: Notify,
}

#[derive(Debug, Default)]
struct State {
    counts: Counts,
    harm: Option<(Target, Harm)>,
    struck: bool,
    /// Last answer to each read, where answers are kept.
    answers: HashMap<String, (StatusCode, Vec<u8>)>,
    keeps: bool,
}

impl Wire {
    /// A client that goes over this wire.
    pub(super) fn client(self: &Arc<Self>, server: &Client) -> Client {
        let (wire, server) = (Arc::clone(self), server.clone());
        let service = tower::service_fn(move |request| {
            let (wire, server) = (Arc::clone(&wire), server.clone());
            async move { wire.pass(&server, request).await }
        });
        Client::new(service, "default")
    }

    /// Keeps the answers to reads from now on.
    pub(super) fn keep_answers(&self) {
        self.state.lock().unwrap().keeps = true;
    }

    /// Counts anew; harms this request.
    pub(super) fn arm(&self, harm: Option<(Target, Harm)>) {
        let mut state = self.state.lock().unwrap();
        state.counts = Counts::default();
        state.keeps = false;
        state.harm = harm;
    }

    pub(super) fn counts(&self) -> Counts {
        self.state.lock().unwrap().counts
    }

    /// Whether the request that is to be harmed has come.
    pub(super) fn struck(&self) -> bool {
        self.state.lock().unwrap().struck
    }

    /// Waits until a held request waits.
    pub(super) async fn reached(&self) {
        self.reached.notified().await;
    }

    /// Lets the held request go on.
    pub(super) fn resume(&self) {
        self.resumed.notify_one();
    }

    async fn pass(&self, server: &Client, request: Request<Body>) -> Result<Response<Body>, BoxError> {
        let method = request.method().clone();
        let asked = request.uri().to_string();
        match self.count(&method) {
            None if method == Method::GET => self.read(server, request, asked).await,
            None => Ok(server.send(request).await?),
            Some(Harm::Refused(code)) => Ok(refusal(code, &method)),
            Some(Harm::Lost) => {
                server.send(request).await?.into_body().collect_bytes().await?;
                Err(io::Error::from(io::ErrorKind::ConnectionReset).into())
            }
            Some(Harm::HeldBefore) => {
                self.hold().await;
                Ok(server.send(request).await?)
            }
            Some(Harm::HeldAfter) => {
                let answer = server.send(request).await?;
                self.hold().await;
                Ok(answer)
            }
            Some(Harm::Stale) => {
                let old = self.state.lock().unwrap().answers.get(&asked).cloned();
                match old {
                    Some((code, body)) => Ok(answer(code, body)),
                    None => Ok(server.send(request).await?),
                }
            }
        }
    }

    /// Counts a request; what is to happen to it.
    fn count(&self, method: &Method) -> Option<Harm> {
        let mut state = self.state.lock().unwrap();
        let read = method == Method::GET;
        let count = if read {
            &mut state.counts.reads
        } else {
            &mut state.counts.writes
        };
        *count += 1;
        let number = *count;
        let (target, harm) = state.harm?;
        let hit = match target {
            Target::Read(wanted) => read && number == wanted,
            Target::Write(wanted) => !read && number == wanted,
        };
        state.struck |= hit;
        hit.then_some(harm)
    }

    async fn hold(&self) {
        self.reached.notify_one();
        self.resumed.notified().await;
    }

    async fn read(
        &self,
        server: &Client,
        request: Request<Body>,
        asked: String,
    ) -> Result<Response<Body>, BoxError> {
        let answered = server.send(request).await?;
        if !self.state.lock().unwrap().keeps {
            return Ok(answered);
        }
        let code = answered.status();
        let body = answered.into_body().collect_bytes().await?.to_vec();
        self.state
            .lock()
            .unwrap()
            .answers
            .insert(asked, (code, body.clone()));
        Ok(answer(code, body))
    }
}

fn answer(code: StatusCode, body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = code;
    response
}

/// The API server's words for a refusal.
fn refusal(code: StatusCode, method: &Method) -> Response<Body> {
    let (reason, details) = match code {
        StatusCode::CONFLICT if method == Method::POST => ("AlreadyExists", Value::Null),
        StatusCode::CONFLICT => ("Conflict", Value::Null),
        StatusCode::TOO_MANY_REQUESTS => ("TooManyRequests", json!({ "retryAfterSeconds": 1 })),
        _ => ("InternalError", Value::Null),
    };
    let body = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "code": code.as_u16(),
        "reason": reason, "message": "injected by the test", "details": details
    });
    let mut response = answer(code, body.to_string().into_bytes());
    if code == StatusCode::TOO_MANY_REQUESTS {
        response
            .headers_mut()
            .insert(http::header::RETRY_AFTER, http::HeaderValue::from_static("1"));
    }
    response
}
