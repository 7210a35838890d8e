//! Alerts, as Alertmanager tells them and people acknowledge them.

mod deliver;

use jiff_sqlx::Timestamp;
use serde_json::{Map, Value};
use sqlx::Acquire as _;
use sqlx::postgres::PgConnection;
use sqlx::types::Json;

use super::audit::{self, Entry};
use super::{Database, Error};
pub use deliver::{Delivery, deliver};

/// Alerts deleted by one statement.
const BATCH: i64 = 2_000;

/// One time that an alert fired.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AlertRow {
    /// Identity, never reused.
    pub id: i64,
    /// What tells it from other alerts: Alertmanager's fingerprint, or a hash of the labels.
    pub key: String,
    /// Its name.
    pub name: String,
    /// How bad it is, as its rule says.
    pub severity: String,
    /// Name of the camera that it is about.
    pub camera: Option<String>,
    /// Identity of that camera, if the site has or had it.
    pub camera_id: Option<i32>,
    /// Its labels.
    pub labels: Json<Map<String, Value>>,
    /// Its annotations.
    pub annotations: Json<Map<String, Value>>,
    /// Where Prometheus shows its expression.
    pub generator_url: Option<String>,
    /// When it began to fire.
    pub starts_at: Timestamp,
    /// When it ended; `None` while it fires.
    pub ends_at: Option<Timestamp>,
    /// When it was last told.
    pub received_at: Timestamp,
    /// When somebody acknowledged it.
    pub acknowledged_at: Option<Timestamp>,
    /// Who.
    pub acknowledged_by: Option<String>,
    /// What they said.
    pub comment: Option<String>,
    /// Place in the order of all changes of alerts.
    pub change: i64,
}

/// The columns of [`AlertRow`] of `$from`, then `$rest`.
macro_rules! select {
    ($from:literal, $rest:literal) => {
        concat!(
            "select a.id, a.key, a.name, a.severity, a.camera, c.id as camera_id, a.labels, a.annotations, a.generator_url,
                    a.starts_at, a.ends_at, a.received_at, a.acknowledged_at, a.acknowledged_by, a.comment, a.change
             from ",
            $from,
            " a left join cameras c on c.name = a.camera ",
            $rest
        )
    };
}

/// Which alerts to list; a missing filter lets everything through.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Those that fire, or those that do not.
    pub is_firing: Option<bool>,
    /// Of this severity.
    pub severity: Option<String>,
    /// About the camera of this name.
    pub camera: Option<String>,
}

/// A page of alerts with an id below `before` that pass the filter, newest first, and how many pass it in all.
///
/// # Errors
/// When the database is away.
pub async fn page(
    database: &Database,
    filter: &Filter,
    before: Option<i64>,
    limit: i64,
) -> Result<(Vec<AlertRow>, i64), Error> {
    let mut connection = database.acquire().await?;
    let rows = sqlx::query_as(select!(
        "alerts",
        "where ($1::boolean is null or (a.resolved_at is null) = $1) and ($2::text is null or a.severity = $2)
           and ($3::text is null or a.camera = $3) and ($4::bigint is null or a.id < $4)
         order by a.id desc
         limit $5"
    ))
    .bind(filter.is_firing)
    .bind(&filter.severity)
    .bind(&filter.camera)
    .bind(before)
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    let total = sqlx::query_scalar(
        "select count(*) from alerts
         where ($1::boolean is null or (resolved_at is null) = $1) and ($2::text is null or severity = $2)
           and ($3::text is null or camera = $3)",
    )
    .bind(filter.is_firing)
    .bind(&filter.severity)
    .bind(&filter.camera)
    .fetch_one(&mut *connection)
    .await?;
    Ok((rows, total))
}

/// One alert.
///
/// # Errors
/// When the database is away.
pub async fn one(database: &Database, id: i64) -> Result<Option<AlertRow>, Error> {
    let mut connection = database.acquire().await?;
    Ok(sqlx::query_as(select!("alerts", "where a.id = $1"))
        .bind(id)
        .fetch_optional(&mut *connection)
        .await?)
}

