//! Role `probe`: watches the cameras of one shard.
//!
//! The probe engine decides, this module feeds it (inventory, credentials, stored states) and carries away what it reports
//! (metrics at once, rows in batches). Probing never waits for the database.

mod assignment;
mod board;
mod buffer;
mod metrics;
mod routes;
mod writer;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use contract::files;
use probe::{Output, Scheduler, Snapshot};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::cli::ProbeArgs;
use crate::config::{DatabaseConfig, cameras_file};
use crate::db::{Database, schema, states};
use crate::error::chain;
use crate::http::Server;
use crate::service::{Readiness, Role};
use crate::shutdown::Shutdown;
use assignment::Watched;
use board::Board;
use writer::Writer;

/// How long the stored states are waited for before probing begins without them.
const RESTORE_LIMIT: Duration = Duration::from_secs(10);
/// Outputs on their way from the scheduler.
const OUTPUTS: usize = 1024;

/// What the role needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// Name of the site.
    pub site: String,
    /// Name of the pod.
    pub pod: String,
    /// Shard, the ordinal of the pod.
    pub shard: u32,
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// `cameras.json`.
    pub cameras_file: PathBuf,
    /// `credentials.json`.
    pub credentials_file: PathBuf,
    /// The database.
    pub database: DatabaseConfig,
}

impl TryFrom<ProbeArgs> for Config {
    type Error = anyhow::Error;

    fn try_from(args: ProbeArgs) -> anyhow::Result<Self> {
        let directory = args.config_dir;
        Ok(Self {
            shard: ordinal(&args.pod_name)?,
            site: args.site,
            pod: args.pod_name,
            listen: args.listen,
            cameras_file: cameras_file(&directory),
            credentials_file: directory
                .join(files::CREDENTIALS_DIR)
                .join(files::CREDENTIALS_FILE),
            database: DatabaseConfig::new(args.database, &directory, files::POSTGRES_APP_DIR),
        })
    }
}

/// The number at the end of a prober pod's name.
fn ordinal(pod: &str) -> anyhow::Result<u32> {
    pod.rsplit_once('-')
        .and_then(|(_, ordinal)| ordinal.parse().ok())
        .ok_or_else(|| {
            anyhow::anyhow!(
                "the pod name {pod:?} does not end in an ordinal such as -0; set --pod-name accordingly"
            )
        })
}

impl Role for Config {
    fn listen(&self) -> SocketAddr {
        self.listen
    }

    /// Probes until the shutdown ends it; what was found is stored before it returns, for 5 s at most.
    async fn work(self, server: Server, shutdown: Shutdown) -> anyhow::Result<()> {
        let stop = shutdown.token().clone();
        let database = Database::new(self.database.clone(), "camerasite-prober");
        let watched = Watched::start(&self, &stop).await;
        let scheduler = Scheduler::new(probe::scheduler::Config::default());
        let board = Arc::new(Board::new(&self.site, watched.clone(), scheduler.lag())?);
        let readiness = Readiness::new(shutdown.clone());
        let router = routes::router(Arc::clone(&board), readiness.clone())?;

        let checking = tokio::spawn({
            let (database, stop) = (database.clone(), stop.clone());
            async move { readiness.wait_for_schema(&database, &stop).await }
        });
        let probing = tokio::spawn(probe(scheduler, self, database.clone(), board, watched, stop));
        let served = server.run(router, &shutdown).await;
        // A failed socket must end the probing too: a prober that nobody can scrape is to be restarted.
        shutdown.stop();
        if probing.await.is_err() {
            tracing::error!("probing broke off");
        }
        checking.abort();
        database.close().await;
        served
    }
}

/// Restores, then probes and writes until `stop`, then writes the rest.
async fn probe(
    scheduler: Scheduler,
    config: Config,
    database: Database,
    board: Arc<Board>,
    watched: Watched,
    stop: CancellationToken,
) {
    let restored = restore(&database, &stop).await;
    board.open(restored.as_ref());
    let (sender, receiver) = mpsc::channel::<Output>(OUTPUTS);
    let writer = Writer::new(&config, database, board, watched.clone());
    let writing = tokio::spawn(writer.run(receiver));
    scheduler
        .run(watched.assignment, restored.unwrap_or_default(), sender, stop)
        .await;
    if writing.await.is_err() {
        tracing::error!("the writer broke off");
    }
}

/// The stored states, `None` when the database did not give them in time: then cameras begin Unknown.
async fn restore(database: &Database, stop: &CancellationToken) -> Option<BTreeMap<String, Snapshot>> {
    let restoring = async {
        schema::wait(database, stop).await;
        states::restore(database).await
    };
    match tokio::time::timeout(RESTORE_LIMIT, restoring).await {
        Ok(Ok(restored)) => {
            tracing::info!(cameras = restored.len(), "states restored");
            return Some(restored);
        }
        Ok(Err(error)) => tracing::warn!(error = chain(&error), "no states restored, cameras begin Unknown"),
        Err(_) => tracing::warn!(
            seconds = RESTORE_LIMIT.as_secs(),
            "the database did not give the stored states in time, cameras begin Unknown"
        ),
    }
    None
}

#[cfg(test)]
mod tests {
    use super::ordinal;

    #[test]
    fn the_shard_is_the_number_at_the_end_of_the_pods_name() {
        assert_eq!(ordinal("gare-de-lyon-prober-12").unwrap(), 12);
        for bad in ["prober", "gare-prober-", "gare-prober-x", ""] {
            let error = ordinal(bad).unwrap_err().to_string();
            assert!(error.contains("--pod-name"), "{error}");
        }
    }
}
