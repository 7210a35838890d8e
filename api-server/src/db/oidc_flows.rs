//! Sign-ins under way at the OpenID Connect provider.

use std::time::Duration;

use sqlx::Connection as _;

use super::{Database, Error};

/// How long a sign-in may take.
pub const LIFE: Duration = Duration::from_mins(10);
/// Most sign-ins under way at once: anybody may begin one.
const AT_ONCE: i64 = 1000;

/// What must be the same when somebody comes back. Nothing of it is shown.
#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Flow {
    /// What the provider sends back (RFC 6749 §4.1.1).
    pub state: String,
    /// What the ID token holds (OpenID Connect Core 1.0 §3.1.2.1).
    pub nonce: String,
    /// What proves that the code was given to us (RFC 7636).
    pub verifier: String,
    /// Path of the page to go back to.
    pub return_to: String,
}

/// Keeps a sign-in; the oldest go when there are too many.
///
/// # Errors
/// When the database is away.
pub async fn begin(database: &Database, key_hash: &[u8; 32], flow: &Flow) -> Result<(), Error> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    sqlx::query(
        "delete from oidc_flows where expires_at < now()
            or key_hash in (select key_hash from oidc_flows order by expires_at desc offset $1)",
    )
    .bind(AT_ONCE)
    .execute(&mut *transaction)
    .await?;
    sqlx::query(
        "insert into oidc_flows (key_hash, state, nonce, verifier, return_to, expires_at)
         values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))",
    )
    .bind(key_hash)
    .bind(&flow.state)
    .bind(&flow.nonce)
    .bind(&flow.verifier)
    .bind(&flow.return_to)
    .bind(LIFE.as_secs_f64())
    .execute(&mut *transaction)
    .await?;
    Ok(transaction.commit().await?)
}

/// Takes a sign-in: nobody comes back twice.
///
/// # Errors
/// When the database is away.
pub async fn take(database: &Database, key_hash: &[u8; 32]) -> Result<Option<Flow>, Error> {
    let mut connection = database.acquire().await?;
    let flow = sqlx::query_as(
        "delete from oidc_flows where key_hash = $1 and expires_at > now()
         returning state, nonce, verifier, return_to",
    )
    .bind(key_hash)
    .fetch_optional(&mut *connection)
    .await?;
    Ok(flow)
}
