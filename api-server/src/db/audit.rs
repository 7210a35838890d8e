//! The audit log: who did or saw what.

use sqlx::postgres::PgConnection;

use super::{Database, Error};

/// A line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
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
}

/// Adds a line.
///
/// # Errors
/// When the database is away; then what was to be told must not happen.
pub async fn write(database: &Database, entry: &Entry<'_>) -> Result<(), Error> {
    let mut connection = database.acquire().await?;
    write_in(&mut connection, entry).await
}

/// Adds a line as part of the caller's transaction.
///
/// # Errors
/// As [`write`].
pub async fn write_in(connection: &mut PgConnection, entry: &Entry<'_>) -> Result<(), Error> {
    sqlx::query(
        "insert into audit_log (actor, action, object, request_id, remote) values ($1, $2, $3, $4, $5)",
    )
    .bind(entry.actor)
    .bind(entry.action)
    .bind(entry.object)
    .bind(entry.request_id)
    .bind(entry.remote)
    .execute(connection)
    .await?;
    Ok(())
}
