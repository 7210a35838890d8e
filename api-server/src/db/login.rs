//! The login in the mounted files, and the last one that worked.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use contract::secrets;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::error::Error;
use crate::cli::DatabaseTls;
use crate::config::DatabaseConfig;

/// A user name and password, without a `Debug` that could show them.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Login {
    /// Name of the database role.
    pub(crate) username: String,
    /// Its password.
    pub(crate) password: String,
}

impl Login {
    /// Reads `username` and `password` from a mounted directory. A newline at the end is not part of them.
    pub(crate) async fn read(directory: &Path) -> Result<Self, Error> {
        Ok(Self {
            username: read(&directory.join(secrets::USERNAME)).await?,
            password: read(&directory.join(secrets::PASSWORD)).await?,
        })
    }
}

async fn read(path: &PathBuf) -> Result<String, Error> {
    let text = tokio::fs::read_to_string(path)
        .await
        .map_err(|source| Error::Login {
            path: path.display().to_string(),
            source,
        })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// Numbers the logins seen, so that a new connection can tell which of them opened it.
pub(crate) struct Logins {
    config: DatabaseConfig,
    application: &'static str,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    count: u64,
    current: Option<(u64, Login)>,
    worked: Option<(u64, Login)>,
}

impl std::fmt::Debug for Logins {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Logins")
            .field("directory", &self.config.login_dir)
            .finish_non_exhaustive()
    }
}

impl Logins {
    pub(crate) fn new(config: DatabaseConfig, application: &'static str) -> Self {
        Self {
            config,
            application,
            known: Mutex::default(),
        }
    }

    /// Options with the login that the files hold now.
    pub(crate) async fn current(&self) -> Result<PgConnectOptions, Error> {
        let login = Login::read(&self.config.login_dir).await?;
        let mut known = self.lock();
        let number = match &known.current {
            Some((number, same)) if *same == login => *number,
            _ => {
                known.count += 1;
                known.count
            }
        };
        known.current = Some((number, login.clone()));
        drop(known);
        Ok(self.options(number, &login))
    }

    /// Options with the last login that Postgres accepted, if it is not the current one.
    pub(crate) fn last_that_worked(&self) -> Option<PgConnectOptions> {
        let known = self.lock();
        let (number, login) = known.worked.clone()?;
        let is_current = known
            .current
            .as_ref()
            .is_some_and(|(current, _)| *current == number);
        drop(known);
        (!is_current).then(|| self.options(number, &login))
    }

    /// Notes that a connection of this application name was accepted.
    pub(crate) fn worked(&self, application_name: &str) {
        let number = application_name
            .rsplit(' ')
            .next()
            .and_then(|number| number.parse::<u64>().ok());
        let mut known = self.lock();
        if let Some(current) = known
            .current
            .clone()
            .filter(|(current, _)| Some(*current) == number)
        {
            known.worked = Some(current);
        }
    }

    fn options(&self, number: u64, login: &Login) -> PgConnectOptions {
        options(&self.config, login).application_name(&format!("{} {number}", self.application))
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Options that open the database of `config` with `login`.
pub(crate) fn options(config: &DatabaseConfig, login: &Login) -> PgConnectOptions {
    let options = PgConnectOptions::new_without_pgpass()
        .host(&config.host)
        .port(config.port)
        .database(&config.name)
        .username(&login.username)
        .password(&login.password)
        .ssl_mode(match config.tls {
            DatabaseTls::Off => PgSslMode::Disable,
            DatabaseTls::VerifyFull => PgSslMode::VerifyFull,
        });
    match &config.ca_file {
        Some(file) => options.ssl_root_cert(file),
        None => options,
    }
}
