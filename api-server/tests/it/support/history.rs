//! A past, entered by hand.

use api_server::db::Database;
use api_server::db::events::EventKind;
use api_server::db::states::{Batch, EventWrite, write};
use jiff::Timestamp;

use super::eventually;
use super::site::Site;

/// A time.
pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An event that leads to `to` at once; its verdict is the state, or beneath Flapping what follows a colon.
pub(crate) fn event(camera: &str, when: &str, to: &str) -> EventWrite {
    let (state, verdict) = to.split_once(':').unwrap_or((to, to));
    EventWrite {
        kind: EventKind::State,
        camera: camera.to_owned(),
        at: at(when),
        since: at(when),
        from_state: "Unknown".to_owned(),
        to_state: state.to_owned(),
        reason: None,
        message: None,
        previous_duration_ms: None,
        verdict: (verdict != "Unknown").then(|| verdict.to_owned()),
        verdict_since: (verdict != "Unknown").then(|| at(when)),
        shard: 0,
    }
}

/// Stores events.
pub(crate) async fn store_events(database: &Database, events: Vec<EventWrite>) {
    let batch = Batch {
        events,
        ..Batch::default()
    };
    store(database, &batch).await;
}

/// Stores a batch, however long the database of a busy machine takes.
pub(crate) async fn store(database: &Database, batch: &Batch) {
    eventually("the batch is stored", async || {
        match write(database, batch).await {
            Err(error) if error.is_unavailable() => None,
            outcome => Some(outcome.unwrap()),
        }
    })
    .await;
}

/// Makes a camera one that is watched since then.
pub(crate) async fn watched_since(site: &Site, camera: &str, since: &str) {
    let mut superuser = site.superuser().await;
    sqlx::query("update camera_periods set began_at = $2::text::timestamptz where camera = $1")
        .bind(camera)
        .bind(since)
        .execute(&mut superuser)
        .await
        .unwrap();
}
