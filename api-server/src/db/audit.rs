//! The audit log: who did or saw what.

use jiff_sqlx::Timestamp;
use sqlx::postgres::PgConnection;

use super::{Database, Error};

/// A line of the audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Who: a user, a token, or `anonymous`.
    pub actor: &'a str,
    /// What was done, such as `camera.snapshot`.
    pub action: &'static str,
    /// To what, such as the name of a camera.
    pub object: &'a str,
    /// The request's id.
    pub request_id: &'a str,
    /// From where.
    pub remote: &'a str,
    /// What exactly, where the action does not say it all; never a secret.
    pub detail: &'a str,
}

impl<'a> Entry<'a> {
    /// The same with more to tell; never a secret.
    #[must_use]
    pub const fn telling(self, detail: &'a str) -> Self {
        Self { detail, ..self }
    }
}

/// Adds a line.
///
/// # Errors
/// When the database is away; then what was to be told must not happen.
pub async fn write(database: &Database, entry: &Entry<'_>) -> Result<(), Error> {
    let mut connection = database.acquire().await?;
    Ok(add(&mut connection, entry).await?)
}

/// Adds a line in the transaction of what it tells: both happen, or neither does.
///
/// # Errors
/// When the database is away.
pub async fn add(connection: &mut PgConnection, entry: &Entry<'_>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into audit_log (actor, action, object, request_id, remote, detail) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(entry.actor)
    .bind(entry.action)
    .bind(entry.object)
    .bind(entry.request_id)
    .bind(entry.remote)
    .bind(entry.detail)
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds a line about each of `objects`, in the transaction of what they tell.
///
/// # Errors
/// When the database is away.
pub async fn add_each(
    connection: &mut PgConnection,
    entry: &Entry<'_>,
    objects: &[&str],
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into audit_log (actor, action, object, request_id, remote, detail)
         select $1, $2, object, $4, $5, $6 from unnest($3::text[]) as object",
    )
    .bind(entry.actor)
    .bind(entry.action)
    .bind(objects)
    .bind(entry.request_id)
    .bind(entry.remote)
    .bind(entry.detail)
    .execute(connection)
    .await?;
    Ok(())
}

/// A line as it was written.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    /// Its number; later ones are higher.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub object: String,
    /// The request's id.
    pub request_id: String,
    /// From where.
    pub remote: String,
    /// What exactly.
    pub detail: String,
}

/// Which lines to list; a missing filter lets everything through.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this actor.
    pub actor: Option<String>,
    /// Of this action.
    pub action: Option<String>,
    /// About this object.
    pub object: Option<String>,
}

/// A page of lines with an id below `before` that pass the filter, newest first, and how many pass it in all.
///
/// # Errors
/// When the database is away.
pub async fn page(
    database: &Database,
    filter: &Filter,
    before: Option<i64>,
    limit: i64,
) -> Result<(Vec<Line>, i64), Error> {
    let mut connection = database.acquire().await?;
    let rows = sqlx::query_as(
        "select id, at, actor, action, object, request_id, remote, detail from audit_log
         where ($1::text is null or actor = $1) and ($2::text is null or action = $2)
           and ($3::text is null or object = $3) and ($4::bigint is null or id < $4)
         order by id desc
         limit $5",
    )
    .bind(&filter.actor)
    .bind(&filter.action)
    .bind(&filter.object)
    .bind(before)
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    let total = sqlx::query_scalar(
        "select count(*) from audit_log
         where ($1::text is null or actor = $1) and ($2::text is null or action = $2)
           and ($3::text is null or object = $3)",
    )
    .bind(&filter.actor)
    .bind(&filter.action)
    .bind(&filter.object)
    .fetch_one(&mut *connection)
    .await?;
    Ok((rows, total))
}
