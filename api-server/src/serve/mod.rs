//! Role `serve`: the HTTP API.

mod leader;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use contract::files;

use crate::cache::{Cache, CacheConfig};
use crate::cli::ServeArgs;
use crate::config::{DatabaseConfig, cameras_file};
use crate::db::{Database, schema};
use crate::http::Server;
use crate::inventory::parse_cameras;
use crate::metrics::{self, HttpMetrics};
use crate::reload::Follower;
use crate::routes::{self, App, Readiness};
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

/// Serves until `shutdown` ends it.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn run(config: Config, shutdown: Shutdown) -> anyhow::Result<()> {
    Service::bind(config, shutdown).await?.run().await
}

/// The role with its socket open: nothing is answered before [`Service::run`].
#[derive(Debug)]
pub struct Service {
    config: Config,
    server: Server,
    shutdown: Shutdown,
}

impl Service {
    /// Opens the socket.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn bind(config: Config, shutdown: Shutdown) -> anyhow::Result<Self> {
        let server = Server::bind(config.listen).await?;
        Ok(Self {
            config,
            server,
            shutdown,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Serves until the shutdown ends it.
    ///
    /// # Errors
    /// When the socket fails.
    pub async fn run(self) -> anyhow::Result<()> {
        let Self {
            config,
            server,
            shutdown,
        } = self;
        let stop = shutdown.token().clone();
        let registry = metrics::registry(&config.site)?;
        let http_metrics = HttpMetrics::new(&registry)?;
        let database = Database::new(config.database, "camerasite-api");
        let inventory = Follower::start(config.cameras_file, parse_cameras, stop.clone()).await;
        let readiness = Readiness::new(shutdown.clone());
        let app = App {
            database: database.clone(),
            cache: Arc::new(Cache::new(&config.site, config.cache)),
            inventory: inventory.clone(),
            readiness: readiness.clone(),
            registry,
        };
        let background = tokio::spawn({
            let database = database.clone();
            async move {
                if schema::wait(&database, &stop).await {
                    readiness.mark();
                    tracing::info!(
                        version = schema::wanted_version(),
                        "the database has the schema, ready"
                    );
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
