//! One shared connection to Redis, made when needed and dropped at the first doubt, behind a circuit breaker.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex as StdMutex, PoisonError, Weak};
use std::time::Duration;

use prometheus::Registry;
use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, ConnectionAddr, IntoConnectionInfo as _, Pipeline, RedisConnectionInfo,
    RedisError,
};
use tokio::sync::Mutex;

use super::CacheConfig;
use super::metrics::{CacheMetrics, Outcome};
use crate::error::chain;

/// How long the breaker waits between its own tries.
const PAUSE: Duration = Duration::from_millis(500);

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
    Open,
}

impl Error {
    const fn outcome(&self) -> Outcome {
        match self {
            Self::Password { .. } | Self::Redis(_) => Outcome::Failed,
            Self::Slow => Outcome::Slow,
            Self::Open => Outcome::Skipped,
        }
    }
}

/// Makes and shares the connection. The password file is read at each connect, and the last password that worked is tried
/// too, as Redis takes a new one only when it is restarted.
///
/// The breaker opens at the first failure: from then on nobody asks, and nobody waits, until a try that no request waits for
/// has found that the cache answers again.
#[derive(Debug)]
pub(super) struct Connector {
    config: CacheConfig,
    shared: Mutex<Option<Shared>>,
    worked: StdMutex<Option<Password>>,
    open: AtomicBool,
    metrics: CacheMetrics,
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
    /// Connects when first used.
    ///
    /// # Errors
    /// When a metric's name is taken, which is an error of ours.
    pub(super) fn new(config: CacheConfig, registry: &Registry) -> prometheus::Result<Arc<Self>> {
        Ok(Arc::new(Self {
            config,
            shared: Mutex::default(),
            worked: StdMutex::default(),
            open: AtomicBool::default(),
            metrics: CacheMetrics::new(registry)?,
        }))
    }

    /// Runs the pipeline once. After any error the connection is dropped: an answer that comes late must not be taken for
    /// the answer to something else.
    pub(super) async fn run<T: redis::FromRedisValue>(
        self: &Arc<Self>,
        pipeline: &Pipeline,
    ) -> Result<T, Error> {
        let answer = if self.open.load(Ordering::Relaxed) {
            Err(Error::Open)
        } else {
            let answer = self.patiently(pipeline).await;
            if let Err(error) = &answer {
                self.open(error);
            }
            answer
        };
        let outcome = answer.as_ref().map_or_else(Error::outcome, |_| Outcome::Answered);
        self.metrics.count(outcome);
        answer
    }

    fn open(self: &Arc<Self>, error: &Error) {
        if !self.open.swap(true, Ordering::Relaxed) {
            self.metrics.open(true);
            tracing::warn!(
                error = chain(error),
                "the cache is away: views are not counted, limits hold for each replica alone"
            );
            tokio::spawn(recover(Arc::downgrade(self)));
        }
    }

    async fn patiently<T: redis::FromRedisValue>(&self, pipeline: &Pipeline) -> Result<T, Error> {
        tokio::time::timeout(self.config.patience, self.attempt(pipeline))
            .await
            .unwrap_or_else(|_| {
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
        let made = Shared {
            number: rand::random(),
            connection: self.connect().await?,
        };
        *shared = Some(made.clone());
        drop(shared);
        Ok(made)
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
        // The caller's patience is the only clock.
        let timeless = AsyncConnectionConfig::new()
            .set_connection_timeout(None)
            .set_response_timeout(None);
        let connection = Client::open(info)?
            .get_multiplexed_async_connection_with_config(&timeless)
            .await?;
        *lock(&self.worked) = Some(password.clone());
        Ok(connection)
    }
}

/// Tries until the cache answers or nobody uses it any more, and closes the breaker.
async fn recover(connector: Weak<Connector>) {
    let mut ping = redis::pipe();
    ping.cmd("PING");
    loop {
        tokio::time::sleep(PAUSE).await;
        let Some(connector) = connector.upgrade() else {
            return;
        };
        match connector.patiently::<(String,)>(&ping).await {
            Ok(_) => {
                connector.open.store(false, Ordering::Relaxed);
                connector.metrics.open(false);
                tracing::info!("the cache answers again");
                return;
            }
            Err(error) => tracing::debug!(error = chain(&error), "the cache is still away"),
        }
    }
}

fn is_refusal(error: &RedisError) -> bool {
    error.kind() == redis::ErrorKind::AuthenticationFailed
        || matches!(error.code(), Some("WRONGPASS" | "NOAUTH"))
}

fn lock<T>(mutex: &StdMutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
