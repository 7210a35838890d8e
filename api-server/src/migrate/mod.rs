//! Role `migrate`: makes database roles, sets their passwords, brings the schema up to date and grants rights.
//!
//! It alone holds the superuser's and the owner's login. In somebody else's database it makes and alters no role, only our
//! schema. Everything may be run again, also by two Jobs at the same time.

mod external;
mod grants;
mod managed;
mod roles;
mod scram;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use contract::secrets::DatabaseRole;
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _};

use crate::cli::{DatabaseMode, MigrateArgs};
use crate::config::DatabaseConfig;
use crate::db;
use crate::db::login::Login;
use crate::db::schema::{self, Backoff};
use crate::shutdown::Shutdown;

/// Key of the session lock that lets one Job work at a time.
const LOCK: i64 = 0x0063_616d_6d69_6772;
/// How long one attempt may take to connect.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// What the role needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// Whose the database is.
    pub mode: DatabaseMode,
    /// The database, with the login that prepares it.
    pub database: DatabaseConfig,
    /// Directory of the mounted files.
    pub config_dir: PathBuf,
}

impl From<MigrateArgs> for Config {
    fn from(args: MigrateArgs) -> Self {
        let login = directory(match args.mode {
            DatabaseMode::Managed => DatabaseRole::Superuser,
            DatabaseMode::External => DatabaseRole::Owner,
        });
        Self {
            mode: args.mode,
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
/// When the database answers and refuses: a wrong password, a certificate that is not trusted, a migration that fails.
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

async fn prepare(config: &Config) -> anyhow::Result<()> {
    match config.mode {
        DatabaseMode::Managed => managed::prepare(config).await?,
        DatabaseMode::External => external::prepare(config).await?,
    }
    tracing::info!("the database is prepared");
    Ok(())
}

/// As owner: runs the migrations that the schema lacks.
async fn bring_up_to_date(owner: &mut PgConnection) -> anyhow::Result<()> {
    schema::migrations()
        .run(owner)
        .await
        .context("cannot bring the schema up to date")?;
    tracing::info!(version = schema::wanted_version(), "schema up to date");
    Ok(())
}

/// Connects, with words for what a user can mend.
async fn connect(config: &Config, options: &PgConnectOptions, login: &Login) -> anyhow::Result<PgConnection> {
    match tokio::time::timeout(
        CONNECT_LIMIT,
        options.clone().disable_statement_logging().connect(),
    )
    .await
    {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(error)) if db::error::is_bad_password(&error) => {
            Err(error).with_context(|| rejected(config.mode, &login.username))
        }
        Ok(Err(error)) if is_untrusted(&error) => Err(error).with_context(|| {
            format!(
                "no protected connection to {}: see what spec.database.external says of host and tls",
                config.database.host
            )
        }),
        Ok(Err(error)) => Err(error).context("cannot connect to the database"),
        Err(_) => Err(sqlx::Error::PoolTimedOut).context("the database does not answer"),
    }
}

/// What to do about a password that Postgres rejects.
fn rejected(mode: DatabaseMode, user: &str) -> String {
    let cure = match mode {
        DatabaseMode::Managed => format!(
            "If the Secret was changed by hand, set the same password in the database (in the Postgres pod: psql -U {user} \
             -c '\\password') and delete this Job"
        ),
        DatabaseMode::External => "Correct the Secret; a changed Secret is tried by a new Job".to_owned(),
    };
    format!("Postgres rejects the password of {user:?} in its Secret. {cure}")
}

/// Whether TLS failed: the server has none, or has a certificate that is not trusted or is for another host.
fn is_untrusted(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Tls(_) => true,
        sqlx::Error::Io(error) => error.kind() == io::ErrorKind::InvalidData,
        _ => false,
    }
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
        sqlx::Error::Io(_) => !is_untrusted(error),
        sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(error) => error
            .code()
            .is_some_and(|code| code.starts_with("08") || code.starts_with("57P0") || code == "53300"),
        _ => false,
    }
}
