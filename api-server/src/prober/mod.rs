//! Role `probe`: watches the cameras of one shard.
//!
//! The probe engine decides, this module feeds it (inventory, credentials, stored states) and carries away what it reports
//! (metrics at once, rows in batches). Probing never waits for the database.

mod assignment;
mod board;
mod buffer;
mod entered;
mod events;
mod handover;
mod internal;
mod maintenance;
mod metrics;
mod previews;
mod rollups;
mod routes;
#[cfg(test)]
mod scripts;
mod series;
mod trials;
mod writer;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use contract::files;
use probe::{Output, Scheduler};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::cli::ProbeArgs;
use crate::config::{DatabaseConfig, cameras_file};
use crate::db::Database;
use crate::http::Server;
use crate::inventory::reach::Reach;
use crate::reload::Follower;
use crate::service::{Readiness, Role};
use crate::shutdown::Shutdown;
use crate::token::{Token, internal_token_file};
use assignment::Watched;
use board::Board;
use handover::{Beginning, Handover, restore};
use previews::{Network, Previews};
use trials::Trials;
use writer::Writer;

/// How long the cameras that users entered are waited for before probing begins.
const COMPLETE_LIMIT: Duration = Duration::from_secs(5);
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
    /// `authorities.json`.
    pub authorities_file: PathBuf,
    /// The token of the api.
    pub token_file: PathBuf,
    /// The database.
    pub database: DatabaseConfig,
    /// Where cameras that users enter may be.
    pub reach: Reach,
}

impl TryFrom<ProbeArgs> for Config {
    type Error = anyhow::Error;

    fn try_from(args: ProbeArgs) -> anyhow::Result<Self> {
        let directory = args.config_dir;
        let secrets = directory.join(files::CREDENTIALS_DIR);
        Ok(Self {
            shard: ordinal(&args.pod_name)?,
            reach: Reach::of_site(&args.site),
            site: args.site,
            pod: args.pod_name,
            listen: args.listen,
            cameras_file: cameras_file(&directory),
            credentials_file: secrets.join(files::CREDENTIALS_FILE),
            authorities_file: secrets.join(files::AUTHORITIES_FILE),
            token_file: internal_token_file(&directory),
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
        let watched = Watched::start(&self, &database, &stop).await;
        let scheduler = Scheduler::new(probe::scheduler::Config::default());
        let board = Arc::new(Board::new(&self.site, watched.clone(), &scheduler)?);
        let readiness = Readiness::new(shutdown.clone());
        let tokens = Follower::start(self.token_file.clone(), Token::parse, stop.clone()).await;
        let previews = Arc::new(Previews::new(Network, watched.clone(), Arc::clone(&board)));
        let router = routes::router(routes::App {
            board: Arc::clone(&board),
            readiness: readiness.clone(),
            control: scheduler.control(),
            previews: Arc::clone(&previews),
            trials: Arc::new(Trials::new(self.reach.clone(), watched.inventory.clone())),
            tokens,
        })?;

        let checking = tokio::spawn({
            let (database, stop) = (database.clone(), stop.clone());
            async move { readiness.wait_for_schema(&database, &stop).await }
        });
        let tidying = tokio::spawn({
            let stop = stop.clone();
            async move { previews.keep_tidy(&stop).await }
        });
        let planning = tokio::spawn(maintenance::follow(database.clone(), Arc::clone(&board)));
        let probing = Probing {
            scheduler,
            config: self,
            database: database.clone(),
            board,
            watched,
            stop,
        };
        let probing = tokio::spawn(probing.run());
        let ended = server.run(router, &shutdown).await;
        // A failed socket must end the probing too: a prober that nobody can scrape is to be restarted.
        shutdown.stop();
        if probing.await.is_err() {
            tracing::error!("probing broke off");
        }
        checking.abort();
        tidying.abort();
        planning.abort();
        database.close().await;
        ended
    }
}

/// What the probing task works with.
struct Probing {
    scheduler: Scheduler,
    config: Config,
    database: Database,
    board: Arc<Board>,
    watched: Watched,
    stop: CancellationToken,
}

impl Probing {
    /// Restores, then probes and writes until `stop`, then writes the rest.
    async fn run(self) {
        let Self {
            scheduler,
            config,
            database,
            board,
            watched,
            stop,
        } = self;
        let restored = restore(&database, config.shard, &stop).await.map(Beginning::from);
        if restored.is_some() {
            // A camera that users entered goes on from its state like any other: it must be assigned when probing begins.
            complete(&watched).await;
        }
        board.open(restored.as_ref().map(|beginning| &beginning.states));
        let Beginning { states, foreign } = restored.unwrap_or_default();
        let scheduler = scheduler.with_foreign(foreign);
        let assignment = watched.assignment.clone();
        let control = scheduler.control();
        let handover = Handover::new(
            config.shard,
            database.clone(),
            control,
            Arc::clone(&board),
            assignment.clone(),
        );
        let taking = tokio::spawn(handover.run());

        let (sender, receiver) = mpsc::channel::<Output>(OUTPUTS);
        let writing = tokio::spawn(Writer::new(&config, database, board, watched).run(receiver));
        scheduler.run(assignment, states, sender, stop).await;
        taking.abort();
        if writing.await.is_err() {
            tracing::error!("the writer broke off");
        }
    }
}

/// Waits for the cameras that users entered, but not for ever: the others must be probed.
async fn complete(watched: &Watched) {
    if tokio::time::timeout(COMPLETE_LIMIT, watched.complete())
        .await
        .is_err()
    {
        tracing::warn!(
            seconds = COMPLETE_LIMIT.as_secs(),
            "the cameras that users entered were not read in time, they are probed as soon as they are"
        );
    }
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
