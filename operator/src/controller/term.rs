//! What a leader does: watches, passes and pollers. All of it ends when the future is dropped.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use futures::StreamExt as _;
use kube::Client;
use kube::runtime::controller::{self, Action};
use kube::runtime::reflector::{ObjectRef, Store};
use kube::runtime::watcher;
use tokio_util::sync::CancellationToken;

use super::context::Context;
use super::error::{Error, chain};
use super::options::Options;
use super::reconcile::{error_policy, visit};
use super::triggers::{self, Watching};
use super::watched::Watched;
use crate::metrics::Metrics;
use crate::poll::Pollers;

/// Passes that run at a time.
const CONCURRENCY: u16 = 8;
/// Events of one site that come within this time are one pass.
const DEBOUNCE: Duration = Duration::from_millis(100);
/// How often is looked for what is kept of sites that are gone.
const SWEEP: Duration = Duration::from_secs(30);
/// How long passes that have begun may go on after `stop`: the rest of a pod's grace period is for the Lease.
const DRAIN: Duration = Duration::from_secs(15);

/// Reconciles all sites until `stop`; `listed` is called when sites have been listed.
///
/// # Errors
/// When the pollers cannot be set up.
pub(super) async fn serve(
    client: Client,
    options: &Options,
    metrics: Metrics,
    listed: impl Fn() + Clone + Send + 'static,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    let pollers = Pollers::new(client.clone(), metrics.clone()).context("cannot start the pollers")?;
    let context = Context::new(
        client.clone(),
        options.settings.clone(),
        metrics.clone(),
        Arc::new(pollers),
    );
    let context = Arc::new(context);
    // Before any pass, which else would have to be repeated.
    context.served.look(&client).await;
    let watching = Watching {
        client,
        scope: options.scope.clone(),
        seconds: options.limits.watch_seconds,
        metrics,
        known: Arc::clone(&context.known),
        named: Arc::clone(&context.named),
        served: context.served.subscribe(),
    };
    let (controller, sites) = triggers::controller(&watching, listed);
    let limits = controller::Config::default()
        .concurrency(CONCURRENCY)
        .debounce(DEBOUNCE);
    let passes = controller
        .with_config(limits)
        .graceful_shutdown_on(stop.clone().cancelled_owned())
        .run(visit, error_policy, Arc::clone(&context))
        .for_each(|result| async { report(result) });
    tokio::select! {
        () = passes => {}
        () = sweep(&sites, &context) => {}
        () = context.served.follow(&context.client, options.limits.discovery) => {}
        () = drain(stop) => tracing::warn!("passes that do not end are broken off; the next leader repeats them"),
    }
    Ok(())
}

async fn drain(stop: &CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(DRAIN).await;
}

async fn sweep(sites: &Store<Watched>, context: &Context) {
    let mut ticks = tokio::time::interval(SWEEP);
    loop {
        ticks.tick().await;
        context.pollers.sweep(|id| triggers::exists(sites, id));
        context.backoff.retain(|site| triggers::is_known(sites, site));
        context.malformed.retain(|site| triggers::is_known(sites, site));
        context.named.retain(|site| triggers::is_known(sites, site));
    }
}

/// Logs what the controller itself reports; failed passes are logged where they are judged.
fn report(result: Result<(ObjectRef<Watched>, Action), controller::Error<Error, watcher::Error>>) {
    match result {
        Ok(_) | Err(controller::Error::ReconcilerFailed(..)) => {}
        Err(controller::Error::ObjectNotFound(site)) => {
            tracing::debug!(%site, "a child of a site that is gone");
        }
        Err(error) => tracing::warn!(error = chain(&error), "the controller reports an error"),
    }
}
