//! The one replica that enters declared cameras in the database and keeps the history in order.

use std::time::Duration;

use contract::inventory::{CamerasFile, HistorySettings};
use sqlx::postgres::PgConnection;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::db::schema::Backoff;
use crate::db::{Database, Error, alerts, sync, upkeep};
use crate::error::chain;
use crate::inventory::Inventory;

/// How often a replica that does not hold the lock asks for it.
const CANDIDACY: Duration = Duration::from_secs(2);
/// How often the holder repeats itself, so that a change made by hand does not stay.
const REPEAT: Duration = Duration::from_secs(30);
/// How often the holder looks after partitions and what is too old.
const UPKEEP: Duration = Duration::from_hours(1);
/// How soon it does again when that failed, or when there is more to delete.
const UPKEEP_AGAIN: Duration = Duration::from_mins(1);

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
    let mut upkeep = Instant::now();
    loop {
        let file = inventory.borrow_and_update().value.clone();
        if let Some(file) = file {
            enter(&mut session, &file).await?;
            if upkeep <= Instant::now() {
                upkeep = Instant::now() + keep_up(&mut session, &file.history).await;
            }
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

/// Makes partitions ahead and deletes what is too old; tells when to do so again. Trouble with it must not keep the cameras from
/// being synchronised.
async fn keep_up(session: &mut PgConnection, keep: &HistorySettings) -> Duration {
    let done = async {
        let done = upkeep::partitions(session, keep).await?;
        let events = upkeep::events(session, keep).await?;
        Ok::<_, Error>((done, events, alerts::expire(session, keep.event_days).await?))
    };
    match done.await {
        Ok((done, events, alerts)) => {
            let upkeep::Done {
                made,
                dropped,
                expired,
            } = done;
            if done != upkeep::Done::default() || events > 0 || alerts > 0 {
                tracing::info!(made, dropped, expired, events, alerts, "the history is in order");
            }
            if events > 0 || alerts > 0 || expired > 0 {
                UPKEEP_AGAIN
            } else {
                UPKEEP
            }
        }
        Err(error) => {
            tracing::warn!(
                error = chain(&error),
                "the history cannot be put in order now, tried again in a minute"
            );
            UPKEEP_AGAIN
        }
    }
}
