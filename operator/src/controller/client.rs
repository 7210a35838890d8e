//! The client of the API server: every request has a limit, few are under way at a time, and without leadership nothing is
//! written.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use http::{Method, Request, Response};
use kube::client::{Body, ClientBuilder};
use kube::{Client, Config};
use thiserror::Error;
use tokio::sync::Semaphore;
use tower::{BoxError, Layer, Service};

use super::leader::Leadership;
use crate::metrics::Metrics;

/// Requests that may wait for their answers at a time, watches apart: each of them has a connection of its own, with buffers
/// that stay as large as the largest answer made them.
const UNDER_WAY: usize = 32;

/// How long is waited for the API server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest time until an answer begins.
    pub request: Duration,
    /// Time after which the API server ends a watch, in seconds; the watch goes on from there. A connection that is dead
    /// without saying so is noticed 5 seconds later.
    pub watch_seconds: u32,
    /// Time between two looks at which kinds of prometheus-operator the cluster has.
    pub discovery: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request: Duration::from_secs(15),
            watch_seconds: 60,
            discovery: Duration::from_mins(5),
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
        turns: Arc::new(Semaphore::new(UNDER_WAY)),
    };
    Ok(ClientBuilder::try_from(config)?.with_layer(&guard).build())
}

#[derive(Clone, Debug)]
struct GuardLayer {
    duties: Duties,
    limit: Duration,
    turns: Arc<Semaphore>,
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
        let GuardLayer { duties, limit, turns } = self.rules.clone();
        let Duties { leadership, metrics } = duties;
        let method = request.method().clone();
        let leadership = leadership.filter(|_| method != Method::GET);
        if leadership.as_ref().is_some_and(|it| !it.holds()) {
            return async { Err(Unanswered::NotLeading.into()) }.boxed();
        }
        let turns = (!is_watch(&request)).then_some(turns);
        // It sends nothing before it is polled.
        let answer = self.inner.call(request);
        async move {
            let _turn = match turns {
                Some(turns) => Some(turns.acquire_owned().await?),
                None => None,
            };
            if leadership.is_some_and(|it| !it.holds()) {
                return Err(Unanswered::NotLeading.into());
            }
            if let Some(metrics) = metrics {
                metrics.request(method.as_str());
            }
            tokio::time::timeout(limit, answer)
                .await
                .unwrap_or_else(|_| Err(Unanswered::Timeout(limit).into()))
        }
        .boxed()
    }
}

/// Whether the answer goes on for as long as it is listened to.
fn is_watch(request: &Request<Body>) -> bool {
    let query = request.uri().query().unwrap_or_default();
    query.split('&').any(|pair| pair == "watch=true")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::sync::watch;
    use tokio::time::Instant;
    use tower::ServiceExt as _;

    use super::*;
    use crate::controller::leader::Standing;

    const LIMIT: Duration = Duration::from_secs(1);

    fn rules(leadership: Option<Leadership>, turns: usize) -> GuardLayer {
        GuardLayer {
            duties: Duties {
                leadership,
                metrics: None,
            },
            limit: LIMIT,
            turns: Arc::new(Semaphore::new(turns)),
        }
    }

    fn request(method: Method, uri: &str) -> Request<Body> {
        let request = Request::builder().method(method).uri(uri);
        request.body(Body::empty()).unwrap()
    }

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
        let guard = rules(standing.map(|_| Leadership::new(receiver)), 1);
        let answer = guard.layer(inner).oneshot(request(method, "/")).await;
        let error = answer.err().map(|error| *error.downcast::<Unanswered>().unwrap());
        (error, arrived.load(Ordering::Relaxed))
    }

    /// A service that answers after half the limit, and the most of its answers that were waited for at a time.
    fn slow() -> (
        impl Service<Request<Body>, Response = Response<()>, Error = BoxError, Future: Send + 'static> + Clone,
        Arc<AtomicU32>,
    ) {
        let (now, most) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let seen = Arc::clone(&most);
        let service = tower::service_fn(move |_: Request<Body>| {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
                tokio::time::sleep(LIMIT / 2).await;
                now.fetch_sub(1, Ordering::Relaxed);
                Ok(Response::new(()))
            }
        });
        (service, seen)
    }

    #[tokio::test(start_paused = true)]
    async fn few_requests_are_under_way_at_a_time_and_any_number_of_watches() {
        for (uri, at_a_time) in [
            ("/pods?limit=50", 2),
            ("/pods?allowWatchBookmarks=true&watch=true", 5),
        ] {
            let (service, most) = slow();
            let guard = rules(None, 2);
            let answers = (0..5).map(|_| {
                let guarded = guard.layer(service.clone());
                guarded.oneshot(request(Method::GET, uri))
            });
            let answers = futures::future::join_all(answers).await;
            assert!(
                answers.iter().all(Result::is_ok),
                "none waits too long: the limit is that of its own answer"
            );
            assert_eq!(most.load(Ordering::Relaxed), at_a_time, "{uri}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_write_that_waited_for_its_turn_is_not_sent_when_leadership_has_ended() {
        let (service, most) = slow();
        let (_sender, receiver) = watch::channel(Standing::Leading(Instant::now() + LIMIT / 4));
        let guard = rules(Some(Leadership::new(receiver)), 1);
        let [first, second] =
            [(); 2].map(|()| guard.layer(service.clone()).oneshot(request(Method::PATCH, "/")));
        let (first, second) = futures::future::join(first, second).await;
        assert!(first.is_ok());
        let error = *second.unwrap_err().downcast::<Unanswered>().unwrap();
        assert_eq!(error, Unanswered::NotLeading);
        assert_eq!(most.load(Ordering::Relaxed), 1);
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
