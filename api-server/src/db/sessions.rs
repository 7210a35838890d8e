//! Who is signed in.

use std::time::Duration;

use contract::access::Role;
use jiff_sqlx::Timestamp;
use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use utoipa::ToSchema;

use super::audit::{self, Entry};
use super::{Database, Error};

/// Seconds without a request after which a session is over; a kiosk's never is.
const IDLE_SECONDS: f64 = 12.0 * 3600.0;
/// Seconds between two notes of a session's use.
const NOTE_SECONDS: f64 = 300.0;

/// How a session began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(as = SessionKind)]
pub enum Kind {
    /// With a password.
    Password,
    /// At the OpenID Connect provider.
    Oidc,
    /// An administrator left a screen to itself.
    Kiosk,
}

impl Kind {
    /// The kind's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "Password",
            Self::Oidc => "Oidc",
            Self::Kiosk => "Kiosk",
        }
    }
}

impl TryFrom<String> for Kind {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let all = [Self::Password, Self::Oidc, Self::Kiosk];
        let found = all.into_iter().find(|kind| kind.as_str() == name);
        found.ok_or_else(|| format!("there is no session of kind {name:?}"))
    }
}

/// A session that counts.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Session {
    /// Its number.
    pub id: i64,
    /// How it began.
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    /// Whose it is, where the site keeps users.
    pub user_id: Option<i32>,
    /// What its owner is called.
    pub name: String,
    /// What its owner may do.
    #[sqlx(try_from = "String")]
    pub role: Role,
}

/// A session as it is found.
#[derive(sqlx::FromRow)]
struct Found {
    #[sqlx(flatten)]
    session: Session,
    /// Whether its use has not been noted lately.
    is_stale: bool,
}

/// A session to be.
#[derive(Clone, Debug)]
pub struct NewSession<'a> {
    /// The hash of its key.
    pub key_hash: [u8; 32],
    /// How it begins.
    pub kind: Kind,
    /// Whose it is, where the site keeps users.
    pub user_id: Option<i32>,
    /// What its owner is called.
    pub name: &'a str,
    /// What its owner may do.
    pub role: Role,
    /// From where it is begun.
    pub remote: &'a str,
    /// How long it lasts at most.
    pub life: Duration,
}

/// The session of this key, if it counts and is of one of these kinds. Its use is noted now and then.
///
/// # Errors
/// When the database is away.
pub async fn find(
    database: &Database,
    key_hash: &[u8; 32],
    kinds: &[Kind],
) -> Result<Option<Session>, Error> {
    let mut connection = database.acquire().await?;
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let found: Option<Found> = sqlx::query_as(
        "select s.id, s.kind, s.user_id, coalesce(u.name, s.name) as name, coalesce(u.role, s.role) as role,
                s.last_seen_at < now() - make_interval(secs => $4) as is_stale
         from sessions s left join users u on u.id = s.user_id
         where s.key_hash = $1 and s.kind = any($2) and s.expires_at > now() and not coalesce(u.disabled, false)
           and (s.kind = 'Kiosk' or s.last_seen_at > now() - make_interval(secs => $3))",
    )
    .bind(key_hash)
    .bind(kinds)
    .bind(IDLE_SECONDS)
    .bind(NOTE_SECONDS)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(Found { session, is_stale }) = found else {
        return Ok(None);
    };
    if is_stale {
        note(&mut connection, session.id).await;
    }
    Ok(Some(session))
}

/// Notes the use of a session. A database that cannot be written still shows who is signed in.
async fn note(connection: &mut PgConnection, id: i64) {
    let noted = sqlx::query("update sessions set last_seen_at = now() where id = $1")
        .bind(id)
        .execute(connection)
        .await;
    if let Err(error) = noted {
        tracing::debug!(
            error = crate::error::chain(&error),
            "the use of a session cannot be noted"
        );
    }
}

/// Begins a session and ends the one in whose place it comes, if any; those that are over are cleared away.
///
/// # Errors
/// When the database is away.
pub async fn begin(
    database: &Database,
    new: &NewSession<'_>,
    instead_of: Option<i64>,
    entry: &Entry<'_>,
) -> Result<Session, Error> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    sqlx::query(
        "delete from sessions
         where expires_at < now() or id = $1
            or (kind <> 'Kiosk' and last_seen_at < now() - make_interval(secs => $2))",
    )
    .bind(instead_of)
    .bind(IDLE_SECONDS)
    .execute(&mut *transaction)
    .await?;
    let session = sqlx::query_as(
        "insert into sessions (key_hash, kind, user_id, name, role, remote, expires_at)
         values ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7))
         returning id, kind, user_id, name, role",
    )
    .bind(new.key_hash)
    .bind(new.kind.as_str())
    .bind(new.user_id)
    .bind(new.name)
    .bind(new.role.as_str())
    .bind(new.remote)
    .bind(new.life.as_secs_f64())
    .fetch_one(&mut *transaction)
    .await?;
    if let Some(user) = new.user_id {
        sqlx::query("update users set last_login_at = now() where id = $1")
            .bind(user)
            .execute(&mut *transaction)
            .await?;
    }
    audit::add(&mut transaction, entry).await?;
    transaction.commit().await?;
    Ok(session)
}

/// A session as it is listed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Listed {
    /// The session.
    #[sqlx(flatten)]
    pub session: Session,
    /// From where it was begun.
    pub remote: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last used, to five minutes.
    pub last_seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

/// The sessions that are not over, newest first: all, or those of one name.
///
/// # Errors
/// When the database is away.
pub async fn list(database: &Database, of: Option<&str>) -> Result<Vec<Listed>, Error> {
    let mut connection = database.acquire().await?;
    let rows = sqlx::query_as(
        "select s.id, s.kind, s.user_id, coalesce(u.name, s.name) as name, coalesce(u.role, s.role) as role,
                s.remote, s.created_at, s.last_seen_at, s.expires_at
         from sessions s left join users u on u.id = s.user_id
         where s.expires_at > now() and (s.kind = 'Kiosk' or s.last_seen_at > now() - make_interval(secs => $1))
           and ($2::text is null or coalesce(u.name, s.name) = $2)
         order by s.id desc
         limit 1000",
    )
    .bind(IDLE_SECONDS)
    .bind(of)
    .fetch_all(&mut *connection)
    .await?;
    Ok(rows)
}

/// Ends a session: any, or one of this name alone. Says whether there was one.
///
/// # Errors
/// When the database is away.
pub async fn end(database: &Database, id: i64, of: Option<&str>, entry: &Entry<'_>) -> Result<bool, Error> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    let ended = sqlx::query(
        "delete from sessions s where s.id = $1
         and ($2::text is null or coalesce((select name from users where id = s.user_id), s.name) = $2)",
    )
    .bind(id)
    .bind(of)
    .execute(&mut *transaction)
    .await?;
    if ended.rows_affected() == 0 {
        return Ok(false);
    }
    audit::add(&mut transaction, entry).await?;
    transaction.commit().await?;
    Ok(true)
}
