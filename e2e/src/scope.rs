//! The frame around a scenario: something to work in, and a diagnosis when the scenario fails.

use std::panic::{AssertUnwindSafe, resume_unwind};

use anyhow::{Context, Result, anyhow};
use futures::FutureExt;
use kube::Client;
use tokio::sync::{Mutex, OnceCell};

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
}

/// A namespace that several tests use one after the other, filled by the first of them. It goes away with the test program.
#[derive(Debug)]
pub struct SharedNamespace {
    made: OnceCell<Result<TempNamespace, String>>,
    turn: Mutex<()>,
}

impl SharedNamespace {
    /// One that no test has asked for yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            made: OnceCell::const_new(),
            turn: Mutex::const_new(()),
        }
    }

    /// Runs `scenario` in the namespace, alone; `fill` brings up what is in it, for the first that asks.
    ///
    /// # Errors
    /// Those of the scenario, after the diagnosis of the namespace was printed; and the one that kept the namespace from
    /// being filled, which every test reports.
    pub async fn enter(
        &self,
        subject: &str,
        fill: impl AsyncFnOnce(Client, String) -> Result<()>,
        scenario: impl AsyncFnOnce(Client, String) -> Result<()>,
    ) -> Result<()> {
        let _turn = self.turn.lock().await;
        let client = cluster::connect().await?;
        let make = async || {
            let made = make(&client, subject, fill).await;
            made.map_err(|error| format!("{error:#}"))
        };
        let namespace = match self.made.get_or_init(make).await {
            Ok(namespace) => namespace.name(),
            Err(reason) => return Err(anyhow!("what the tests share did not come up: {reason}")),
        };
        let scenario = scenario(client.clone(), namespace.to_owned());
        diagnosed(&client, namespace, Box::pin(scenario)).await
    }
}

impl Default for SharedNamespace {
    fn default() -> Self {
        Self::new()
    }
}

async fn make(
    client: &Client,
    subject: &str,
    fill: impl AsyncFnOnce(Client, String) -> Result<()>,
) -> Result<TempNamespace> {
    let namespace = TempNamespace::create(client, subject, PodSecurity::Restricted).await?;
    let filled = fill(client.clone(), namespace.name().to_owned());
    diagnosed(client, namespace.name(), Box::pin(filled)).await?;
    Ok(namespace)
}

/// Where the shared site is.
static SHARED: SharedNamespace = SharedNamespace::new();

/// Runs `scenario` on the shared site, which is Ready before. The site goes away with the test program.
///
/// # Errors
/// As those of [`SharedNamespace::enter`].
pub async fn with_shared_site(scenario: impl AsyncFnOnce(&Shared) -> Result<()>) -> Result<()> {
    let scenario = async |client: Client, namespace: String| {
        let shared = Shared {
            site: Site::new(client.clone(), &namespace, SHARED_SITE),
            source: RtspSource::new(client, &namespace),
        };
        let ready = shared.site.ready(seconds(120)).await;
        ready.context("the shared site before the test")?;
        Box::pin(scenario(&shared)).await
    };
    SHARED.enter("shared", bring_up, scenario).await
}

/// Name of the shared site, unlike any word that the operator could put in by mistake.
const SHARED_SITE: &str = "quai-nord";

async fn bring_up(client: Client, namespace: String) -> Result<()> {
    let source = RtspSource::new(client.clone(), &namespace);
    let site = Site::new(client.clone(), &namespace, SHARED_SITE);
    source.deploy().await?;
    objects::apply_all(&client, &namespace, &fixture::shared_objects()?).await?;
    site.apply(&fixture::shared_spec(&source)).await?;
    site.ready(seconds(240)).await
}
