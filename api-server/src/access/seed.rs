//! The first administrator, from the site's Secret.

use std::path::Path;

use contract::secrets;
use tokio_util::sync::CancellationToken;

use super::{Passwords, Plain, SeedPassword};
use crate::db::schema::Backoff;
use crate::db::{Database, users};
use crate::reload::Follower;

/// Takes the password of the Secret over: at the first start, and whenever somebody changes it there. That is also the way
/// back in for who has forgotten the password.
#[derive(Debug)]
pub struct Seed {
    database: Database,
    passwords: Passwords,
    password: SeedPassword,
}

impl Seed {
    /// Follows the password below `tokens_dir` until `stop`.
    pub async fn follow(
        database: Database,
        passwords: Passwords,
        tokens_dir: &Path,
        stop: &CancellationToken,
    ) -> Self {
        let path = tokens_dir.join(secrets::ADMIN_PASSWORD);
        Self {
            database,
            passwords,
            password: Follower::start(path, Plain::parse, stop.clone()).await,
        }
    }

    /// Takes the password over each time that it is another one, until `stop`.
    pub async fn run(mut self, stop: &CancellationToken) {
        let work = async {
            let mut backoff = Backoff::default();
            loop {
                let password = self.password.borrow_and_update().value.clone();
                if let Some(password) = password
                    && let Err(error) = self.take_over(Plain::clone(&password)).await
                {
                    tracing::warn!(
                        error = format!("{error:#}"),
                        "the administrator's password cannot be taken over now"
                    );
                    tokio::time::sleep(backoff.pause()).await;
                    continue;
                }
                backoff = Backoff::default();
                if self.password.changed().await.is_err() {
                    return;
                }
            }
        };
        stop.run_until_cancelled(work).await;
    }

    async fn take_over(&self, password: Plain) -> anyhow::Result<()> {
        let stored = users::seed_hash(&self.database).await?;
        if let Some(stored) = stored
            && self.passwords.fits(password.clone(), Some(stored)).await?
        {
            return Ok(());
        }
        let hash = self.passwords.hash(password).await?;
        users::seed(&self.database, &hash).await?;
        tracing::info!(user = users::FIRST, "the password in the Secret was taken over");
        Ok(())
    }
}
