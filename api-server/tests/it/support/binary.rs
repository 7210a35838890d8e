//! The binary as a pod runs it.

use std::process::Stdio;

use tokio::process::Command;

use super::site::Site;

/// The binary in a role, with everything logged that can be.
pub(crate) fn role(site: &Site, role: &str, port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_api-server"));
    command
        .arg(role)
        .env_clear()
        .env("CAMERASITE_SITE", "nord")
        .env("CAMERASITE_CONFIG_DIR", site.config_dir())
        .env("CAMERASITE_DATABASE_HOST", "127.0.0.1")
        .env("CAMERASITE_DATABASE_PORT", site.postgres.port().to_string())
        .env("CAMERASITE_DATABASE_NAME", site.database_name())
        .env("CAMERASITE_LISTEN", format!("127.0.0.1:{port}"))
        .env("CAMERASITE_POD_NAME", "nord-prober-0")
        .env("CAMERASITE_ACCESS", r#"{"mode":"None"}"#)
        .env("CAMERASITE_LOG", "trace")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}
