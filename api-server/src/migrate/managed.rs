//! A database of the site's own: the superuser makes everything else.

use contract::secrets::DatabaseRole;
use sqlx::Connection as _;
use sqlx::postgres::PgConnection;

use super::{Config, LOCK, bring_up_to_date, connect, directory, execute, grants, roles};
use crate::db::login::{Login, options};
use crate::db::{self, SCHEMA};

/// Database that every cluster has: for what must happen before ours exists.
const MAINTENANCE_DATABASE: &str = "postgres";

/// The logins of all roles.
pub(super) struct Logins {
    pub(super) superuser: Login,
    pub(super) owner: Login,
    pub(super) app: Login,
    pub(super) exporter: Login,
}

impl Logins {
    async fn read(config: &Config) -> Result<Self, db::Error> {
        let read = async |role| Login::read(&config.config_dir.join(directory(role))).await;
        Ok(Self {
            superuser: read(DatabaseRole::Superuser).await?,
            owner: read(DatabaseRole::Owner).await?,
            app: read(DatabaseRole::App).await?,
            exporter: read(DatabaseRole::Exporter).await?,
        })
    }
}

/// Makes roles and database, gives the schema to its owner, brings it up to date and lets the application in.
pub(super) async fn prepare(config: &Config) -> anyhow::Result<()> {
    let logins = Logins::read(config).await?;
    let database = &config.database.name;
    let as_superuser = options(&config.database, &logins.superuser);

    let mut maintenance = connect(
        config,
        &as_superuser.clone().database(MAINTENANCE_DATABASE),
        &logins.superuser,
    )
    .await?;
    // Held to the end: another Job waits here.
    sqlx::query("select pg_advisory_lock($1)")
        .bind(LOCK)
        .execute(&mut maintenance)
        .await?;
    roles::ensure(&mut maintenance, &logins).await?;
    ensure_database(&mut maintenance, database).await?;

    let mut superuser = connect(config, &as_superuser, &logins.superuser).await?;
    grants::own(&mut superuser, database, &logins).await?;
    superuser.close().await?;

    let as_owner = options(&config.database, &logins.owner).options([("search_path", SCHEMA)]);
    let mut owner = connect(config, &as_owner, &logins.owner).await?;
    bring_up_to_date(&mut owner).await?;
    grants::to_application(&mut owner, &logins.app.username).await?;
    owner.close().await?;
    maintenance.close().await?;
    Ok(())
}

async fn ensure_database(connection: &mut PgConnection, name: &str) -> anyhow::Result<()> {
    let exists: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(name)
        .fetch_one(&mut *connection)
        .await?;
    if !exists {
        execute(connection, "select format('create database %I', $1)", &[name]).await?;
        tracing::info!(database = name, "database created");
    }
    Ok(())
}
