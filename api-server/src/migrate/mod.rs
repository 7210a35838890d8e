//! Role `migrate`: makes database roles, sets their passwords, brings the schema up to date and grants rights.
//!
//! It alone holds the superuser's and the owner's login. Everything may be run again, also by two Jobs at the same time.

mod grants;
mod roles;
mod scram;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use contract::secrets::DatabaseRole;
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

use crate::cli::MigrateArgs;
use crate::config::DatabaseConfig;
use crate::db::login::{Login, options};
use crate::db::schema::{self, Backoff};
use crate::db::{self, SCHEMA};
use crate::shutdown::Shutdown;

/// Database that every cluster has: for what must happen before ours exists.
const MAINTENANCE_DATABASE: &str = "postgres";
/// Key of the session lock that lets one Job work at a time.
const LOCK: i64 = 0x0063_616d_6d69_6772;
/// How long one attempt may take to connect.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// What the role needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// The database, with the superuser's login.
    pub database: DatabaseConfig,
    /// Directory of the mounted files.
    pub config_dir: PathBuf,
}

impl From<MigrateArgs> for Config {
    fn from(args: MigrateArgs) -> Self {
        let login = directory(DatabaseRole::Superuser);
        Self {
            database: DatabaseConfig::new(args.database, &args.config_dir, &login),
            config_dir: args.config_dir,
        }
    }
}

/// Directory of a role's login below the configuration directory.
fn directory(role: DatabaseRole) -> String {
    format!("postgres-{}", role.suffix())
}

/// Prepares the database; waits as long as it is away, until `shutdown`.
///
/// # Errors
/// When the database answers and refuses: a wrong superuser password, a migration that fails.
pub async fn run(config: Config, shutdown: Shutdown) -> anyhow::Result<()> {
    let stop = shutdown.token().clone();
    let mut backoff = Backoff::default();
    loop {
        let error = match stop.run_until_cancelled(prepare(&config)).await {
            None => anyhow::bail!("stopped before the database was prepared; the next Job goes on"),
            Some(Ok(())) => return Ok(()),
            Some(Err(error)) => error,
        };
        if !is_transient(&error) {
            return Err(error);
        }
        if backoff.is_worth_a_line() {
            tracing::info!(why = format!("{error:#}"), "waiting for the database");
        }
        stop.run_until_cancelled(tokio::time::sleep(backoff.pause()))
            .await;
    }
}

/// The logins of all roles.
struct Logins {
    superuser: Login,
    owner: Login,
    app: Login,
    exporter: Login,
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

async fn prepare(config: &Config) -> anyhow::Result<()> {
    let logins = Logins::read(config).await?;
    let database = &config.database.name;
    let as_superuser = options(&config.database, &logins.superuser);

    let mut maintenance = connect(
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

    let mut superuser = connect(&as_superuser, &logins.superuser).await?;
    grants::own(&mut superuser, database, &logins).await?;
    superuser.close().await?;

    let as_owner = options(&config.database, &logins.owner).options([("search_path", SCHEMA)]);
    let mut owner = connect(&as_owner, &logins.owner).await?;
    schema::migrations()
        .run(&mut owner)
        .await
        .context("cannot bring the schema up to date")?;
    tracing::info!(version = schema::wanted_version(), "schema up to date");
    grants::to_application(&mut owner, &logins.app.username).await?;
    owner.close().await?;
    maintenance.close().await?;
    tracing::info!("the database is prepared");
    Ok(())
}

/// Connects, with words for what a user can mend.
async fn connect(options: &PgConnectOptions, login: &Login) -> anyhow::Result<PgConnection> {
    match tokio::time::timeout(CONNECT_LIMIT, options.clone().disable_statement_logging().connect()).await {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(error)) if db::error::is_bad_password(&error) => Err(error).with_context(|| {
            format!(
                "Postgres rejects the password of {user:?} in its Secret. If the Secret was changed by hand, set the same \
                 password in the database (in the Postgres pod: psql -U {user} -c '\\password') and delete this Job",
                user = login.username
            )
        }),
        Ok(Err(error)) => Err(error).context("cannot connect to the database"),
        Err(_) => Err(sqlx::Error::PoolTimedOut).context("the database does not answer"),
    }
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

/// Runs the statement that `template` makes of `values`: `format()` of Postgres itself quotes identifiers and literals.
async fn execute(
    connection: &mut PgConnection,
    template: &'static str,
    values: &[&str],
) -> Result<(), sqlx::Error> {
    let mut query = sqlx::query_scalar::<_, String>(template);
    for value in values {
        query = query.bind(*value);
    }
    for statement in query.fetch_all(&mut *connection).await? {
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Whether the same attempt may work later: the database is away, starting, or was restarted under us.
fn is_transient(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        if let Some(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) =
            cause.downcast_ref()
        {
            return is_away(error);
        }
        cause.downcast_ref().is_some_and(is_away)
    })
}

fn is_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(error) => error
            .code()
            .is_some_and(|code| code.starts_with("08") || code.starts_with("57P0") || code == "53300"),
        _ => false,
    }
}
