//! The command line. Every flag of `run` can be given by an environment variable.

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};

use crate::controller::{Limits, Options, Scope, Timing};
use crate::settings::Settings;
use crate::telemetry::LogFormat;

/// The CameraSite operator.
#[derive(Debug, Parser)]
#[command(name = "operator", version, about)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the operator can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reconcile all sites until SIGTERM.
    Run(RunArguments),
    /// Print the definition of the CameraSite resource as YAML.
    Crd,
    /// Print every child of a CameraSite as YAML that `kubectl apply -f -` accepts.
    Render(RenderArguments),
}

/// Flags of `run`.
#[derive(Debug, Args)]
pub struct RunArguments {
    /// Images and cluster domain.
    #[command(flatten)]
    pub settings: Settings,
    /// Address of /metrics, /livez and /readyz.
    #[arg(long, env = "CAMERASITE_LISTEN", default_value = "0.0.0.0:8080")]
    pub listen: SocketAddr,
    /// Namespaces to look for sites in, separated by commas; all namespaces where none is named.
    #[arg(long, env = "CAMERASITE_WATCH_NAMESPACES", value_delimiter = ',')]
    pub watch_namespaces: Vec<String>,
    /// Name of the Lease by which replicas agree on a leader, in the namespace that the operator runs in.
    #[arg(long, env = "CAMERASITE_LEASE", default_value = crds::FIELD_MANAGER)]
    pub lease: String,
    /// Log filter, such as `info` or `operator=debug,kube=warn`.
    #[arg(long, env = "CAMERASITE_LOG", default_value = "info")]
    pub log: String,
    /// Form of the log lines.
    #[arg(long, env = "CAMERASITE_LOG_FORMAT", value_enum, default_value = "text")]
    pub log_format: LogFormat,
}

/// Flags of `render`.
#[derive(Debug, Args)]
pub struct RenderArguments {
    /// Images and cluster domain.
    #[command(flatten)]
    pub settings: Settings,
    /// File with a CameraSite and, where it refers to any, its Secrets and config maps; `-` is standard input.
    #[arg(short, long, value_name = "FILE")]
    pub file: PathBuf,
}

/// Runs the operator until it is asked to stop.
///
/// # Errors
/// When the log filter is malformed, the address cannot be listened on or no cluster is configured.
pub fn run(arguments: RunArguments) -> anyhow::Result<()> {
    crate::telemetry::init(&arguments.log, arguments.log_format)?;
    // It waits for the API server: more threads would only wake each other.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start the async runtime")?;
    let options = Options {
        settings: arguments.settings,
        scope: Scope::new(arguments.watch_namespaces),
        lease: arguments.lease,
        election: Timing::default(),
        limits: Limits::default(),
    };
    runtime.block_on(crate::controller::run(options, arguments.listen))
}

/// Prints the definition of the CameraSite resource.
///
/// # Errors
/// When standard output is closed.
pub fn crd() -> anyhow::Result<()> {
    let yaml = crds::crd_yaml().context("cannot write the definition as YAML")?;
    print(&yaml)
}

/// Prints every child of the CameraSite in the named file.
///
/// # Errors
/// When the file cannot be read, holds no CameraSite or more than one, or something that is not understood.
pub fn render(arguments: &RenderArguments) -> anyhow::Result<()> {
    let from_stdin = arguments.file.as_os_str() == "-";
    let input = if from_stdin {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .context("cannot read standard input")?;
        text
    } else {
        std::fs::read_to_string(&arguments.file)
            .with_context(|| format!("cannot read {}", arguments.file.display()))?
    };
    let source = if from_stdin {
        "standard input".into()
    } else {
        arguments.file.display().to_string()
    };
    let yaml = crate::render::render(&input, &arguments.settings).with_context(|| source)?;
    print(&yaml)
}

fn print(text: &str) -> anyhow::Result<()> {
    std::io::stdout()
        .write_all(text.as_bytes())
        .context("cannot write to standard output")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn render_needs_a_file() {
        assert!(Cli::try_parse_from(["operator", "render"]).is_err());
        assert!(Cli::try_parse_from(["operator", "render", "-f", "-"]).is_ok());
    }
}
