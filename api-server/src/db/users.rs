//! People who sign in with a password.

use contract::access::Role;
use jiff_sqlx::Timestamp;
use sqlx::Connection as _;
use sqlx::postgres::PgConnection;

use super::audit::{self, Entry};
use super::{Database, Error};

/// Name of the first administrator.
pub const FIRST: &str = "admin";
/// Key of the transaction lock under which administrators are made and unmade: one must remain.
const LOCK: i64 = 0x0063_616d_7573_6572;

/// A user.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct User {
    /// The number.
    pub id: i32,
    /// The name.
    pub name: String,
    /// What the user may do.
    #[sqlx(try_from = "String")]
    pub role: Role,
    /// Whether the user may not sign in.
    pub disabled: bool,
    /// When the user was made.
    pub created_at: Timestamp,
    /// When the password was changed last.
    pub password_changed_at: Timestamp,
    /// When the user signed in last.
    pub last_login_at: Option<Timestamp>,
}

/// What a password is checked against.
#[derive(Clone, sqlx::FromRow)]
pub struct Login {
    /// The user's number.
    pub id: i32,
    /// The user's name.
    pub name: String,
    /// What the user may do.
    #[sqlx(try_from = "String")]
    pub role: Role,
    /// Whether the user may not sign in.
    pub disabled: bool,
    /// Hash of the password.
    pub password_hash: String,
}

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It was made.
    Done,
    /// There is no such user.
    NoSuchUser,
    /// It would leave no administrator who may sign in.
    LastAdministrator,
    /// The first administrator comes with the site and can only be disabled.
    First,
}

/// What is to be changed of a user; `None` stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What the user may do.
    pub role: Option<Role>,
    /// Whether the user may not sign in.
    pub disabled: Option<bool>,
    /// Hash of a new password; ends the user's sessions.
    pub password_hash: Option<String>,
}

/// What the password of the user of this name is checked against.
///
/// # Errors
/// When the database is away.
pub async fn login(database: &Database, name: &str) -> Result<Option<Login>, Error> {
    let mut connection = database.acquire().await?;
    let found = sqlx::query_as("select id, name, role, disabled, password_hash from users where name = $1")
        .bind(name)
        .fetch_optional(&mut *connection)
        .await?;
    Ok(found)
}

/// All users by name.
///
/// # Errors
/// When the database is away.
pub async fn list(database: &Database) -> Result<Vec<User>, Error> {
    let mut connection = database.acquire().await?;
    let rows = sqlx::query_as(
        "select id, name, role, disabled, created_at, password_changed_at, last_login_at
         from users order by name limit 1000",
    )
    .fetch_all(&mut *connection)
    .await?;
    Ok(rows)
}

/// The user of this name.
///
/// # Errors
/// When the database is away.
pub async fn one(database: &Database, name: &str) -> Result<Option<User>, Error> {
    let mut connection = database.acquire().await?;
    let row = sqlx::query_as(
        "select id, name, role, disabled, created_at, password_changed_at, last_login_at
         from users where name = $1",
    )
    .bind(name)
    .fetch_optional(&mut *connection)
    .await?;
    Ok(row)
}

/// Makes a user. Says whether the name was free.
///
/// # Errors
/// When the database is away.
pub async fn add(
    database: &Database,
    name: &str,
    role: Role,
    password_hash: &str,
    entry: &Entry<'_>,
) -> Result<bool, Error> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    let added = sqlx::query(
        "insert into users (name, role, password_hash) values ($1, $2, $3) on conflict (name) do nothing",
    )
    .bind(name)
    .bind(role.as_str())
    .bind(password_hash)
    .execute(&mut *transaction)
    .await?;
    if added.rows_affected() == 0 {
        return Ok(false);
    }
    audit::add(&mut transaction, entry).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Changes a user. Whoever is disabled or gets a new password is signed out everywhere.
