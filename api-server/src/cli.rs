//! The command line. Every flag has an environment variable, which is what the operator sets.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use contract::access::Access;
use contract::env;

/// HTTP API, prober and database migration of a camera site.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Cli {
    /// What to log and how.
    #[command(flatten)]
    pub log: LogArgs,
    /// The role to run.
    #[command(subcommand)]
    pub command: Command,
}

/// The roles of the binary.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer HTTP requests about the site's cameras.
    Serve(ServeArgs),
    /// Probe the cameras of one shard and store what they answer.
    Probe(ProbeArgs),
    /// Make database roles, bring the schema up to date, grant rights, and end.
    Migrate(MigrateArgs),
    /// Print the document that describes the API (`OpenAPI` 3.1), and end.
    Openapi,
}

/// Log flags, common to all roles.
#[derive(Debug, Args)]
pub struct LogArgs {
    /// Log filter, for example `info` or `info,api_server=debug`.
    #[arg(long = "log", env = env::LOG, default_value = "info", global = true)]
    pub filter: String,
    /// Form of a log line.
    #[arg(long = "log-format", env = env::LOG_FORMAT, value_enum, default_value_t = LogFormat::Json, global = true)]
    pub format: LogFormat,
}

/// Form of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

/// Where the database is. Logins come from files below the configuration directory.
#[derive(Clone, Debug, Args)]
pub struct DatabaseArgs {
    /// Host name of Postgres.
    #[arg(long = "database-host", env = env::DATABASE_HOST)]
    pub host: String,
    /// Port of Postgres.
    #[arg(long = "database-port", env = env::DATABASE_PORT, default_value_t = 5432)]
    pub port: u16,
    /// Name of the database.
    #[arg(long = "database-name", env = env::DATABASE_NAME, default_value = contract::DATABASE_NAME)]
    pub name: String,
    /// How connections to Postgres are protected.
    #[arg(long = "database-tls", env = env::DATABASE_TLS, value_enum, default_value_t)]
    pub tls: DatabaseTls,
    /// File with the authority's certificates in PEM, for a server whose certificate no public authority signed.
    #[arg(long = "database-ca-file", env = env::DATABASE_CA_FILE)]
    pub ca_file: Option<PathBuf>,
}

/// How connections to Postgres are protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DatabaseTls {
    /// Not at all: for a server of the same site.
    #[default]
    Off,
    /// TLS, always; the server's certificate must be valid and name the host.
    VerifyFull,
}

/// Whose the database and its roles are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DatabaseMode {
    /// The site's: roles, passwords and the database itself are made.
    #[default]
    Managed,
    /// Somebody else's: the roles and the database exist, and only our schema is made.
    External,
}

/// Flags of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Name of the site.
    #[arg(long, env = env::SITE)]
    pub site: String,
    /// Directory of the mounted files.
    #[arg(long, env = env::CONFIG_DIR, default_value = "/etc/camerasite/api")]
    pub config_dir: PathBuf,
    /// Address and port to listen on.
    #[arg(long, env = env::LISTEN, default_value = "0.0.0.0:8080")]
    pub listen: SocketAddr,
    /// Where the database is.
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// Host name of Redis; leave it out for a site without a cache.
    #[arg(long, env = env::CACHE_HOST)]
    pub cache_host: Option<String>,
    /// Port of Redis.
    #[arg(long, env = env::CACHE_PORT, default_value_t = 6379)]
    pub cache_port: u16,
    /// Who may use the API, as JSON; by default everybody must sign in with a password.
    #[arg(long, env = env::ACCESS, default_value = "{}", value_parser = access)]
    pub access: AccessArg,
    /// Base URL of the probers, with {shard} for a shard's number; by default the names of the site's pods.
    #[arg(long, env = env::PROBER_URL)]
    pub prober_url: Option<String>,
    /// Let administrators rehearse faults of the API: /api/v1/fault/error and /api/v1/fault/slow.
    #[arg(long, env = env::FAULT_INJECTION)]
    pub fault_injection: bool,
}

/// The rules of access.
#[derive(Clone, Debug)]
pub struct AccessArg(pub Access);

fn access(json: &str) -> Result<AccessArg, serde_json::Error> {
    serde_json::from_str(json).map(AccessArg)
}

/// Flags of `probe`.
#[derive(Debug, Args)]
pub struct ProbeArgs {
    /// Name of the site.
    #[arg(long, env = env::SITE)]
    pub site: String,
    /// Name of the pod; the number at its end is the shard.
    #[arg(long, env = env::POD_NAME)]
    pub pod_name: String,
    /// Directory of the mounted files.
    #[arg(long, env = env::CONFIG_DIR, default_value = "/etc/camerasite/prober")]
    pub config_dir: PathBuf,
    /// Address and port to listen on.
    #[arg(long, env = env::LISTEN, default_value = "0.0.0.0:8081")]
    pub listen: SocketAddr,
    /// Where the database is.
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// Flags of `migrate`.
#[derive(Debug, Args)]
pub struct MigrateArgs {
    /// Directory of the mounted files.
    #[arg(long, env = env::CONFIG_DIR, default_value = "/etc/camerasite/migrate")]
    pub config_dir: PathBuf,
    /// Whose the database and its roles are.
    #[arg(long = "database-mode", env = env::DATABASE_MODE, value_enum, default_value_t)]
    pub mode: DatabaseMode,
    /// Where the database is.
    #[command(flatten)]
    pub database: DatabaseArgs,
}
