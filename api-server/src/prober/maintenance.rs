//! Which maintenance windows there are, for the metric: probing goes on in them.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{MissedTickBehavior, interval};

use super::board::Board;
use crate::db::{Database, maintenance};
use crate::error::chain;

/// Time between two reads. When a window begins or ends in between is reckoned at each scrape.
const READ: Duration = Duration::from_secs(5);

/// Keeps the board informed for ever. While the database is away the windows last known hold.
pub(super) async fn follow(database: Database, board: Arc<Board>) {
    let mut turn = interval(READ);
    turn.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        turn.tick().await;
        match maintenance::of(&database, Timestamp::now()).await {
            Ok(windows) => board.plan(windows),
            Err(error) => tracing::debug!(error = chain(&error), "maintenance windows cannot be read now"),
        }
    }
}
