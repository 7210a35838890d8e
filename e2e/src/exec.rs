//! Commands in containers.

use anyhow::{Context, Result, ensure};
use k8s_openapi::api::core::v1::Pod;
use kube::Api;
use kube::api::AttachParams;
use tokio::io::AsyncReadExt;

/// Runs `command` in a container of `pod` and returns its standard output.
///
/// # Errors
/// When the container cannot be entered or the command fails; the message holds its standard error.
pub async fn run(pods: &Api<Pod>, pod: &str, container: &str, command: &[&str]) -> Result<String> {
    let params = AttachParams::default().container(container).stdin(false);
    let mut process = pods
        .exec(pod, command.iter().copied(), &params)
        .await
        .with_context(|| format!("entering container {container} of pod {pod}"))?;
    let mut stdout = process
        .stdout()
        .context("the API server gave no standard output")?;
    let mut stderr = process
        .stderr()
        .context("the API server gave no standard error")?;
    let status = process.take_status().context("the API server gave no status")?;
    let (mut output, mut errors) = (String::new(), String::new());
    tokio::try_join!(
        stdout.read_to_string(&mut output),
        stderr.read_to_string(&mut errors)
    )?;
    let status = status.await.context("the connection ended before the command")?;
    let succeeded = status.status.as_deref() == Some("Success");
    ensure!(
        succeeded,
        "`{}` in pod {pod} failed: {}",
        command.join(" "),
        errors.trim()
    );
    Ok(output)
}
