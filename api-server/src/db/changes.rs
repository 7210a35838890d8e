//! What changed since a reader last looked: events in their order, and that something else changed at all.

use sqlx::postgres::PgListener;

use super::{Database, Error};

/// The channel on which the tables' triggers tell that they changed; the message is the table's name.
const CHANNEL: &str = "camerasite_changes";

/// An event, as far as a reader needs to know which camera to look at.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Step {
    /// Place in the order of all events.
    pub seq: i64,
    /// Name of the camera.
    pub camera: String,
}

/// The number of the newest event, 0 when there is none.
///
/// # Errors
/// When the database is away.
pub async fn newest(database: &Database) -> Result<i64, Error> {
    let mut connection = database.acquire().await?;
    Ok(
        sqlx::query_scalar("select coalesce(max(seq), 0) from camera_events")
            .fetch_one(&mut *connection)
            .await?,
    )
}

/// The first events after `seq`, in order. Writers number events under a lock that they hold until they commit, so none with a
/// lower number appears later.
///
/// # Errors
/// When the database is away.
pub async fn after(database: &Database, seq: i64, limit: i64) -> Result<Vec<Step>, Error> {
    let mut connection = database.acquire().await?;
    Ok(
        sqlx::query_as("select seq, camera from camera_events where seq > $1 order by seq limit $2")
            .bind(seq)
            .bind(limit)
            .fetch_all(&mut *connection)
            .await?,
    )
}

/// The last events, in order.
///
/// # Errors
/// When the database is away.
pub async fn last(database: &Database, limit: i64) -> Result<Vec<Step>, Error> {
    let mut connection = database.acquire().await?;
    let mut steps: Vec<Step> =
        sqlx::query_as("select seq, camera from camera_events order by seq desc limit $1")
            .bind(limit)
            .fetch_all(&mut *connection)
            .await?;
    steps.reverse();
    Ok(steps)
}

/// The cameras that left the inventory within the last day, the latest `limit` of them.
///
/// # Errors
/// When the database is away.
pub async fn removed_lately(database: &Database, limit: i64) -> Result<Vec<i32>, Error> {
    let mut connection = database.acquire().await?;
    Ok(sqlx::query_scalar(
        "select id from cameras where removed_at > now() - interval '1 day' order by removed_at desc limit $1",
    )
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?)
}

/// What differs whenever a maintenance window was made, changed or deleted: their number, the highest id, and the sum of their
/// versions.
pub type WindowsMark = (i64, i64, i64);

/// The present mark of the maintenance windows.
///
/// # Errors
/// When the database is away.
pub async fn windows_mark(database: &Database) -> Result<WindowsMark, Error> {
    let mut connection = database.acquire().await?;
    Ok(sqlx::query_as(
        "select count(*), coalesce(max(id), 0), coalesce(sum(version), 0)::bigint from maintenance_windows",
    )
    .fetch_one(&mut *connection)
    .await?)
}

/// Hears what the tables' triggers tell. What was told while there was no listener is not heard later.
#[derive(Debug)]
pub struct Listener(PgListener);

impl Listener {
    /// Begins to listen on a connection of its own.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn open(database: &Database) -> Result<Self, Error> {
        let mut listener = PgListener::connect_with(&database.single().await?).await?;
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        Ok(Self(listener))
    }

    /// The name of the next table that changed; `None` when the connection has ended.
    ///
    /// # Errors
    /// When the connection fails.
    pub async fn heard(&mut self) -> Result<Option<String>, Error> {
        let notification = self.0.try_recv().await?;
        Ok(notification.map(|notification| notification.payload().to_owned()))
    }

    /// Whether the connection still answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&mut self) -> Result<(), Error> {
        sqlx::query("select 1").execute(&mut self.0).await?;
        Ok(())
    }
}