///
/// # Errors
/// When the database is away.
pub async fn change(
    database: &Database,
    name: &str,
    change: &Change,
    entry: &Entry<'_>,
) -> Result<Changed, Error> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    lock(&mut transaction).await?;
    let id: Option<i32> = sqlx::query_scalar(
        "update users set role = coalesce($2, role), disabled = coalesce($3, disabled),
                password_hash = coalesce($4, password_hash),
                password_changed_at = case when $4::text is null then password_changed_at else now() end
         where name = $1 returning id",
    )
    .bind(name)
    .bind(change.role.map(Role::as_str))
    .bind(change.disabled)
    .bind(&change.password_hash)
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(id) = id else {
        return Ok(Changed::NoSuchUser);
    };
    if !has_administrator(&mut transaction).await? {
        return Ok(Changed::LastAdministrator);
    }
    if change.disabled == Some(true) || change.password_hash.is_some() {
        sign_out(&mut transaction, id, None).await?;
    }
    audit::add(&mut transaction, entry).await?;
    transaction.commit().await?;
    Ok(Changed::Done)
}

/// Removes a user, with all sessions.
///
/// # Errors
/// When the database is away.
pub async fn remove(database: &Database, name: &str, entry: &Entry<'_>) -> Result<Changed, Error> {
    if name == FIRST {
        // Gone, it would come back with the Secret's password at the next start.
        return Ok(Changed::First);
    }
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    lock(&mut transaction).await?;
    let removed = sqlx::query("delete from users where name = $1")
        .bind(name)
        .execute(&mut *transaction)
        .await?;
    if removed.rows_affected() == 0 {
        return Ok(Changed::NoSuchUser);
    }
    if !has_administrator(&mut transaction).await? {
        return Ok(Changed::LastAdministrator);
    }
    audit::add(&mut transaction, entry).await?;
    transaction.commit().await?;
    Ok(Changed::Done)
}

/// Gives a user another password, and ends all sessions of theirs but the one in which they ask.
///
/// # Errors
/// When the database is away.
pub async fn set_password(
    database: &Database,
    user: i32,
    password_hash: &str,
    session: i64,
    entry: &Entry<'_>,
) -> Result<(), Error> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    sqlx::query("update users set password_hash = $2, password_changed_at = now() where id = $1")
        .bind(user)
        .bind(password_hash)
        .execute(&mut *transaction)
        .await?;
    sign_out(&mut transaction, user, Some(session)).await?;
    audit::add(&mut transaction, entry).await?;
    Ok(transaction.commit().await?)
}

/// Hash of the password in the Secret that was taken over last.
///
/// # Errors
/// When the database is away.
pub async fn seed_hash(database: &Database) -> Result<Option<String>, Error> {
    let mut connection = database.acquire().await?;
    let hash: Option<Option<String>> = sqlx::query_scalar("select seed_hash from users where name = $1")
        .bind(FIRST)
        .fetch_optional(&mut *connection)
        .await?;
    Ok(hash.flatten())
}

/// Makes the first administrator, or gives them the Secret's password, the role and the right to sign in again.
///
/// # Errors
/// When the database is away.
pub async fn seed(database: &Database, password_hash: &str) -> Result<(), Error> {
    let mut connection = database.acquire().await?;
    let mut transaction = connection.begin().await?;
    let id: i32 = sqlx::query_scalar(
        "insert into users (name, role, password_hash, seed_hash) values ($1, 'Admin', $2, $2)
         on conflict (name) do update set role = 'Admin', disabled = false, password_hash = excluded.password_hash,
             seed_hash = excluded.seed_hash, password_changed_at = now()
         returning id",
    )
    .bind(FIRST)
    .bind(password_hash)
    .fetch_one(&mut *transaction)
    .await?;
    sign_out(&mut transaction, id, None).await?;
    let entry = Entry {
        actor: "(secret)",
        action: "user.password",
        object: FIRST,
        request_id: "",
        remote: "",
        detail: "",
    };
    audit::add(&mut transaction, &entry).await?;
    Ok(transaction.commit().await?)
}

async fn lock(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_advisory_xact_lock($1)")
        .bind(LOCK)
        .execute(connection)
        .await?;
    Ok(())
}

async fn has_administrator(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select from users where role = 'Admin' and not disabled)")
        .fetch_one(connection)
        .await
}

async fn sign_out(connection: &mut PgConnection, user: i32, but: Option<i64>) -> Result<(), sqlx::Error> {
    sqlx::query("delete from sessions where user_id = $1 and ($2::bigint is null or id <> $2)")
        .bind(user)
        .bind(but)
        .execute(connection)
        .await?;
    Ok(())
}
