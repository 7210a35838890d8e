//! Maintenance windows as they are stored.

use jiff::SignedDuration;
use jiff_sqlx::{Timestamp, ToSqlx as _};
use sqlx::Acquire as _;
use sqlx::postgres::PgConnection;

use super::audit::{self, Entry};
use super::{Database, Error};
use crate::history::recurrence::Recurrence;
use crate::history::spans::Span;
use crate::history::windows::{Scope, Window};

/// A stored window.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct WindowRow {
    /// Identity, never reused.
    pub id: i64,
    /// Counts the changes of the row.
    pub version: i32,
    /// `Site`, `Zone` or `Camera`.
    pub scope: String,
    /// The zone, with that scope.
    pub zone: Option<String>,
    /// The camera's name, with that scope.
    pub camera: Option<String>,
    /// Why, in words.
    pub reason: String,
    /// From when on it holds.
    pub starts_at: Timestamp,
    /// Until when; absent only with a recurrence.
    pub ends_at: Option<Timestamp>,
    /// Cron expression of a window that comes again.
    pub cron: Option<String>,
    /// The time zone whose clocks the expression means.
    pub time_zone: Option<String>,
    /// How long each occurrence lasts.
    pub duration_seconds: Option<i32>,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
    /// Who changed it last.
    pub updated_by: String,
    /// When.
    pub updated_at: Timestamp,
}

impl WindowRow {
    /// The window; `None` when another build stored a recurrence that this one cannot read, which is logged.
    #[must_use]
    pub fn window(&self) -> Option<Window> {
        let recurrence = match (&self.cron, &self.time_zone, self.duration_seconds) {
            (Some(cron), Some(zone), Some(seconds)) => {
                match Recurrence::new(cron, zone, SignedDuration::from_secs(seconds.into())) {
                    Ok(recurrence) => Some(recurrence),
                    Err(unusable) => {
                        tracing::warn!(
                            window = self.id,
                            field = unusable.field,
                            why = unusable.why,
                            "a stored maintenance window cannot be read and is left out"
                        );
                        return None;
                    }
                }
            }
            _ => None,
        };
        Some(Window {
            id: self.id,
            scope: match (&self.zone, &self.camera) {
                (Some(zone), _) => Scope::Zone(zone.clone()),
                (_, Some(camera)) => Scope::Camera(camera.clone()),
                _ => Scope::Site,
            },
            starts_at: self.starts_at.to_jiff(),
            ends_at: self.ends_at.map(Timestamp::to_jiff),
            recurrence,
        })
    }
}

/// What a client may say of a window, found good.
#[derive(Clone, Debug)]
pub struct WindowWrite {
    /// What it covers.
    pub scope: Scope,
    /// Why, in words.
    pub reason: String,
    /// From when on it holds.
    pub starts_at: jiff::Timestamp,
    /// Until when; absent only with a recurrence.
    pub ends_at: Option<jiff::Timestamp>,
    /// Cron expression, time zone and duration in seconds of a window that comes again.
    pub recurrence: Option<(String, String, i32)>,
}

/// Binds the columns of a [`WindowWrite`] as the parameters 1 to 9.
macro_rules! bound {
    ($sql:expr, $write:expr) => {{
        let write: &WindowWrite = $write;
        let (word, zone, camera) = match &write.scope {
            Scope::Site => ("Site", None, None),
            Scope::Zone(zone) => ("Zone", Some(zone), None),
            Scope::Camera(camera) => ("Camera", None, Some(camera)),
        };
        let recurrence = write.recurrence.as_ref();
        sqlx::query_as($sql)
            .bind(word)
            .bind(zone)
            .bind(camera)
            .bind(&write.reason)
            .bind(write.starts_at.to_sqlx())
            .bind(write.ends_at.map(|at| at.to_sqlx()))
            .bind(recurrence.map(|(cron, _, _)| cron))
            .bind(recurrence.map(|(_, zone, _)| zone))
            .bind(recurrence.map(|(_, _, seconds)| *seconds))
    }};
}

/// Which windows to list; a missing filter lets everything through.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// `Site`, `Zone` or `Camera`.
    pub scope: Option<String>,
    /// Of this zone.
    pub zone: Option<String>,
    /// Of the camera of this name.
    pub camera: Option<String>,
}

/// A page of windows with an id below `before`, newest first, and how many there are in all.
///
/// # Errors
/// When the database is away.
pub async fn page(
    database: &Database,
    filter: &Filter,
    before: Option<i64>,
    limit: i64,
) -> Result<(Vec<WindowRow>, i64), Error> {
    let mut connection = database.acquire().await?;
    let rows = sqlx::query_as(
        "select * from maintenance_windows
         where ($1::text is null or scope = $1) and ($2::text is null or zone = $2)
           and ($3::text is null or camera = $3) and ($4::bigint is null or id < $4)
         order by id desc
         limit $5",
    )
    .bind(&filter.scope)
    .bind(&filter.zone)
    .bind(&filter.camera)
    .bind(before)
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    let total = sqlx::query_scalar(
        "select count(*) from maintenance_windows
         where ($1::text is null or scope = $1) and ($2::text is null or zone = $2) and ($3::text is null or camera = $3)",
    )
    .bind(&filter.scope)
    .bind(&filter.zone)
    .bind(&filter.camera)
    .fetch_one(&mut *connection)
    .await?;
    Ok((rows, total))
}

