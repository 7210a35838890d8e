//! When the next probe is due.

use std::time::Duration;

use jiff::Timestamp;

use crate::clock;
use crate::state::{Machine, Policy, Verdict, stale_after};

/// Time from a first failure to the next probe.
const RECHECK: Duration = Duration::from_secs(2);
/// Longest backoff for cameras with short intervals.
const BACKOFF_CAP: Duration = Duration::from_mins(1);
/// Room that a backoff leaves for jitter, lag and storing before readers take the silence for a dead prober.
const BACKOFF_MARGIN: Duration = Duration::from_secs(5);

impl Machine {
    /// Time from the start of the last probe to the start of the next, at the end `now` of the last.
    ///
    /// The second probe comes 2 s after a first failure. While Down the interval doubles each time, up to a minute or
    /// the interval, but never so far that [`super::effective()`] would call the state stale. While a login is held
    /// the interval goes on (without a probe) up to the end of the hold.
    #[must_use]
    pub fn next_delay(&self, policy: &Policy, now: Timestamp) -> Duration {
        let interval = policy.interval();
        if let Some(hold) = self.held(now) {
            return interval.min(clock::between(now, hold.until));
        }
        let fails = self.now.memory.fails.count;
        if self.known_verdict() == Some(Verdict::Down) {
            let doublings = fails.saturating_sub(policy.failure_threshold());
            return interval
                .saturating_mul(2_u32.saturating_pow(doublings))
                .min(longest_backoff(policy));
        }
        if fails == 1 {
            let last = self
                .now
                .last_result_at
                .map_or(Duration::ZERO, |at| clock::between(at, now));
            return (last + RECHECK).min(interval);
        }
        interval
    }
}

/// The longest time between the starts of two probes of a camera that is Down.
fn longest_backoff(policy: &Policy) -> Duration {
    let interval = policy.interval();
    let before_stale =
        stale_after(interval).saturating_sub(policy.timeout() + policy.sample_limit() + BACKOFF_MARGIN);
    BACKOFF_CAP.max(interval).min(before_stale).max(interval)
}
