//! The client of the API server: every request has a limit, and without leadership nothing is written.

use std::task::{Context, Poll};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use http::{Method, Request, Response};
use kube::client::{Body, ClientBuilder};
use kube::{Client, Config};
use thiserror::Error;
use tower::{BoxError, Layer, Service};

use super::leader::Leadership;
use crate::metrics::Metrics;

/// How long is waited for the API server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest time until an answer begins.
    pub request: Duration,
    /// Time after which the API server ends a watch, in seconds; the watch goes on from there. A connection that is dead
    /// without saying so is noticed 5 seconds later.
    pub watch_seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request: Duration::from_secs(15),
            watch_seconds: 60,
        }
    }
}

impl Limits {
    /// Longest silence of a connection, idle ones included: longer than any watch.
    fn silence(&self) -> Duration {
        Duration::from_secs(u64::from(self.watch_seconds)) + Duration::from_secs(10)
    }
}

/// Why a request was not answered.
#[derive(Debug, Error, PartialEq, Eq)]
enum Unanswered {
    /// It was not sent.
    #[error("this replica does not lead: nothing is written")]
    NotLeading,
    /// It was given up.
    #[error("the API server has not answered within {} ms", .0.as_millis())]
    Timeout(Duration),
}

/// What a client does with requests.
#[derive(Clone, Debug, Default)]
pub(super) struct Duties {
    /// Nothing is written once it has ended; without one everything is.
    pub leadership: Option<Leadership>,
    /// Counts requests.
    pub metrics: Option<Metrics>,
}

/// A client of the API server.
///
/// # Errors
/// When the configuration names certificates or credentials that cannot be used.
pub(super) fn connect(mut config: Config, limits: Limits, duties: Duties) -> kube::Result<Client> {
    config.read_timeout = Some(limits.silence());
    // The limit counts from the request, not from the time since when a pooled connection was idle.
    config.reset_reader_on_write = true;
    // Passes are repeated with backoff; a request that repeats itself for minutes would only hold one up.
    config.default_retry = false;
    let guard = GuardLayer {
        duties,
        limit: limits.request,
    };
    Ok(ClientBuilder::try_from(config)?.with_layer(&guard).build())
}

#[derive(Clone, Debug)]
struct GuardLayer {
    duties: Duties,
    limit: Duration,
}

impl<S> Layer<S> for GuardLayer {
    type Service = Guard<S>;

    fn layer(&self, inner: S) -> Guard<S> {
        Guard {
            inner,
            rules: self.clone(),
        }
    }
}

#[derive(Debug)]
struct Guard<S> {
    inner: S,
    rules: GuardLayer,
}

impl<S, B> Service<Request<Body>> for Guard<S>
where
    S: Service<Request<Body>, Response = Response<B>, Error = BoxError>,
    S::Future: Send + 'static,
    B: 'static,
{
    type Response = Response<B>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Response<B>, BoxError>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let writes = request.method() != Method::GET;
        let Duties { leadership, metrics } = &self.rules.duties;
        if writes && leadership.as_ref().is_some_and(|it| !it.holds()) {
            return async { Err(Unanswered::NotLeading.into()) }.boxed();
        }
        if let Some(metrics) = metrics {
            metrics.request(request.method().as_str());
        }
        let limit = self.rules.limit;
        let answer = tokio::time::timeout(limit, self.inner.call(request));
        async move {
            answer
                .await
                .unwrap_or_else(|_| Err(Unanswered::Timeout(limit).into()))
        }
        .boxed()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::sync::watch;
    use tokio::time::Instant;
    use tower::ServiceExt as _;

    use super::*;
    use crate::controller::leader::Standing;

    const LIMIT: Duration = Duration::from_secs(1);

    /// Sends a request through a guard to a service that answers after `delay`. What became of it, and how many arrived.
    async fn send(method: Method, standing: Option<Standing>, delay: Duration) -> (Option<Unanswered>, u32) {
        let arrived = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&arrived);
        let inner = tower::service_fn(move |_: Request<Body>| {
            count.fetch_add(1, Ordering::Relaxed);
            async move {
                tokio::time::sleep(delay).await;
                Ok::<_, BoxError>(Response::new(()))
            }
        });
        let (_sender, receiver) = watch::channel(standing.unwrap_or_default());
        let guard = GuardLayer {
            duties: Duties {
                leadership: standing.map(|_| Leadership::new(receiver)),
                metrics: None,
            },
            limit: LIMIT,
        };
        let request = Request::builder().method(method).body(Body::empty()).unwrap();
        let answer = guard.layer(inner).oneshot(request).await;
        let error = answer.err().map(|error| *error.downcast::<Unanswered>().unwrap());
        (error, arrived.load(Ordering::Relaxed))
    }

    #[tokio::test(start_paused = true)]
    async fn only_a_leader_writes_and_everybody_reads() {
        let leads = Standing::Leading(Instant::now() + LIMIT);
        let led = Standing::Leading(Instant::now());
        let refused = (Some(Unanswered::NotLeading), 0);
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            assert_eq!(send(method.clone(), Some(leads), Duration::ZERO).await, (None, 1));
            assert_eq!(send(method.clone(), None, Duration::ZERO).await, (None, 1));
            for standing in [led, Standing::Standby, Standing::Unknown] {
                assert_eq!(
                    send(method.clone(), Some(standing), Duration::ZERO).await,
                    refused
                );
            }
        }
        assert_eq!(
            send(Method::GET, Some(Standing::Standby), Duration::ZERO).await,
            (None, 1)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_does_not_come_is_not_waited_for() {
        let answer = send(Method::GET, None, LIMIT * 2).await;
        assert_eq!(answer, (Some(Unanswered::Timeout(LIMIT)), 1));
        assert_eq!(send(Method::GET, None, LIMIT / 2).await, (None, 1));
    }

    #[test]
    fn a_watch_that_says_nothing_is_ended_by_the_server_first() {
        let limits = Limits::default();
        assert!(limits.silence() > Duration::from_secs(u64::from(limits.watch_seconds) + 5));
    }
}
