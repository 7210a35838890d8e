//! Tokens of programs.

use jiff_sqlx::Timestamp;
use sqlx::Connection as _;

use super::audit::{self, Entry};
use super::{Database, Error};
use crate::access::Scope;

/// Seconds between two notes of a token's use.
const NOTE_SECONDS: f64 = 300.0;

/// A token that counts.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Known {
    /// Its number.
    pub id: i32,
    /// What it is called.
    pub name: String,
    /// What it may do.
    #[sqlx(try_from = "String")]
    pub scope: Scope,
    /// Whether its use has not been noted lately.
    pub is_stale: bool,
}

/// A token as it is listed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Listed {
    /// Its number.
    pub id: i32,
    /// What it is called.
    pub name: String,
    /// What it may do.
    #[sqlx(try_from = "String")]
    pub scope: Scope,
    /// Who made it.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was last used, to five minutes.
    pub last_used_at: Option<Timestamp>,
}

/// A token to be.
#[derive(Clone, Debug)]
pub struct NewToken<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The hash of the token itself.
    pub key_hash: [u8; 32],
    /// What it may do.
    pub scope: Scope,
    /// How many days it lasts.
    pub days: i32,
}

/// The token of this hash, if it has not expired.
///
/// # Errors
/// When the database is away.
pub async fn find(database: &Database, key_hash: &[u8; 32]) -> Result<Option<Known>, Error> {
    let mut connection = database.acquire().await?;
    let found = sqlx::query_as(
        "select id, name, scope,
                coalesce(last_used_at < now() - make_interval(secs => $2), true) as is_stale
         from api_tokens where key_hash = $1 and expires_at > now()",
    )
    .bind(key_hash)
    .bind(NOTE_SECONDS)
    .fetch_optional(&mut *connection)
    .await?;
    Ok(found)
}

/// Notes the use of a token.
///
/// # Errors
/// When the database is away or cannot be written.
pub async fn touch(database: &Database, id: i32) -> Result<(), Error> {
    let mut connection = database.acquire().await?;
    sqlx::query("update api_tokens set last_used_at = now() where id = $1")
        .bind(id)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// All tokens by name, those included that have expired.
///
/// # Errors
/// When the database is away.
pub async fn list(database: &Database) -> Result<Vec<Listed>, Error> {
    let mut connection = database.acquire().await?;
    let rows = sqlx::query_as(
        "select id, name, scope, created_by, created_at, expires_at, last_used_at
         from api_tokens order by name limit 1000",
    )
    .fetch_all(&mut *connection)
    .await?;
    Ok(rows)
}

/// Keeps a token; `None` when its name is taken.
///
/// # Errors
/// When the database is away.
pub async fn add(
    database: &Database,
    new: &NewToken<'_>,
    entry: &Entry<'_>,
) -> Result<Option<Listed>, Error> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    let added = sqlx::query_as(
        "insert into api_tokens (name, key_hash, scope, created_by, expires_at)
         values ($1, $2, $3, $4, now() + make_interval(days => $5))
         on conflict (name) do nothing
         returning id, name, scope, created_by, created_at, expires_at, last_used_at",
    )
    .bind(new.name)
    .bind(new.key_hash)
    .bind(new.scope.as_str())
    .bind(entry.actor)
    .bind(new.days)
    .fetch_optional(&mut *transaction)
    .await?;
    if added.is_some() {
        audit::add(&mut transaction, entry).await?;
        transaction.commit().await?;
    }
    Ok(added)
}

/// Revokes a token. Says whether there was one.
///
/// # Errors
/// When the database is away.
pub async fn remove(database: &Database, id: i32, entry: Entry<'_>) -> Result<bool, Error> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    let name: Option<String> = sqlx::query_scalar("delete from api_tokens where id = $1 returning name")
        .bind(id)
        .fetch_optional(&mut *transaction)
        .await?;
    let Some(name) = name else {
        return Ok(false);
    };
    audit::add(
        &mut transaction,
        &Entry {
            object: &name,
            ..entry
        },
    )
    .await?;
    transaction.commit().await?;
    Ok(true)
}
