//! Wiring: client, election, triggers, passes, endpoints, shutdown.

mod backoff;
mod children;
mod client;
mod context;
mod discovery;
mod error;
mod leader;
mod malformed;
mod options;
mod pods;
mod reconcile;
mod scope;
mod sites;
mod term;
#[cfg(test)]
mod tests;
mod trace;
mod triggers;
mod watched;

use std::net::SocketAddr;

use anyhow::Context as _;
use kube::Config;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

pub use client::Limits;
pub use context::Context;
pub use discovery::Discovered;
pub use error::Error;
pub use leader::Timing;
pub use options::Options;
pub use reconcile::reconcile;
pub use scope::Scope;

use crate::http::{self, Readiness};
use crate::metrics::Metrics;
use leader::{Elector, Leadership};

/// Runs the operator until SIGTERM or SIGINT.
///
/// # Errors
/// When no cluster is configured, the address cannot be listened on or the system refuses signals.
pub async fn run(options: Options, listen: SocketAddr) -> anyhow::Result<()> {
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}; free the port or set CAMERASITE_LISTEN"))?;
    let config = Config::infer().await.context(
        "no cluster is configured; set KUBECONFIG, or run inside a cluster with a service account",
    )?;
    operate(config, listener, options, stop_on_signal()?).await
}

/// Runs the operator on the cluster of `config` until `stop`.
///
/// # Errors
/// When no client can be made, or the HTTP server or the election fails.
pub async fn operate(
    config: Config,
    listener: TcpListener,
    options: Options,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let metrics = Metrics::new().context("cannot register metrics")?;
    let readiness = Readiness::default();
    let router = http::router(metrics.clone(), readiness.clone());
    let ended = CancellationToken::new();
    let server = AbortOnDropHandle::new(tokio::spawn(http::serve(listener, router, ended.clone())));
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        scope = %options.scope,
        lease = options.lease,
        "the operator starts"
    );
    // A client of its own: the election does not queue behind passes, nor share their connections.
    let voter = client::connect(config.clone(), options.limits, client::Duties::default())
        .context("cannot make a client for the cluster")?;
    let (elector, leadership) = Elector::new(voter, &options.lease, options.election);
    let resign = CancellationToken::new();
    let election = AbortOnDropHandle::new(tokio::spawn(elector.run(resign.clone())));
    let outcome = lead(config, &options, leadership, &metrics, &readiness, &stop).await;
    // Only now, when nothing writes any more.
    resign.cancel();
    election.await.context("the election panicked")?;
    ended.cancel();
    server
        .await
        .context("the HTTP server panicked")?
        .context("the HTTP server failed")?;
    outcome
}

/// Leads whenever elected, until `stop`.
async fn lead(
    config: Config,
    options: &Options,
    mut leadership: Leadership,
    metrics: &Metrics,
    readiness: &Readiness,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    let duties = client::Duties {
        leadership: Some(leadership.clone()),
        metrics: Some(metrics.clone()),
    };
    let client =
        client::connect(config, options.limits, duties).context("cannot make a client for the cluster")?;
    while let Some(elected) = stop
        .run_until_cancelled(leadership.gained(|| readiness.set()))
        .await
    {
        anyhow::ensure!(elected, "the election has ended");
        metrics.set_leader(true);
        let (ready, counted) = (readiness.clone(), metrics.clone());
        let listed = move || {
            ready.set();
            counted.set_ready();
        };
        // Lost leadership drops the term with every request that is under way.
        let served = tokio::select! {
            biased;
            () = leadership.lost() => None,
            served = term::serve(client.clone(), options, metrics.clone(), listed, stop) => Some(served),
        };
        metrics.set_leader(false);
        if let Some(served) = served {
            return served;
        }
        tracing::warn!("this replica leads no longer; it writes nothing and waits for the Lease");
    }
    Ok(())
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
