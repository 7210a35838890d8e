//! How late probes start: the sign of a prober that has too much to do.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Starts that are remembered.
const KEPT: usize = 1024;

/// Delays between the time a probe was due and its start, over the last 1,024 starts. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Lag(Arc<Mutex<VecDeque<Duration>>>);

impl Lag {
    /// The delay that 99 of 100 starts did not exceed; zero before the first.
    #[must_use]
    pub fn p99(&self) -> Duration {
        let mut delays: Vec<Duration> = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .copied()
            .collect();
        delays.sort_unstable();
        let rank = (delays.len() * 99).div_ceil(100);
        rank.checked_sub(1)
            .and_then(|index| delays.get(index))
            .copied()
            .unwrap_or_default()
    }

    pub(super) fn note(&self, delay: Duration) {
        let mut delays = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if delays.len() == KEPT {
            delays.pop_front();
        }
        delays.push_back(delay);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_99th_of_100_counts_and_old_starts_are_forgotten() {
        let lag = Lag::default();
        assert_eq!(lag.p99(), Duration::ZERO);
        for millis in 1..=100 {
            lag.note(Duration::from_millis(millis));
        }
        assert_eq!(lag.p99(), Duration::from_millis(99));
        for _ in 0..KEPT {
            lag.note(Duration::ZERO);
        }
        assert_eq!(lag.p99(), Duration::ZERO);
    }
}
