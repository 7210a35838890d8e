//! Somebody else's database: its roles exist and stay as they are. Only our schema is made, by the owner's login, which
//! may be the application's own.

use anyhow::Context as _;
use contract::secrets::DatabaseRole;
use sqlx::Connection as _;
use sqlx::postgres::PgConnection;

use super::{Config, LOCK, bring_up_to_date, connect, directory, execute, grants};
use crate::db::SCHEMA;
use crate::db::login::{Login, options};

/// Makes the schema where it is missing, brings it up to date and lets the application in.
pub(super) async fn prepare(config: &Config) -> anyhow::Result<()> {
    let read = async |role| Login::read(&config.config_dir.join(directory(role))).await;
    let owner = read(DatabaseRole::Owner).await?;
    let app = read(DatabaseRole::App).await?;

    let mut connection = connect(config, &options(&config.database, &owner), &owner).await?;
    // Held to the end: another Job waits here.
    sqlx::query("select pg_advisory_lock($1), set_config('search_path', $2, false)")
        .bind(LOCK)
        .bind(SCHEMA)
        .execute(&mut connection)
        .await?;
    ensure_schema(&mut connection, &config.database.name, &owner.username).await?;
    bring_up_to_date(&mut connection).await?;
    if app.username != owner.username {
        grants::into_schema(&mut connection, &app.username).await?;
        grants::to_application(&mut connection, &app.username).await?;
        // Otherwise the API would be the first to tell that its login is refused.
        connect(config, &options(&config.database, &app), &app)
            .await?
            .close()
            .await?;
    }
    connection.close().await?;
    Ok(())
}

async fn ensure_schema(connection: &mut PgConnection, database: &str, owner: &str) -> anyhow::Result<()> {
    let exists: bool = sqlx::query_scalar("select exists (select from pg_namespace where nspname = $1)")
        .bind(SCHEMA)
        .fetch_one(&mut *connection)
        .await?;
    // Not `if not exists`: that needs the right to create even where there is nothing to be created.
    if !exists {
        execute(connection, "select format('create schema %I', $1)", &[SCHEMA])
            .await
            .with_context(|| {
                format!(
                    "the role {owner:?} cannot make the schema {SCHEMA}: as an administrator of the database, run create \
                     schema {SCHEMA} authorization \"{owner}\", or grant create on database \"{database}\" to \"{owner}\""
                )
            })?;
        tracing::info!(schema = SCHEMA, owner, "schema made");
    }
    Ok(())
}
