//! From a parsed command to a running role.

use std::io::Write as _;
use std::time::Duration;

use crate::cli::Command;
use crate::shutdown::{LAME_DUCK, Shutdown};
use crate::{migrate, openapi, prober, serve, service};

/// Runs the chosen role until it ends or is told to stop.
///
/// # Errors
/// When the role cannot start (address taken, bad shard name) or, for `migrate`, cannot finish its work.
pub async fn run(command: Command) -> anyhow::Result<()> {
    // Nobody waits for a migration to be taken out of a Service.
    let grace = if matches!(command, Command::Migrate(_)) {
        Duration::ZERO
    } else {
        LAME_DUCK
    };
    let shutdown = Shutdown::on_signals(grace)?;
    match command {
        Command::Serve(args) => service::run(serve::Config::try_from(args)?, shutdown).await,
        Command::Probe(args) => service::run(prober::Config::try_from(args)?, shutdown).await,
        Command::Migrate(args) => migrate::run(migrate::Config::from(args), shutdown).await,
        Command::Openapi => Ok(std::io::stdout().write_all(openapi::text()?.as_bytes())?),
    }
}
