//! What a stored state means now: without a prober at work it means nothing.

use std::time::Duration;

use jiff::Timestamp;

use crate::clock;
use crate::reason::Reason;
use crate::state::{Snapshot, State, Verdict};

/// The least time without a result after which a state is stale.
const LEAST: Duration = Duration::from_mins(1);

/// A state as it is to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective {
    /// The state.
    pub state: State,
    /// Since when it holds.
    pub since: Timestamp,
    /// The last judgement, also while the state is Unknown.
    pub verdict: Option<Verdict>,
    /// Why the state is what it is; `None` for Up.
    pub reason: Option<Reason>,
    /// The reason in words.
    pub message: Option<String>,
}

/// Time without a result after which a camera probed every `interval` counts as Unknown.
#[must_use]
pub fn stale_after(interval: Duration) -> Duration {
    interval.saturating_mul(3).max(LEAST)
}

/// The state that `snapshot` stands for at `now`: Unknown with `NoProber` when its last result is too old.
#[must_use]
pub fn effective(snapshot: &Snapshot, now: Timestamp) -> Effective {
    let limit = stale_after(Duration::from_secs(snapshot.interval_seconds.into()));
    let last = snapshot.last_result_at.unwrap_or(snapshot.since);
    if clock::between(last, now) <= limit {
        return Effective {
            state: snapshot.state,
            since: snapshot.since,
            verdict: snapshot.verdict,
            reason: snapshot.reason,
            message: snapshot.message.clone(),
        };
    }
    Effective {
        state: State::Unknown,
        since: clock::later(last, limit),
        verdict: snapshot.verdict,
        reason: Some(Reason::NoProber),
        message: Some(format!(
            "no prober has reported this camera for over {} s",
            limit.as_secs()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn up(at: Timestamp, interval_seconds: u32) -> Snapshot {
        Snapshot {
            state: State::Up,
            verdict: Some(Verdict::Up),
            reason: None,
            message: None,
            last_result_at: Some(at),
            ..Snapshot::new(at, interval_seconds)
        }
    }

    #[test]
    fn a_dead_prober_never_leaves_a_camera_up() {
        let start = Timestamp::UNIX_EPOCH;
        let after = |seconds| clock::later(start, Duration::from_secs(seconds));
        for (interval, limit) in [(5, 60), (10, 60), (20, 60), (30, 90), (600, 1800)] {
            let snapshot = up(start, interval);
            assert_eq!(effective(&snapshot, after(limit)).state, State::Up);
            let stale = effective(&snapshot, after(limit + 1));
            assert_eq!(
                (stale.state, stale.reason),
                (State::Unknown, Some(Reason::NoProber))
            );
            assert_eq!(stale.verdict, Some(Verdict::Up), "the verdict is kept");
            assert_eq!(stale.since, after(limit));
        }
    }

    #[test]
    fn a_reader_whose_clock_is_behind_takes_the_state_as_it_is() {
        let start = Timestamp::UNIX_EPOCH;
        assert_eq!(
            effective(&up(clock::later(start, LEAST), 10), start).state,
            State::Up
        );
    }
}
