//! The API server's binary: reads its arguments, starts the log and runs one role to its end.

use std::process::ExitCode;

use api_server::cli::Cli;
use api_server::{roles, telemetry};
use clap::Parser as _;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match start(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "giving up");
            ExitCode::FAILURE
        }
    }
}

fn start(cli: Cli) -> anyhow::Result<()> {
    telemetry::init(&cli.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ended = runtime.block_on(roles::run(cli.command));
    // A look-up of a name cannot be broken off, and nobody waits for its answer any more.
    runtime.shutdown_background();
    ended
}
