//! Arithmetic on points in time that neither panics nor wraps, whatever the system clock does.

use std::time::Duration;

use jiff::Timestamp;

/// `at` plus `duration`, at most the last representable time.
#[must_use]
pub fn later(at: Timestamp, duration: Duration) -> Timestamp {
    at.checked_add(duration).unwrap_or(Timestamp::MAX)
}

/// The time from `start` to `end`; zero where the clock was set back in between.
#[must_use]
pub fn between(start: Timestamp, end: Timestamp) -> Duration {
    Duration::try_from(end.duration_since(start)).unwrap_or(Duration::ZERO)
}

/// Whole milliseconds of `duration`, at most `u64::MAX`.
#[must_use]
pub fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// `delay` give or take a twentieth, so that cameras drift apart instead of being asked in bursts.
#[must_use]
pub fn jittered(delay: Duration) -> Duration {
    delay.mul_f64(rand::random_range(0.95..1.05))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_back_gives_no_negative_duration() {
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(between(later(now, Duration::from_secs(5)), now), Duration::ZERO);
        assert_eq!(
            between(now, later(now, Duration::from_secs(5))),
            Duration::from_secs(5)
        );
    }

    #[test]
    fn the_end_of_time_is_not_passed() {
        assert_eq!(later(Timestamp::MAX, Duration::from_secs(1)), Timestamp::MAX);
    }
}
