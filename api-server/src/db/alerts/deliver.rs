//! What becomes of an alert that is told.
//!
//! Alertmanagers repeat themselves, a pair of them tells everything twice and not at the same time, and deliveries are retried.
//! So what is stored depends on what the alert was before, judged under a lock, and telling the same thing again changes nothing.

use serde::Serialize;
use serde_json::{Map, Value};
use sqlx::Acquire as _;
use sqlx::types::Json;

use super::number;
use crate::db::{Database, Error};

/// An alert as it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// What tells it from others; no two of a batch have the same.
    pub key: String,
    /// Whether it fires.
    pub is_firing: bool,
    /// Its name.
    pub name: String,
    /// How bad it is.
    pub severity: String,
    /// The camera that it is about.
    pub camera: Option<String>,
    /// Its labels.
    pub labels: Map<String, Value>,
    /// Its annotations.
    pub annotations: Map<String, Value>,
    /// Where Prometheus shows its expression.
    pub generator_url: Option<String>,
    /// When it began to fire.
    pub starts_at: jiff::Timestamp,
    /// When it ended; now or earlier, and not before it began.
    pub ends_at: jiff::Timestamp,
}

/// Stores what was told, all of it or nothing; `is_alive` says that the Watchdog was among it.
///
/// - An alert that fires already is only refreshed.
/// - One that fires again begins anew, unless it is what was resolved: then, within a minute, it is a delivery that came late, and
///   afterwards an Alertmanager that knows better, so it fires again.
/// - One that ended ends, unless it is an earlier time that it fired; one whose beginning was never told is entered as it was.
///
/// # Errors
/// When the database is away.
pub async fn deliver(database: &Database, alerts: &[Delivery], is_alive: bool) -> Result<(), Error> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    let count = i64::try_from(alerts.len()).unwrap_or(i64::MAX);
    let base = number(&mut transaction, count, is_alive).await?;
    sqlx::query(
        "with told as (
             select *, $2 + row_number() over (order by starts_at, key) as change
             from jsonb_to_recordset($1) as x(
                 key text, is_firing boolean, name text, severity text, camera text, labels jsonb, annotations jsonb,
                 generator_url text, starts_at timestamptz, ends_at timestamptz)
         ), judged as (
             select told.*, last.id,
                    case
                        when last.id is null then 'begin'
                        when last.resolved_at is null and is_firing then 'repeat'
                        when last.resolved_at is null and told.ends_at >= last.starts_at then 'end'
                        when last.resolved_at is null then 'stale'
                        when told.starts_at > last.ends_at then 'begin'
                        when is_firing and last.resolved_at < now() - interval '1 minute' then 'reopen'
                        else 'stale'
                    end as verdict
             from told
             left join lateral (
                 select id, starts_at, ends_at, resolved_at from alerts where key = told.key order by id desc limit 1
             ) last on true
         ), changed as (
             update alerts a
             set starts_at = least(a.starts_at, j.starts_at), labels = j.labels, annotations = j.annotations,
                 name = j.name, severity = j.severity, camera = j.camera, generator_url = j.generator_url,
                 ends_at = case when j.verdict = 'end' then greatest(j.ends_at, a.starts_at) end,
                 resolved_at = case when j.verdict = 'end' then now() end,
                 received_at = now(),
                 change = case
                     when j.verdict = 'repeat'
                          and (a.labels, a.annotations, a.generator_url, a.starts_at)
                              is not distinct from
                              (j.labels, j.annotations, j.generator_url, least(a.starts_at, j.starts_at))
                     then a.change else j.change end
             from judged j
             where a.id = j.id and j.verdict in ('repeat', 'end', 'reopen')
         )
         insert into alerts
             (key, name, severity, camera, labels, annotations, generator_url, starts_at, ends_at, resolved_at, change)
         select key, name, severity, camera, labels, annotations, generator_url, starts_at,
                case when not is_firing then ends_at end, case when not is_firing then now() end, change
         from judged
         where verdict = 'begin'
         order by change",
    )
    .bind(Json(alerts))
    .bind(base)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}
