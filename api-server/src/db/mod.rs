//! The database: connections and every SQL statement of `serve` and `probe`.
//!
//! Functions take a [`Database`], return domain rows and know nothing of HTTP.

pub mod alerts;
pub mod audit;
pub mod cameras;
pub mod changes;
pub mod error;
pub mod events;
pub mod handover;
pub(crate) mod login;
pub mod maintenance;
pub mod notes;
pub mod oidc_flows;
pub mod owned;
pub mod records;
pub mod rollups;
pub mod schema;
pub mod sessions;
pub mod shards;
pub mod states;
pub mod sync;
pub mod tokens;
pub mod upkeep;
pub mod users;

use std::sync::Arc;
use std::time::Duration;

pub use error::Error;
use login::Logins;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::{PgPool, Postgres};

use crate::config::DatabaseConfig;

/// The schema of everything that is ours; init scripts of users fill `public`.
pub const SCHEMA: &str = "camerasite";
/// How long a caller waits for a connection before the database counts as away.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);
/// Connections of one process; Postgres is kept small.
const MAX_CONNECTIONS: u32 = 5;

/// A pool of connections that follows the mounted login.
///
/// The password file is read when a connection has to be made; when Postgres refuses it (28P01), the last login that worked
/// is tried too, so a rotation restarts nothing whichever side changes first.
#[derive(Clone, Debug)]
pub struct Database {
    pool: PgPool,
    logins: Arc<Logins>,
}

impl Database {
    /// A pool that connects when first used. `application` is what `pg_stat_activity` shows.
    #[must_use]
    pub fn new(config: DatabaseConfig, application: &'static str) -> Self {
        Self::with(Arc::new(Logins::new(config, application)), MAX_CONNECTIONS)
    }

    fn with(logins: Arc<Logins>, connections: u32) -> Self {
        let proven = Arc::clone(&logins);
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_connect(move |connection, _| {
                let proven = Arc::clone(&proven);
                Box::pin(async move {
                    let name: String = sqlx::query_scalar(
                        "select current_setting('application_name')
                         from set_config('search_path', $1, false) path, set_config('statement_timeout', '5s', false) timeout",
                    )
                    .bind(SCHEMA)
                    .fetch_one(connection)
                    .await?;
                    proven.worked(&name);
                    Ok(())
                })
            })
            .connect_lazy_with(PgConnectOptions::new_without_pgpass());
        Self { pool, logins }
    }

    /// A connection that answered just now.
    ///
    /// # Errors
    /// When the database cannot be reached within 2 s, refuses every login known, or the login cannot be read.
    pub async fn acquire(&self) -> Result<PoolConnection<Postgres>, Error> {
        if self.pool.num_idle() == 0 {
            self.pool.set_connect_options(self.logins.current().await?);
        }
        let mut refused = match self.pool.acquire().await {
            Err(error) if error::is_bad_password(&error) => error,
            outcome => return outcome.map_err(Error::from),
        };
        // The file may have changed since the pool was last told; then the last login that worked.
        let candidates = [Some(self.logins.current().await?), self.logins.last_that_worked()];
        for options in candidates.into_iter().flatten() {
            self.pool.set_connect_options(options);
            refused = match self.pool.acquire().await {
                Err(error) if error::is_bad_password(&error) => error,
                outcome => return outcome.map_err(Error::from),
            };
        }
        Err(refused.into())
    }

    /// A connection of its own for a session lock; it never returns to the pool.
    ///
    /// # Errors
    /// As [`Database::acquire`].
    pub async fn session(&self) -> Result<PgConnection, Error> {
        Ok(self.acquire().await?.detach())
    }

    /// A pool of one connection that is open already: what listens keeps its connection, and must not keep one of those that
    /// requests share.
    pub(super) async fn single(&self) -> Result<PgPool, Error> {
        let single = Self::with(Arc::clone(&self.logins), 1);
        drop(single.acquire().await?);
        Ok(single.pool)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// As [`Database::acquire`].
    pub async fn ping(&self) -> Result<(), Error> {
        let mut connection = self.acquire().await?;
        sqlx::query("select 1").execute(&mut *connection).await?;
        Ok(())
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
