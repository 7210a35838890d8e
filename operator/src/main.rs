//! `operator`: `run` reconciles all sites, `crd` prints the definition of `CameraSite`, `render` prints a site's children.

use std::process::ExitCode;

use clap::Parser;
use operator::cli::{Cli, Command};

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Run(arguments) => operator::cli::run(arguments),
        Command::Crd => operator::cli::crd(),
        Command::Render(arguments) => operator::cli::render(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("operator: {error:#}");
            ExitCode::FAILURE
        }
    }
}
