//! The real kubectl, as a user types it.

use anyhow::{Context, Result, ensure};
use tokio::process::Command;

/// Runs kubectl in `namespace` and returns its standard output.
///
/// # Errors
/// When kubectl is not on the PATH or fails; the message holds its standard error.
pub async fn run(namespace: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new("kubectl")
        .args(["--namespace", namespace])
        .args(arguments)
        .output()
        .await
        .context("kubectl cannot be run: put it on the PATH (`make e2e` does)")?;
    let line = arguments.join(" ");
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "`kubectl {line}` failed ({}): {}",
        output.status,
        errors.trim()
    );
    String::from_utf8(output.stdout).with_context(|| format!("`kubectl {line}` printed no UTF-8"))
}
