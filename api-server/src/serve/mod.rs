//! Role `serve`: the HTTP API.

mod leader;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use contract::access::Mode;
use contract::{Component, files};

use crate::access::{self, Gate, Seed};
use crate::cache::{Cache, CacheConfig, PATIENCE};
use crate::cli::ServeArgs;
use crate::config::{DatabaseConfig, cameras_file};
use crate::db::Database;
use crate::http::Server;
use crate::inventory::parse_cameras;
use crate::inventory::reach::Reach;
use crate::metrics::{self, HttpMetrics, StreamMetrics};
use crate::openapi;
use crate::probers::Probers;
use crate::reload::Follower;
use crate::routes::{self, App};
use crate::service::{Readiness, Role};
use crate::shutdown::Shutdown;
use crate::stream::Hub;
use crate::token::{Token, internal_token_file};

/// What the role needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// Name of the site.
    pub site: String,
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// `cameras.json`.
    pub cameras_file: PathBuf,
    /// The database.
    pub database: DatabaseConfig,
    /// The cache, if the site has one.
    pub cache: Option<CacheConfig>,
    /// Base URL of a prober; `{shard}` stands for the shard's number.
    pub prober_url: String,
    /// The token for the probers.
    pub token_file: PathBuf,
    /// Who may do what.
    pub access: access::Config,
    /// Whether faults can be rehearsed.
    pub fault_injection: bool,
    /// Where cameras that users enter may be.
    pub reach: Reach,
}

impl TryFrom<ServeArgs> for Config {
    type Error = anyhow::Error;

    fn try_from(args: ServeArgs) -> anyhow::Result<Self> {
        let directory = args.config_dir;
        let password_file = directory.join(files::REDIS_DIR).join(contract::secrets::PASSWORD);
        let prober_url = args.prober_url.unwrap_or_else(|| prober_url(&args.site));
        Ok(Self {
            access: access::Config {
                rules: args.access.0,
                tokens_dir: directory.join(files::TOKENS_DIR),
                oidc_dir: directory.join(files::OIDC_DIR),
            },
            fault_injection: args.fault_injection,
            prober_url,
            reach: Reach::of_site(&args.site),
            token_file: internal_token_file(&directory),
            site: args.site,
            listen: args.listen,
            cameras_file: cameras_file(&directory),
            database: DatabaseConfig::new(args.database, &directory, files::POSTGRES_APP_DIR),
            cache: args.cache_host.map(|host| CacheConfig {
                host,
                port: args.cache_port,
                password_file,
                patience: PATIENCE,
            }),
        })
    }
}

/// Where a site's probers are in its own namespace: pods of a `StatefulSet` behind a headless Service.
fn prober_url(site: &str) -> String {
    let name = Component::Prober.child_name(site);
    let port = Component::Prober
        .port()
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    format!("http://{name}-{{shard}}.{name}{port}")
}

impl Role for Config {
    fn listen(&self) -> SocketAddr {
        self.listen
    }

    /// Serves until the shutdown ends it.
    async fn work(self, server: Server, shutdown: Shutdown) -> anyhow::Result<()> {
        let stop = shutdown.token().clone();
        let registry = metrics::registry(&self.site)?;
        let http_metrics = HttpMetrics::new(&registry)?;
        let database = Database::new(self.database, "camerasite-api");
        let inventory = Follower::start(self.cameras_file, parse_cameras, stop.clone()).await;
        let readiness = Readiness::new(shutdown.clone());
        let tokens = Follower::start(self.token_file, Token::parse, stop.clone()).await;
        let tokens_dir = self.access.tokens_dir.clone();
        let is_local = self.access.rules.mode == Mode::Local;
        let gate = Arc::new(Gate::open(self.access, database.clone(), &stop).await?);
        let seed = Seed::follow(database.clone(), gate.passwords.clone(), &tokens_dir, &stop).await;
        let app = App {
            site: self.site.clone(),
            database: database.clone(),
            gate,
            cache: Arc::new(Cache::new(&self.site, self.cache, &registry)?),
            inventory: inventory.clone(),
            probers: Probers::new(self.prober_url, tokens)?,
            probe_limit: Arc::default(),
            try_limit: Arc::default(),
            reach: Arc::new(self.reach),
            readiness: readiness.clone(),
            answers: Arc::default(),
            stream: Arc::new(Hub::new(StreamMetrics::new(&registry)?, stop.clone())),
            registry,
            document: openapi::text()?.into(),
            fault_injection: self.fault_injection,
        };
        let background = tokio::spawn({
            let (app, database) = (app.clone(), database.clone());
            async move {
                if readiness.wait_for_schema(&database, &stop).await {
                    let seeding = async {
                        if is_local {
                            seed.run(&stop).await;
                        }
                    };
                    tokio::join!(
                        leader::synchronise(&database, inventory, &stop),
                        routes::tell(&app, &stop),
                        seeding
                    );
                }
            }
        });
        let ended = server.run(routes::router(&app, http_metrics), &shutdown).await;
        background.abort();
        database.close().await;
        ended
    }
}

#[cfg(test)]
mod tests {
    use super::prober_url;

    #[test]
    fn probers_are_asked_by_the_names_of_their_pods() {
        assert_eq!(
            prober_url("gare-de-lyon"),
            "http://gare-de-lyon-prober-{shard}.gare-de-lyon-prober:8081"
        );
    }
}
