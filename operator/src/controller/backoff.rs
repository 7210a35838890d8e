//! Exponential backoff for each object.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_mins(5);

/// How often each object has failed in a row.
#[derive(Debug, Default)]
pub struct Backoff(Mutex<HashMap<String, u32>>);

impl Backoff {
    /// Counts a failure, and says how long to wait; `jitter` lies between 0 and 1.
    pub fn failed(&self, object: &str, jitter: f64) -> Duration {
        let mut failures = self.lock();
        let count = failures.entry(object.to_owned()).or_default();
        let delay = FIRST.saturating_mul(1 << (*count).min(16)).min(LONGEST);
        *count = count.saturating_add(1);
        delay.mul_f64(0.5 + jitter / 2.0)
    }

    /// Forgets the failures.
    pub fn succeeded(&self, object: &str) {
        self.lock().remove(object);
    }

    /// Forgets the objects that are gone.
    pub fn retain(&self, exists: impl Fn(&str) -> bool) {
        self.lock().retain(|object, _| exists(object));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_to_a_cap_and_start_again_after_success() {
        let backoff = Backoff::default();
        let delays: Vec<u64> = (0..12).map(|_| backoff.failed("a", 1.0).as_secs()).collect();
        assert_eq!(delays, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
        assert_eq!(
            backoff.failed("b", 0.0),
            FIRST / 2,
            "objects do not share a count"
        );
        backoff.succeeded("a");
        assert_eq!(backoff.failed("a", 1.0), FIRST);
        backoff.failed("a", 1.0);
        backoff.retain(|object| object == "b");
        assert_eq!(backoff.failed("a", 1.0), FIRST, "gone and made again");
        assert_eq!(backoff.failed("b", 1.0), FIRST * 2);
    }
}
