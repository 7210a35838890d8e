//! Wiring: client, triggers, passes, endpoints, shutdown.

mod backoff;
mod context;
mod error;
mod events;
mod reconcile;
mod triggers;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use futures::StreamExt as _;
use kube::runtime::controller::{self, Action};
use kube::runtime::reflector::{ObjectRef, Store};
use kube::runtime::watcher;
use kube::{Client, Config};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

pub use context::Context;
pub use error::Error;
pub use reconcile::{error_policy, reconcile};

use crate::http::{self, Readiness};
use crate::metrics::Metrics;
use crate::poll::Pollers;
use crate::settings::Settings;
use triggers::Guarded;

/// Passes that run at a time.
const CONCURRENCY: u16 = 8;
/// Events of one site that come within this time are one pass.
const DEBOUNCE: Duration = Duration::from_millis(100);
/// How often pollers of sites that are gone are looked for.
const SWEEP: Duration = Duration::from_secs(30);

/// Runs the operator until SIGTERM or SIGINT.
///
/// # Errors
/// When no cluster is configured, the address cannot be listened on or the system refuses signals.
pub async fn run(settings: Settings, listen: SocketAddr) -> anyhow::Result<()> {
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}; free the port or set CAMERASITE_LISTEN"))?;
    let client = client().await?;
    let metrics = Metrics::new().context("cannot register metrics")?;
    let stop = stop_on_signal()?;
    let readiness = Readiness::default();
    let router = http::router(metrics.clone(), readiness.clone());
    let server = tokio::spawn(http::serve(listener, router, stop.clone()));

    let (pollers, polled) =
        Pollers::new(client.clone(), metrics.clone()).context("cannot start the pollers")?;
    let pollers = Arc::new(pollers);
    let context = Arc::new(Context::new(
        client.clone(),
        settings,
        metrics.clone(),
        Arc::clone(&pollers),
    ));
    let (controller, sites) = triggers::controller(&client, polled, move || {
        readiness.set();
        metrics.set_ready();
    });
    tokio::spawn(sweep(sites, pollers));
    tracing::info!(version = env!("CARGO_PKG_VERSION"), %listen, "the operator starts");
    controller
        .with_config(
            controller::Config::default()
                .concurrency(CONCURRENCY)
                .debounce(DEBOUNCE),
        )
        .graceful_shutdown_on(stop.clone().cancelled_owned())
        .run(reconcile, error_policy, context)
        .for_each(|result| async { report(result) })
        .await;
    stop.cancel();
    server
        .await
        .context("the HTTP server panicked")?
        .context("the HTTP server failed")
}

async fn client() -> anyhow::Result<Client> {
    let mut config = Config::infer().await.context(
        "no cluster is configured; set KUBECONFIG, or run inside a cluster with a service account",
    )?;
    // No read timeout: it would end idle watches, which have one of their own. Passes and polls limit their time.
    // Passes are repeated with backoff; a request that repeats itself for minutes would only hold one up.
    config.default_retry = false;
    Client::try_from(config).context("cannot make a client for the cluster")
}

fn stop_on_signal() -> anyhow::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let token = stop.clone();
    let mut terminate = signal(SignalKind::terminate()).context("cannot wait for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot wait for SIGINT")?;
    tokio::spawn(async move {
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} };
        tracing::info!("the operator stops");
        token.cancel();
    });
    Ok(stop)
}

async fn sweep(sites: Store<Guarded>, pollers: Arc<Pollers>) {
    let mut ticks = tokio::time::interval(SWEEP);
    loop {
        ticks.tick().await;
        pollers.sweep(|id| triggers::exists(&sites, id));
    }
}

/// Logs what the controller itself reports; failed passes are logged where they are judged.
fn report(result: Result<(ObjectRef<Guarded>, Action), controller::Error<Error, watcher::Error>>) {
    match result {
        Ok((site, _)) => tracing::debug!(%site, "a pass ended"),
        Err(controller::Error::ReconcilerFailed(..)) => {}
        Err(controller::Error::ObjectNotFound(site)) => {
            tracing::debug!(%site, "a child of a site that is gone");
        }
        Err(error) => tracing::warn!(%error, cause = %Causes(&error), "the controller reports an error"),
    }
}

/// The causes of an error on one line.
struct Causes<'a>(&'a dyn std::error::Error);

impl std::fmt::Display for Causes<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(formatter, "{error}; ")?;
            cause = error.source();
        }
        Ok(())
    }
}
