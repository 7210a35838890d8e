//! Small values that several roles read from their arguments.

use std::path::{Path, PathBuf};

use crate::cli::DatabaseArgs;

/// Where the database is and which login opens it.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// Host name.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Name of the database.
    pub name: String,
    /// Directory with the files `username` and `password`.
    pub login_dir: PathBuf,
}

impl DatabaseConfig {
    /// The database of `args`, opened with the login in `config_dir/login`.
    #[must_use]
    pub fn new(args: DatabaseArgs, config_dir: &Path, login: &str) -> Self {
        Self {
            host: args.host,
            port: args.port,
            name: args.name,
            login_dir: config_dir.join(login),
        }
    }
}

/// `cameras.json` below a role's configuration directory.
#[must_use]
pub fn cameras_file(config_dir: &Path) -> PathBuf {
    config_dir
        .join(contract::files::CAMERAS_DIR)
        .join(contract::files::CAMERAS_FILE)
}
