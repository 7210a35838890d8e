//! The command line, and the life of the process.

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Parser, ValueEnum};
use contract::env;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::behaviour::Behaviour;
use crate::config::{self, CameraConfig, Config};
use crate::server::Simulator;
use crate::{follow, limits, script};

/// Plays cameras: RTSP, HTTP pictures and ONVIF, with faults on demand.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Cli {
    /// File of cameras, `simulator.json`; it is read again when it changes.
    #[arg(long, required_unless_present = "cameras", conflicts_with = "cameras")]
    config: Option<PathBuf>,
    /// In place of a file: so many cameras, called `camera-00001` and so on.
    #[arg(long)]
    cameras: Option<u32>,
    /// How those cameras behave: a word, or JSON such as `{"type": "Slow", "milliseconds": 500}`.
    #[arg(long, default_value = "Healthy", value_parser = behaviour, conflicts_with = "config")]
    behaviour: Behaviour,
    /// Changes on a timetable: a file `[{"atMs": 1000, "camera": "camera-00001", "behaviour": "Offline"}]`.
    #[arg(long, conflicts_with = "config")]
    script: Option<PathBuf>,
    /// Address to listen on; may be given several times.
    #[arg(long, default_values_t = [IpAddr::V4(Ipv4Addr::UNSPECIFIED)])]
    listen: Vec<IpAddr>,
    /// Port of RTSP.
    #[arg(long, default_value_t = config::RTSP_PORT)]
    rtsp_port: u16,
    /// Port of HTTP.
    #[arg(long, default_value_t = config::HTTP_PORT)]
    http_port: u16,
    /// Log filter, for example `info` or `info,simulator=debug`.
    #[arg(long = "log", env = env::LOG, default_value = "info")]
    log: String,
    /// Form of a log line.
    #[arg(long, env = env::LOG_FORMAT, value_enum, default_value_t = LogFormat::Json)]
    log_format: LogFormat,
}

/// Form of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

fn behaviour(text: &str) -> Result<Behaviour, String> {
    let parsed = if text.starts_with('{') {
        serde_json::from_str(text)
    } else {
        serde_json::from_value(text.into())
    };
    parsed.map_err(|error| error.to_string())
}

/// Runs until SIGTERM or SIGINT.
///
/// # Errors
/// When a port, the script or a signal handler cannot be had.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    init_log(&cli)?;
    if let Err(error) = limits::raise_open_files() {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let names = 1..=cli.cameras.unwrap_or_default();
    let config = Config {
        cameras: names
            .map(|number| CameraConfig::new(&format!("camera-{number:05}"), cli.behaviour.clone()))
            .collect(),
        listen: cli.listen,
        rtsp_port: cli.rtsp_port,
        http_port: cli.http_port,
        ..Config::default()
    };
    let simulator = Simulator::start(config).await?;
    tracing::info!(
        rtsp = ?simulator.rtsp_addresses(),
        http = ?simulator.http_addresses(),
        cameras = simulator.fleet().cameras().len(),
        "playing"
    );
    let changes = match &cli.script {
        Some(path) => script::read(path, simulator.fleet())?,
        None => Vec::new(),
    };
    let work = async {
        match &cli.config {
            Some(path) => follow::follow(path, simulator.fleet()).await,
            None => script::play(changes, simulator.fleet()).await,
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = work => {}
        _ = terminate.recv() => tracing::info!("SIGTERM: stopping"),
        _ = interrupt.recv() => tracing::info!("SIGINT: stopping"),
    }
    simulator.stop().await;
    Ok(())
}

fn init_log(cli: &Cli) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&cli.log)
        .with_context(|| format!("log filter {:?} is not valid; write for example info", cli.log))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    let installed = match cli.log_format {
        LogFormat::Json => builder
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .try_init(),
        LogFormat::Text => builder.with_ansi(false).try_init(),
    };
    installed.map_err(|error| anyhow::anyhow!("cannot install the log: {error}"))
}
