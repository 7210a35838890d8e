//! Small values that several roles read from their arguments.

use std::path::{Path, PathBuf};

use crate::cli::{DatabaseArgs, DatabaseTls};

/// Where the database is and which login opens it.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// Host name.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Name of the database.
    pub name: String,
    /// How connections are protected.
    pub tls: DatabaseTls,
    /// Certificates of the authority that signed the server's, read at each connect; public authorities alone where absent.
    pub ca_file: Option<PathBuf>,
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
            tls: args.tls,
            ca_file: args.ca_file,
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