/// The first alerts that changed after the change `change`, in the order of their changes.
///
/// # Errors
/// When the database is away.
pub async fn changed_after(database: &Database, change: i64, limit: i64) -> Result<Vec<AlertRow>, Error> {
    let mut connection = database.acquire().await?;
    Ok(sqlx::query_as(select!(
        "alerts",
        "where a.change > $1 order by a.change limit $2"
    ))
    .bind(change)
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?)
}

/// The alerts that fire or were told within a day, the latest `limit` of them, in the order of their changes.
///
/// # Errors
/// When the database is away.
pub async fn changed_lately(database: &Database, limit: i64) -> Result<Vec<AlertRow>, Error> {
    let mut connection = database.acquire().await?;
    let mut rows: Vec<AlertRow> = sqlx::query_as(select!(
        "alerts",
        "where a.resolved_at is null or a.received_at > now() - interval '1 day' order by a.change desc limit $1"
    ))
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    rows.reverse();
    Ok(rows)
}

/// The way that alerts come.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct ChainRow {
    /// When the Watchdog was last heard, by the database's clock; `None` when it never was.
    pub last_seen_at: Option<Timestamp>,
    /// Whether it was heard once, and not for 5 minutes.
    pub silent: bool,
    /// How many changes of alerts there were.
    pub changes: i64,
}

/// How the way that alerts come is.
///
/// # Errors
/// When the database is away.
pub async fn chain(database: &Database) -> Result<ChainRow, Error> {
    let mut connection = database.acquire().await?;
    Ok(sqlx::query_as(
        "select last_seen_at, coalesce(last_seen_at < now() - interval '5 minutes', false) as silent, changes
         from alert_chain",
    )
    .fetch_one(&mut *connection)
    .await?)
}

/// Numbers for `count` changes: the one before the first. Until the transaction ends nobody else gets any, so that changes are
/// seen in the order of their numbers.
async fn number(connection: &mut PgConnection, count: i64, is_alive: bool) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "update alert_chain
         set changes = changes + $1, last_seen_at = case when $2 then now() else last_seen_at end
         returning changes - $1",
    )
    .bind(count)
    .bind(is_alive)
    .fetch_one(connection)
    .await
}

/// Acknowledges an alert, or takes that back where `comment` is `None`, with its line in the audit log; `None` when there is no
/// such alert.
///
/// # Errors
/// When the database is away; then nothing is stored.
pub async fn acknowledge(
    database: &Database,
    id: i64,
    comment: Option<&str>,
    entry: &Entry<'_>,
) -> Result<Option<AlertRow>, Error> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    let change = number(&mut transaction, 1, false).await? + 1;
    let row: Option<AlertRow> = sqlx::query_as(concat!(
        "with changed as (
             update alerts
             set acknowledged_at = case when $2::text is not null then now() end,
                 acknowledged_by = case when $2::text is not null then $3 end,
                 comment = nullif($2, ''), change = $4
             where id = $1
             returning *
         ) ",
        select!("changed", "")
    ))
    .bind(id)
    .bind(comment)
    .bind(entry.actor)
    .bind(change)
    .fetch_optional(&mut *transaction)
    .await?;
    if row.is_some() {
        audit::add(&mut transaction, entry).await?;
    }
    transaction.commit().await?;
    Ok(row)
}

/// Deletes alerts that were last told so many days ago, up to a bound; gives their number.
///
/// # Errors
/// When the database is away.
pub async fn expire(session: &mut PgConnection, days: u32) -> Result<u64, Error> {
    let deleted = sqlx::query(
        "delete from alerts
         where id in (select id from alerts where received_at < now() - make_interval(days => $1) limit $2)",
    )
    .bind(i32::try_from(days).unwrap_or(i32::MAX))
    .bind(BATCH)
    .execute(session)
    .await?;
    Ok(deleted.rows_affected())
}
