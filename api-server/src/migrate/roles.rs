//! The database roles and their passwords.

use sqlx::postgres::PgConnection;

use super::managed::Logins;
use super::{execute, scram};
use crate::db::login::Login;

/// Makes the roles that are missing and gives each the password of its Secret.
pub(super) async fn ensure(connection: &mut PgConnection, logins: &Logins) -> anyhow::Result<()> {
    for login in [&logins.owner, &logins.app, &logins.exporter] {
        if login.username == logins.superuser.username {
            anyhow::bail!(
                "the Secrets name {:?} both as superuser and as another role; each role needs a user name of its own",
                login.username
            );
        }
        ensure_one(connection, login).await?;
    }
    execute(
        connection,
        "select format('grant pg_monitor to %I', $1)",
        &[&logins.exporter.username],
    )
    .await?;
    Ok(())
}

async fn ensure_one(connection: &mut PgConnection, login: &Login) -> anyhow::Result<()> {
    let role = login.username.as_str();
    let exists: bool = sqlx::query_scalar("select exists (select from pg_roles where rolname = $1)")
        .bind(role)
        .fetch_one(&mut *connection)
        .await?;
    if !exists {
        execute(connection, "select format('create role %I', $1)", &[role]).await?;
    }
    // Postgres gets the verifier only: a statement with the password could end in its log.
    let verifier = scram::verifier(&login.password, rand::random());
    execute(
        connection,
        "select format('alter role %I login password %L', $1, $2)",
        &[role, &verifier],
    )
    .await?;
    tracing::info!(role, created = !exists, "role ready, password set");
    Ok(())
}
