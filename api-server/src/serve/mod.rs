//! Role `serve`: the HTTP API.

mod leader;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use contract::files;

use crate::cache::{Cache, CacheConfig};
use crate::cli::ServeArgs;
use crate::config::{DatabaseConfig, cameras_file};
use crate::db::Database;
use crate::http::Server;
use crate::inventory::parse_cameras;
use crate::metrics::{self, HttpMetrics};
use crate::reload::Follower;
use crate::routes::{self, App};
use crate::service::{Readiness, Role};
use crate::shutdown::Shutdown;

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
}

impl TryFrom<ServeArgs> for Config {
    type Error = anyhow::Error;

    fn try_from(args: ServeArgs) -> anyhow::Result<Self> {
        let directory = args.config_dir;
        let password_file = directory.join(files::REDIS_DIR).join(contract::secrets::PASSWORD);
        Ok(Self {
            site: args.site,
            listen: args.listen,
            cameras_file: cameras_file(&directory),
            database: DatabaseConfig::new(args.database, &directory, files::POSTGRES_APP_DIR),
            cache: args.cache_host.map(|host| CacheConfig {
                host,
                port: args.cache_port,
                password_file,
            }),
        })
    }
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
        let app = App {
            database: database.clone(),
            cache: Arc::new(Cache::new(&self.site, self.cache)),
            inventory: inventory.clone(),
            readiness: readiness.clone(),
            registry,
        };
        let background = tokio::spawn({
            let database = database.clone();
            async move {
                if readiness.wait_for_schema(&database, &stop).await {
                    leader::synchronise(&database, inventory, &stop).await;
                }
            }
        });
        let served = server.run(routes::router(app, http_metrics), &shutdown).await;
        background.abort();
        database.close().await;
        served
    }
}
