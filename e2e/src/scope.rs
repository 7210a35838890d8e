//! The frame around a scenario: something to work in, and a diagnosis when the scenario fails.

use std::panic::{AssertUnwindSafe, resume_unwind};

use anyhow::{Context, Result, anyhow};
use futures::FutureExt;
use kube::Client;
use tokio::sync::{Mutex, MutexGuard, OnceCell};

use crate::namespace::{PodSecurity, TempNamespace};
use crate::rtsp_source::RtspSource;
use crate::site::Site;
use crate::wait::seconds;
use crate::{cluster, diagnose, fixture, objects};

/// Runs `scenario` in a namespace of its own that enforces Pod Security `restricted` and is deleted afterwards.
///
/// # Errors
/// Those of the scenario, after the diagnosis of the namespace was printed.
pub async fn with_temp_ns(
    subject: &str,
    scenario: impl AsyncFnOnce(Client, &str) -> Result<()>,
) -> Result<()> {
    let client = cluster::connect().await?;
    let namespace = TempNamespace::create(&client, subject, PodSecurity::Restricted).await?;
    diagnosed(
        &client,
        namespace.name(),
        Box::pin(scenario(client.clone(), namespace.name())),
    )
    .await
}

/// Awaits `scenario`; when it fails or panics, prints the diagnosis of `namespace` before passing that on.
async fn diagnosed(
    client: &Client,
    namespace: &str,
    scenario: impl Future<Output = Result<()>>,
) -> Result<()> {
    let outcome = AssertUnwindSafe(scenario).catch_unwind().await;
    if !matches!(outcome, Ok(Ok(()))) {
        diagnose::print(client, namespace).await;
    }
    match outcome {
        Ok(result) => result.with_context(|| format!("in namespace {namespace}")),
        Err(panic) => resume_unwind(panic),
    }
}

/// A site that several tests use one after the other, with the cameras of an [`RtspSource`] beside it.
pub struct Shared {
    /// The site.
    pub site: Site,
    /// Where its cameras come from.
    pub source: RtspSource,
    _turn: MutexGuard<'static, ()>,
}

/// Brings the shared site up with the first test that asks for it.
static SHARED: OnceCell<Result<TempNamespace, String>> = OnceCell::const_new();
/// Tests break the shared site in turn: one at a time.
static TURN: Mutex<()> = Mutex::const_new(());

/// Runs `scenario` on the shared site, which is Ready before. The site goes away with the test program.
///
/// # Errors
/// Those of the scenario, after the diagnosis of the namespace was printed; and the one that kept the site from coming
/// up, which every test reports.
pub async fn with_shared_site(scenario: impl AsyncFnOnce(&Shared) -> Result<()>) -> Result<()> {
    let turn = TURN.lock().await;
    let client = cluster::connect().await?;
    let brought_up = async || bring_up(&client).await.map_err(|error| format!("{error:#}"));
    let namespace = match SHARED.get_or_init(brought_up).await {
        Ok(namespace) => namespace.name().to_owned(),
        Err(reason) => return Err(anyhow!("the shared site did not come up: {reason}")),
    };
    let shared = Shared {
        site: Site::new(client.clone(), &namespace, SHARED_SITE),
        source: RtspSource::new(client.clone(), &namespace),
        _turn: turn,
    };
    let scenario = async {
        shared
            .site
            .ready(seconds(120))
            .await
            .context("the shared site before the test")?;
        Box::pin(scenario(&shared)).await
    };
    diagnosed(&client, &namespace, Box::pin(scenario)).await
}

/// Name of the shared site, unlike any word that the operator could put in by mistake.
const SHARED_SITE: &str = "quai-nord";

async fn bring_up(client: &Client) -> Result<TempNamespace> {
    let namespace = TempNamespace::create(client, "shared", PodSecurity::Restricted).await?;
    let source = RtspSource::new(client.clone(), namespace.name());
    let site = Site::new(client.clone(), namespace.name(), SHARED_SITE);
    let all = async {
        source.deploy().await?;
        objects::apply_all(client, namespace.name(), &fixture::shared_objects()?).await?;
        site.apply(&fixture::shared_spec(&source)).await?;
        site.ready(seconds(240)).await?;
        Ok(())
    };
    diagnosed(client, namespace.name(), Box::pin(all)).await?;
    Ok(namespace)
}
