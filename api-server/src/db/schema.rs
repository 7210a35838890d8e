//! Which migrations this build knows, and whether the database has them.

use std::time::Duration;

use sqlx::migrate::Migrator;
use tokio_util::sync::CancellationToken;

use super::{Database, Error};

/// The migrations of `sql/`. `migrate` runs them; the other roles only compare versions. A database that has more of them is
/// one that a newer build prepared, and will do: migrations only expand.
#[must_use]
pub fn migrations() -> Migrator {
    let mut migrations = sqlx::migrate!("../sql");
    migrations.set_ignore_missing(true);
    migrations
}

/// The highest version that this build needs.
#[must_use]
pub fn wanted_version() -> i64 {
    migrations()
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or_default()
}

/// The highest version that was applied, 0 for none.
///
/// # Errors
/// When the database is away or not prepared at all.
pub async fn version(database: &Database) -> Result<i64, Error> {
    let mut connection = database.acquire().await?;
    let version = sqlx::query_scalar("select coalesce(max(version), 0) from _sqlx_migrations where success")
        .fetch_one(&mut *connection)
        .await?;
    Ok(version)
}

/// Waits until the database has the schema that this build needs.
///
/// Returns `false` when `stop` came first.
pub async fn wait(database: &Database, stop: &CancellationToken) -> bool {
    let wanted = wanted_version();
    let mut backoff = Backoff::default();
    loop {
        let why = match version(database).await {
            Ok(version) if version >= wanted => return true,
            Ok(version) => format!("its schema has version {version}, this build needs {wanted}"),
            Err(error) => crate::error::chain(&error),
        };
        if backoff.is_worth_a_line() {
            tracing::info!(
                why,
                "waiting for the database; the Job <site>-migrate prepares it"
            );
        }
        if stop
            .run_until_cancelled(tokio::time::sleep(backoff.pause()))
            .await
            .is_none()
        {
            return false;
        }
    }
}

/// Waiting times that double from 100 ms to 2 s.
#[derive(Debug, Default)]
pub struct Backoff {
    attempts: u32,
}

impl Backoff {
    /// The next waiting time.
    pub fn pause(&mut self) -> Duration {
        self.attempts += 1;
        Duration::from_millis(50 << self.attempts.min(6)).min(Duration::from_secs(2))
    }

    /// The first wait is worth a line of log, and then about one in half a minute.
    #[must_use]
    pub fn is_worth_a_line(&self) -> bool {
        self.attempts == 0 || self.attempts % 15 == 5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_times_double_and_stop_at_two_seconds() {
        let mut backoff = Backoff::default();
        let millis: Vec<_> = (0..8).map(|_| backoff.pause().as_millis()).collect();
        assert_eq!(millis, [100, 200, 400, 800, 1600, 2000, 2000, 2000]);
    }

    #[test]
    fn every_migration_has_a_number_of_its_own() {
        let versions: Vec<_> = migrations().iter().map(|migration| migration.version).collect();
        assert!(
            versions.is_sorted_by(|before, after| before < after),
            "{versions:?}"
        );
        assert_eq!(versions.first(), Some(&1));
    }
}