/// One window.
///
/// # Errors
/// When the database is away.
pub async fn one(database: &Database, id: i64) -> Result<Option<WindowRow>, Error> {
    let mut connection = database.acquire().await?;
    Ok(sqlx::query_as("select * from maintenance_windows where id = $1")
        .bind(id)
        .fetch_optional(&mut *connection)
        .await?)
}

/// The windows that may have something in common with `range`.
///
/// # Errors
/// When the database is away.
pub async fn within(connection: &mut PgConnection, range: Span) -> Result<Vec<Window>, Error> {
    let rows: Vec<WindowRow> = sqlx::query_as(
        "select * from maintenance_windows
         where starts_at < $2 and (ends_at is null or ends_at > $1)
         order by id",
    )
    .bind(range.from().to_sqlx())
    .bind(range.to().to_sqlx())
    .fetch_all(connection)
    .await?;
    Ok(rows.iter().filter_map(WindowRow::window).collect())
}

/// The windows that `now` may lie in.
///
/// # Errors
/// When the database is away.
pub async fn of(database: &Database, now: jiff::Timestamp) -> Result<Vec<Window>, Error> {
    let rows = rows_of(database, now).await?;
    Ok(rows.iter().filter_map(WindowRow::window).collect())
}

/// The windows that `now` may lie in, as they are stored.
///
/// # Errors
/// When the database is away.
pub async fn rows_of(database: &Database, now: jiff::Timestamp) -> Result<Vec<WindowRow>, Error> {
    let mut connection = database.acquire().await?;
    Ok(sqlx::query_as(
        "select * from maintenance_windows where starts_at <= $1 and (ends_at is null or ends_at > $1) order by id",
    )
    .bind(now.to_sqlx())
    .fetch_all(&mut *connection)
    .await?)
}

/// How many windows come again.
///
/// # Errors
/// When the database is away.
pub async fn recurring(database: &Database) -> Result<i64, Error> {
    let mut connection = database.acquire().await?;
    Ok(
        sqlx::query_scalar("select count(*) from maintenance_windows where cron is not null")
            .fetch_one(&mut *connection)
            .await?,
    )
}

/// Whether the site has or had what the scope names.
///
/// # Errors
/// When the database is away.
pub async fn exists(database: &Database, scope: &Scope) -> Result<bool, Error> {
    let (zone, camera) = match scope {
        Scope::Site => return Ok(true),
        Scope::Zone(zone) => (Some(zone), None),
        Scope::Camera(camera) => (None, Some(camera)),
    };
    let mut connection = database.acquire().await?;
    Ok(
        sqlx::query_scalar("select exists (select from cameras where zone = $1 or name = $2)")
            .bind(zone)
            .bind(camera)
            .fetch_one(&mut *connection)
            .await?,
    )
}

/// Makes a window, with its line in the audit log.
///
/// # Errors
/// When the database is away; then neither is stored.
pub async fn create(database: &Database, write: &WindowWrite, entry: &Entry<'_>) -> Result<WindowRow, Error> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    let row: WindowRow = bound!(
        "insert into maintenance_windows
             (scope, zone, camera, reason, starts_at, ends_at, cron, time_zone, duration_seconds, created_by, updated_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
         returning *",
        write
    )
    .bind(entry.actor)
    .fetch_one(&mut *transaction)
    .await?;
    record(&mut transaction, row.id, entry).await?;
    transaction.commit().await?;
    Ok(row)
}

/// Changes a window if it still has this version, if one is asked for, with its line in the audit log; `None` when it has not.
///
/// # Errors
/// When the database is away; then nothing is stored.
pub async fn replace(
    database: &Database,
    id: i64,
    version: Option<i32>,
    write: &WindowWrite,
    entry: &Entry<'_>,
) -> Result<Option<WindowRow>, Error> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    let row: Option<WindowRow> = bound!(
        "update maintenance_windows
         set scope = $1, zone = $2, camera = $3, reason = $4, starts_at = $5, ends_at = $6, cron = $7, time_zone = $8,
             duration_seconds = $9, updated_by = $10, updated_at = now(), version = version + 1
         where id = $11 and ($12::integer is null or version = $12)
         returning *",
        write
    )
    .bind(entry.actor)
    .bind(id)
    .bind(version)
    .fetch_optional(&mut *transaction)
    .await?;
    if row.is_some() {
        record(&mut transaction, id, entry).await?;
    }
    transaction.commit().await?;
    Ok(row)
}

/// Deletes a window if it still has this version, if one is asked for, with its line in the audit log; tells whether it did.
///
/// # Errors
/// When the database is away; then nothing is changed.
pub async fn delete(
    database: &Database,
    id: i64,
    version: Option<i32>,
    entry: &Entry<'_>,
) -> Result<bool, Error> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    let deleted = sqlx::query(
        "delete from maintenance_windows where id = $1 and ($2::integer is null or version = $2)",
    )
    .bind(id)
    .bind(version)
    .execute(&mut *transaction)
    .await?
    .rows_affected()
        > 0;
    if deleted {
        record(&mut transaction, id, entry).await?;
    }
    transaction.commit().await?;
    Ok(deleted)
}

async fn record(connection: &mut PgConnection, id: i64, entry: &Entry<'_>) -> Result<(), Error> {
    let object = id.to_string();
    let entry = Entry {
        object: &object,
        ..*entry
    };
    Ok(audit::add(connection, &entry).await?)
}
