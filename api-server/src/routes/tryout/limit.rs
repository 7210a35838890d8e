//! One try at a time a user, and ten a minute: a try is a way to guess passwords and to look around in a network.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::cache::Cache;
use crate::error::Problem;

/// Over how long tries are counted.
const WINDOW: Duration = Duration::from_mins(1);
/// Most tries of a user within it.
const MOST: u32 = 10;
/// After how long a try that nobody ended counts as ended.
const LONGEST: Duration = Duration::from_mins(1);

/// The limit. Replicas share it through the cache; while that is away each keeps its own.
#[derive(Debug, Default)]
pub struct TryLimit(Mutex<HashMap<String, Tries>>);

/// The tries of a user.
#[derive(Clone, Copy, Debug)]
struct Tries {
    count: u32,
    since: Instant,
    running: bool,
}

/// A try that was admitted. The next one is when this is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    limit: Arc<TryLimit>,
    cache: Arc<Cache>,
    user: String,
    /// Whether the user's place that all replicas know is this turn's to give back.
    shared: bool,
}

impl TryLimit {
    /// Admits a try of `user`, or tells how long to wait.
    ///
    /// # Errors
    /// 429 while another one runs, and after too many.
    pub(super) async fn admit(limit: &Arc<Self>, cache: Arc<Cache>, user: &str) -> Result<Turn, Problem> {
        let (here, wait) = limit.begin(user, Instant::now())?;
        let mut turn = Turn {
            limit: Arc::clone(limit),
            cache: Arc::clone(&cache),
            user: user.to_owned(),
            shared: false,
        };
        let (count, wait) = cache
            .count_within(&rate(user), WINDOW)
            .await
            .unwrap_or((here, wait));
        if count > MOST {
            return Err(too_many(wait));
        }
        match cache.claim(&place(user), LONGEST).await {
            Some(Err(left)) => return Err(running(left)),
            Some(Ok(())) => turn.shared = true,
            None => {}
        }
        Ok(turn)
    }

    fn begin(&self, user: &str, now: Instant) -> Result<(u32, Duration), Problem> {
        let mut all = self.lock();
        all.retain(|_, tries| tries.running || now.duration_since(tries.since) < WINDOW);
        let tries = all.entry(user.to_owned()).or_insert(Tries {
            count: 0,
            since: now,
            running: false,
        });
        if tries.running {
            return Err(running(Duration::from_secs(5)));
        }
        if now.duration_since(tries.since) >= WINDOW {
            *tries = Tries {
                count: 0,
                since: now,
                running: false,
            };
        }
        tries.count = tries.count.saturating_add(1);
        tries.running = true;
        Ok((
            tries.count,
            WINDOW.saturating_sub(now.duration_since(tries.since)),
        ))
    }

    fn end(&self, user: &str) {
        if let Some(tries) = self.lock().get_mut(user) {
            tries.running = false;
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Tries>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    /// Also when the client went away in the middle.
    fn drop(&mut self) {
        self.limit.end(&self.user);
        if self.shared {
            let (cache, place) = (Arc::clone(&self.cache), place(&self.user));
            tokio::spawn(async move { cache.forget(&place).await });
        }
    }
}

fn rate(user: &str) -> String {
    format!("tries:{user}")
}

fn place(user: &str) -> String {
    format!("try:{user}")
}

fn too_many(wait: Duration) -> Problem {
    Problem::rate_limited("A user may try ten cameras a minute. Wait, then try again.", wait)
}

fn running(wait: Duration) -> Problem {
    Problem::rate_limited("Another try of yours is running; wait for its answer.", wait)
}

#[cfg(test)]
mod tests {
    use prometheus::Registry;

    use super::*;

    #[tokio::test]
    async fn a_user_tries_one_camera_at_a_time_and_ten_a_minute() {
        let (limit, cache) = (
            Arc::new(TryLimit::default()),
            Arc::new(Cache::new("nord", None, &Registry::new()).unwrap()),
        );
        let admit = async |user: &str| TryLimit::admit(&limit, Arc::clone(&cache), user).await;
        let turn = admit("jane").await.unwrap();
        assert_eq!(admit("jane").await.unwrap_err().status, 429);
        assert!(admit("john").await.is_ok(), "each for themselves");
        drop(turn);
        for _ in 1..MOST {
            admit("jane").await.unwrap();
        }
        let refused = admit("jane").await.unwrap_err();
        assert!(refused.detail.contains("ten"), "{}", refused.detail);
    }

    #[test]
    fn the_minute_ends_and_memory_with_it() {
        let limit = TryLimit::default();
        let start = Instant::now();
        for count in 1..=3 {
            assert_eq!(limit.begin("jane", start).unwrap(), (count, WINDOW));
            limit.end("jane");
        }
        assert_eq!(limit.begin("john", start + WINDOW).unwrap().0, 1);
        assert_eq!(limit.lock().len(), 1, "jane is forgotten");
    }
}
