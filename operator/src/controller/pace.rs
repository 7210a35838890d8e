//! How soon sites are looked at again without an event: the more of them there are, the later, so that they cost the API
//! server no more in a large installation than in a small one.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Least time between two such looks, at whichever sites.
const APART: Duration = Duration::from_secs(2);

/// Gives out the times for such looks.
#[derive(Debug, Default)]
pub struct Pace(Mutex<Option<Instant>>);

impl Pace {
    /// Time until the next look at a site: at least `soonest`, at most `latest`.
    pub fn next(&self, soonest: Duration, latest: Duration) -> Duration {
        let now = Instant::now();
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let free = last.map_or(now, |last| last + APART);
        let next = free.clamp(now + soonest, now + latest);
        *last = Some(next);
        next - now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOONEST: Duration = Duration::from_secs(10);
    const LATEST: Duration = Duration::from_secs(15);

    #[tokio::test(start_paused = true)]
    async fn one_site_is_looked_at_soon_and_many_one_after_the_other() {
        let pace = Pace::default();
        let looks: Vec<Duration> = (0..14).map(|_| pace.next(SOONEST, LATEST)).collect();
        assert_eq!(looks[0], SOONEST);
        assert_eq!(looks[1], SOONEST + APART);
        assert_eq!(looks[13], LATEST, "never later than that");
        tokio::time::advance(Duration::from_mins(1)).await;
        assert_eq!(pace.next(SOONEST, LATEST), SOONEST, "nobody waits any more");
    }
}
