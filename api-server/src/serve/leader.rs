//! The one replica that enters declared cameras in the database.

use std::time::Duration;

use contract::inventory::CamerasFile;
use sqlx::postgres::PgConnection;
use tokio_util::sync::CancellationToken;

use crate::db::schema::Backoff;
use crate::db::{Database, Error, sync};
use crate::error::chain;
use crate::inventory::Inventory;

/// How often a replica that does not hold the lock asks for it.
const CANDIDACY: Duration = Duration::from_secs(2);
/// How often the holder repeats itself, so that a change made by hand does not stay.
const REPEAT: Duration = Duration::from_secs(30);

/// Takes part in the election, and while elected keeps table `cameras` equal to the inventory, until `stop`.
pub(super) async fn synchronise(database: &Database, inventory: Inventory, stop: &CancellationToken) {
    let mut backoff = Backoff::default();
    let terms = async {
        loop {
            if let Err(error) = term(database, inventory.clone(), &mut backoff).await {
                tracing::warn!(
                    error = chain(&error),
                    "declared cameras cannot be synchronised now"
                );
            }
            tokio::time::sleep(backoff.pause()).await;
        }
    };
    stop.run_until_cancelled(terms).await;
}

/// One session: waits for the lock, then synchronises until the session is lost.
async fn term(database: &Database, mut inventory: Inventory, backoff: &mut Backoff) -> Result<(), Error> {
    let mut session = database.session().await?;
    while !sync::try_lead(&mut session).await? {
        tokio::time::sleep(CANDIDACY).await;
    }
    tracing::info!("this replica synchronises the declared cameras");
    loop {
        let file = inventory.borrow_and_update().value.clone();
        if let Some(file) = file {
            enter(&mut session, &file).await?;
        }
        *backoff = Backoff::default();
        if let Ok(Err(_)) = tokio::time::timeout(REPEAT, inventory.changed()).await {
            return Ok(());
        }
    }
}

async fn enter(session: &mut PgConnection, file: &CamerasFile) -> Result<(), Error> {
    let changes = sync::declared(session, file).await?;
    if changes != sync::Changes::default() {
        let sync::Changes {
            added,
            changed,
            retired,
        } = changes;
        tracing::info!(added, changed, retired, "declared cameras synchronised");
    }
    Ok(())
}
