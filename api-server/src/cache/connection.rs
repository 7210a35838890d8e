//! One shared connection to Redis, made when needed and dropped at the first doubt.

use std::sync::{Mutex as StdMutex, PoisonError};
use std::time::{Duration, Instant};

use redis::aio::MultiplexedConnection;
use redis::{Client, ConnectionAddr, IntoConnectionInfo as _, Pipeline, RedisConnectionInfo, RedisError};
use tokio::sync::Mutex;

use super::CacheConfig;

/// The most that a request waits for the cache, connecting included.
const PATIENCE: Duration = Duration::from_millis(250);
/// After a failed connection, requests are not made to wait for the next one for this long.
const PAUSE: Duration = Duration::from_millis(250);

/// Why the cache gave no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("cannot read the cache's password in {path}: check that the Secret is mounted")]
    Password { path: String, source: std::io::Error },
    #[error("the cache does not take commands")]
    Redis(#[from] RedisError),
    #[error("the cache does not answer in time")]
    Slow,
    #[error("the cache did not answer a moment ago")]
    Paused,
}

/// Makes and shares the connection. The password file is read at each connect, and the last password that worked is tried
/// too, as Redis takes a new one only when it is restarted.
#[derive(Debug)]
pub(super) struct Connector {
    config: CacheConfig,
    shared: Mutex<Option<Shared>>,
    /// When a connection last failed. Apart from `shared`, so that nobody queues behind a connect that hangs.
    failed: StdMutex<Option<Instant>>,
    worked: StdMutex<Option<Password>>,
}

/// A connection and its number, by which a failed caller drops just the one that it used.
#[derive(Clone, Debug)]
struct Shared {
    number: u64,
    connection: MultiplexedConnection,
}

#[derive(Clone, PartialEq, Eq)]
struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Password(redacted)")
    }
}

impl Connector {
    pub(super) fn new(config: CacheConfig) -> Self {
        Self {
            config,
            shared: Mutex::default(),
            failed: StdMutex::default(),
            worked: StdMutex::default(),
        }
    }

    /// Runs the pipeline once. After any error the connection is dropped: an answer that comes late must not be taken for
    /// the answer to something else.
    pub(super) async fn run<T: redis::FromRedisValue>(&self, pipeline: &Pipeline) -> Result<T, Error> {
        if lock(&self.failed).is_some_and(|failed| failed.elapsed() < PAUSE) {
            return Err(Error::Paused);
        }
        tokio::time::timeout(PATIENCE, self.attempt(pipeline))
            .await
            .unwrap_or_else(|_| {
                *lock(&self.failed) = Some(Instant::now());
                self.drop_connection(None);
                Err(Error::Slow)
            })
    }

    async fn attempt<T: redis::FromRedisValue>(&self, pipeline: &Pipeline) -> Result<T, Error> {
        let mut shared = self.connection().await?;
        let outcome = pipeline.query_async(&mut shared.connection).await;
        if outcome.is_err() {
            self.drop_connection(Some(shared.number));
        }
        Ok(outcome?)
    }

    async fn connection(&self) -> Result<Shared, Error> {
        let mut shared = self.shared.lock().await;
        if let Some(shared) = shared.as_ref() {
            return Ok(shared.clone());
        }
        match self.connect().await {
            Ok(connection) => {
                *lock(&self.failed) = None;
                let made = Shared {
                    number: rand::random(),
                    connection,
                };
                *shared = Some(made.clone());
                drop(shared);
                Ok(made)
            }
            Err(error) => {
                *lock(&self.failed) = Some(Instant::now());
                Err(error)
            }
        }
    }

    /// Drops the connection of this number, or whichever there is. Whoever holds the lock is making a new one.
    fn drop_connection(&self, number: Option<u64>) {
        let Ok(mut shared) = self.shared.try_lock() else {
            return;
        };
        if number.is_none_or(|number| shared.as_ref().is_some_and(|shared| shared.number == number)) {
            *shared = None;
        }
    }

    async fn connect(&self) -> Result<MultiplexedConnection, Error> {
        let path = &self.config.password_file;
        let text = tokio::fs::read_to_string(path)
            .await
            .map_err(|source| Error::Password {
                path: path.display().to_string(),
                source,
            })?;
        let password = Password(text.trim_end_matches(['\r', '\n']).to_owned());
        let refused = match self.connect_with(&password).await {
            Err(error) if is_refusal(&error) => error,
            outcome => return outcome.map_err(Error::from),
        };
        let last = lock(&self.worked).clone().filter(|last| *last != password);
        let Some(last) = last else {
            return Err(refused.into());
        };
        Ok(self.connect_with(&last).await?)
    }

    async fn connect_with(&self, password: &Password) -> Result<MultiplexedConnection, RedisError> {
        let login = RedisConnectionInfo::default().set_password(&password.0);
        let info = ConnectionAddr::Tcp(self.config.host.clone(), self.config.port)
            .into_connection_info()?
            .set_redis_settings(login);
        let connection = Client::open(info)?.get_multiplexed_async_connection().await?;
        *lock(&self.worked) = Some(password.clone());
        Ok(connection)
    }
}

fn is_refusal(error: &RedisError) -> bool {
    error.kind() == redis::ErrorKind::AuthenticationFailed
        || matches!(error.code(), Some("WRONGPASS" | "NOAUTH"))
}

fn lock<T>(mutex: &StdMutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
