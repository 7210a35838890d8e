//! The counters of views in Redis, and what replicas of the API agree on through it.
//!
//! A count is either exactly right or `None`: an increment is sent once, never again, and when its answer does not come in
//! time nobody knows whether it happened.

mod connection;
mod metrics;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use connection::Connector;
use prometheus::Registry;

/// The most that a request waits for the cache, connecting included. After one that waited in vain nobody waits at all until the
/// cache answers again, so that a cache that hangs costs no request more than 50 ms.
pub const PATIENCE: Duration = Duration::from_millis(40);

/// Where the cache is.
#[derive(Clone, Debug)]
pub struct CacheConfig {
    /// Host name.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// File with the password.
    pub password_file: PathBuf,
    /// The most that a request waits, [`PATIENCE`] in a site.
    pub patience: Duration,
}

/// The cache of a site, which may be away at any time, or of a site that has none.
#[derive(Debug)]
pub struct Cache {
    connector: Option<Arc<Connector>>,
    prefix: String,
    views: String,
}

/// Whether the cache answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CacheHealth {
    /// It answers.
    Ok,
    /// It does not; why.
    Down(String),
    /// The site has none.
    Disabled,
}

/// Views by camera id; `None` when the cache was away or in doubt.
pub type Views = Option<HashMap<i32, i64>>;

impl Cache {
    /// The cache of `site`; `None` for a site without one. Connects when first used.
    ///
    /// # Errors
    /// When the name of a metric is taken, which is an error of ours.
    pub fn new(site: &str, config: Option<CacheConfig>, registry: &Registry) -> prometheus::Result<Self> {
        let connector = config.map(|config| Connector::new(config, registry));
        Ok(Self {
            connector: connector.transpose()?,
            prefix: format!("camerasite:{site}"),
            views: format!("camerasite:{site}:views"),
        })
    }

    /// Counts one view of each camera, all or none, and returns the new counts.
    pub async fn count(&self, cameras: &[i32]) -> Views {
        if cameras.is_empty() {
            return Some(HashMap::new());
        }
        let mut pipeline = redis::pipe();
        pipeline.atomic();
        for camera in cameras {
            pipeline.hincr(&self.views, *camera, 1);
        }
        let counts: Vec<i64> = self.run(&pipeline).await?;
        Self::zip(cameras, counts)
    }

    /// The present counts, without counting.
    pub async fn peek(&self, cameras: &[i32]) -> Views {
        if cameras.is_empty() {
            return Some(HashMap::new());
        }
        let mut pipeline = redis::pipe();
        pipeline.cmd("HMGET").arg(&self.views).arg(cameras);
        let (counts,): (Vec<Option<i64>>,) = self.run(&pipeline).await?;
        Self::zip(
            cameras,
            counts.into_iter().map(Option::unwrap_or_default).collect(),
        )
    }

    /// Claims `what` for `time`: `Ok` for the first who does, for others how long it is still taken. `None` when the cache was
    /// away or in doubt.
    pub async fn claim(&self, what: &str, time: Duration) -> Option<Result<(), Duration>> {
        let key = format!("{}:{what}", self.prefix);
        let mut pipeline = redis::pipe();
        pipeline.atomic();
        let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        pipeline
            .cmd("SET")
            .arg(&key)
            .arg(1)
            .arg("NX")
            .arg("PX")
            .arg(millis);
        pipeline.cmd("PTTL").arg(&key);
        let (set, left): (Option<String>, i64) = self.run(&pipeline).await?;
        // A key that ends between the two commands has nothing left.
        let left = Duration::from_millis(u64::try_from(left).unwrap_or_default());
        Some(if set.is_some() { Ok(()) } else { Err(left) })
    }

    /// Counts `what` within windows of `time`: how often it was counted in this one, and how long that still lasts. `None`
    /// when the cache was away or in doubt.
    pub async fn count_within(&self, what: &str, time: Duration) -> Option<(u32, Duration)> {
        let key = format!("{}:{what}", self.prefix);
        let mut pipeline = redis::pipe();
        pipeline.atomic();
        let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        pipeline.cmd("INCR").arg(&key);
        pipeline.cmd("PEXPIRE").arg(&key).arg(millis).arg("NX");
        pipeline.cmd("PTTL").arg(&key);
        let (count, _, left): (u32, i64, i64) = self.run(&pipeline).await?;
        let left = u64::try_from(left).map_or(time, Duration::from_millis);
        Some((count, left))
    }

    /// Forgets what was counted.
    pub async fn forget(&self, what: &str) {
        let mut pipeline = redis::pipe();
        pipeline.cmd("DEL").arg(format!("{}:{what}", self.prefix));
        // A count that stays is over in its time.
        let _: Option<(i64,)> = self.run(&pipeline).await;
    }

    /// Whether the cache answers now.
    pub async fn health(&self) -> CacheHealth {
        let Some(connector) = &self.connector else {
            return CacheHealth::Disabled;
        };
        let mut pipeline = redis::pipe();
        pipeline.cmd("PING");
        match connector.run::<(String,)>(&pipeline).await {
            Ok(_) => CacheHealth::Ok,
            Err(error) => {
                // Its causes name hosts, and /health is open to anyone.
                tracing::debug!(error = crate::error::chain(&error), "the cache is away");
                CacheHealth::Down(error.to_string())
            }
        }
    }

    async fn run<T: redis::FromRedisValue>(&self, pipeline: &redis::Pipeline) -> Option<T> {
        match self.connector.as_ref()?.run(pipeline).await {
            Ok(answer) => Some(answer),
            Err(error) => {
                tracing::debug!(error = crate::error::chain(&error), "the cache gives no answer");
                None
            }
        }
    }

    fn zip(cameras: &[i32], counts: Vec<i64>) -> Views {
        (cameras.len() == counts.len()).then(|| cameras.iter().copied().zip(counts).collect())
    }
}
