//! How often a password may be tried.
//!
//! Counted before the password is looked at, so that many tries at once are many tries.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};

use crate::cache::Cache;
use crate::error::Problem;

/// Over how long tries are counted.
const WINDOW: Duration = Duration::from_mins(5);
/// Tries of one address for one name.
const BY_BOTH: u32 = 10;
/// Tries of one address for all names, and of all addresses for one name: behind a proxy everybody has one address.
const BY_ONE: u32 = 100;
/// Most keys that are remembered without the cache.
const KEYS: usize = 10_000;

/// The limit. Replicas share it through the cache; while that is away each keeps its own.
#[derive(Debug, Default)]
pub struct LoginLimit {
    tries: Mutex<HashMap<String, Tries>>,
}

#[derive(Clone, Copy, Debug)]
struct Tries {
    count: u32,
    since: Instant,
}

impl LoginLimit {
    /// Counts a try for `user` from `remote`, or tells how long to wait.
    ///
    /// # Errors
    /// 429 after too many.
    pub async fn admit(&self, cache: &Cache, user: &str, remote: &str) -> Result<(), Problem> {
        for (key, most) in keys(user, remote) {
            let (count, left) = match cache.count_within(&key, WINDOW).await {
                Some(counted) => counted,
                None => self.count(key, Instant::now()),
            };
            if count > most {
                let detail =
                    "Too many passwords were tried for this name or from this address. Wait, then try again.";
                return Err(Problem::rate_limited(detail, left));
            }
        }
        Ok(())
    }

    /// Forgets the tries of an address for a name that ended well.
    pub async fn forget(&self, cache: &Cache, user: &str, remote: &str) {
        let [(key, _), ..] = keys(user, remote);
        cache.forget(&key).await;
        self.tries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&key);
    }

    fn count(&self, key: String, now: Instant) -> (u32, Duration) {
        let mut all = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEYS {
            all.retain(|_, tries| now.duration_since(tries.since) < WINDOW);
        }
        if all.len() >= KEYS && !all.contains_key(&key) {
            // Who can make as many names in five minutes has one thing in mind.
            return (u32::MAX, WINDOW);
        }
        let tries = all.entry(key).or_insert(Tries { count: 0, since: now });
        if now.duration_since(tries.since) >= WINDOW {
            *tries = Tries { count: 0, since: now };
        }
        tries.count = tries.count.saturating_add(1);
        (
            tries.count,
            WINDOW.saturating_sub(now.duration_since(tries.since)),
        )
    }
}

/// What is counted, by name and address, and how much of it is allowed. Hashed: the name may be a password that was typed
/// into the wrong field.
fn keys(user: &str, remote: &str) -> [(String, u32); 3] {
    let key = |parts: &[&str]| {
        let hash = parts.iter().fold(Sha256::new(), |hash, part| {
            hash.chain_update(part.len().to_be_bytes()).chain_update(part)
        });
        format!(
            "login:{:x}",
            u128::from_be_bytes(first_half(&hash.finalize().into()))
        )
    };
    [
        (key(&["both", user, remote]), BY_BOTH),
        (key(&["remote", remote]), BY_ONE),
        (key(&["user", user]), BY_ONE),
    ]
}

fn first_half(hash: &[u8; 32]) -> [u8; 16] {
    std::array::from_fn(|at| hash[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn tries_are_counted_by_name_and_address_and_forgotten_when_one_ends_well() {
        let cache = Cache::new("nord", None, &prometheus::Registry::new()).unwrap();
        let limit = LoginLimit::default();
        let admit = async |user: &str, remote: &str| limit.admit(&cache, user, remote).await.is_ok();
        for _ in 0..BY_BOTH {
            assert!(admit("jane", "192.0.2.1").await);
        }
        assert!(!admit("jane", "192.0.2.1").await);
        assert!(admit("jane", "192.0.2.2").await, "from elsewhere");
        assert!(admit("john", "192.0.2.1").await, "another name");
        limit.forget(&cache, "jane", "192.0.2.1").await;
        assert!(admit("jane", "192.0.2.1").await);
        for number in 0..BY_ONE {
            limit
                .admit(&cache, &format!("user{number}"), "192.0.2.1")
                .await
                .ok();
        }
        assert!(!admit("new", "192.0.2.1").await, "the address has tried enough");
        assert!(admit("new", "192.0.2.3").await);
    }

    #[test]
    fn a_window_ends_and_memory_is_bounded() {
        let limit = LoginLimit::default();
        let start = Instant::now();
        assert_eq!(limit.count("a".to_owned(), start), (1, WINDOW));
        assert_eq!(limit.count("a".to_owned(), start + WINDOW / 2), (2, WINDOW / 2));
        assert_eq!(limit.count("a".to_owned(), start + WINDOW), (1, WINDOW));
        for number in 0..KEYS {
            limit.count(number.to_string(), start + WINDOW);
        }
        assert_eq!(limit.count("late".to_owned(), start + WINDOW), (u32::MAX, WINDOW));
        assert_eq!(limit.count("late".to_owned(), start + WINDOW * 2), (1, WINDOW));
    }
}
