//! `camprobe URL`: probes a camera as a site's prober would and tells what was found, stage by stage.
//!
//! Exit status: see [`verdict::Verdict`]; 64 for wrong arguments.

mod advice;
mod cli;
mod json;
mod password;
mod text;
mod verdict;
mod watch;

use std::future::pending;
use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use probe::{ProbeResult, Scope, ladder};
use tokio::signal;

use cli::{Cli, Question};
use verdict::Verdict;

/// Exit status of wrong arguments (`EX_USAGE` of sysexits).
const USAGE: u8 = 64;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let status = if error.use_stderr() { USAGE } else { 0 };
            // What cannot be printed cannot be helped.
            let _ = error.print();
            return ExitCode::from(status);
        }
    };
    cli.color.apply();
    match run(&cli) {
        Ok(verdict) => verdict.exit_code(),
        Err(error) => {
            let _ = writeln!(anstream::stderr(), "camprobe: {error:#}");
            ExitCode::from(USAGE)
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn run(cli: &Cli) -> anyhow::Result<Verdict> {
    let question = cli.question()?;
    if cli.watch {
        return watch::run(cli, &question).await;
    }
    let Some(result) = ask(&question).await else {
        return Ok(Verdict::Unknown);
    };
    show(cli, &question, &result)?;
    Ok(Verdict::of(&result))
}

/// Probes once, with everything that the depth allows; `None` after Ctrl-C, which leaves no session on the camera.
async fn ask(question: &Question) -> Option<ProbeResult> {
    let scope = Scope {
        sample: true,
        device: true,
        picture: false,
    };
    let probing = Box::pin(ladder::probe(
        &question.target,
        question.credentials.as_ref(),
        scope,
    ));
    ladder::attended(interrupted(), probing).await
}

/// Waits for Ctrl-C; for ever where it cannot be caught.
async fn interrupted() {
    if signal::ctrl_c().await.is_err() {
        pending::<()>().await;
    }
}

fn show(cli: &Cli, question: &Question, result: &ProbeResult) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    if cli.json {
        writeln!(out, "{}", json::line(&cli.url, result))?;
    } else {
        text::write(&mut out, &cli.url, question.credentials.is_some(), result)?;
    }
    out.flush()
}
