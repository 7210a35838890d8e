//! One probe on demand in five seconds a camera, however many ask.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::cache::Cache;
use crate::error::Problem;

/// Least time between two probes on demand of a camera.
const PACE: Duration = Duration::from_secs(5);

/// The limit. Replicas share it through the cache; while that is away each keeps its own.
#[derive(Debug, Default)]
pub struct ProbeLimit {
    admitted: Mutex<HashMap<String, Instant>>,
}

impl ProbeLimit {
    /// Admits a probe of `camera`, or tells how long to wait.
    ///
    /// # Errors
    /// 429 within five seconds of the probe before.
    pub(super) async fn admit(&self, cache: &Cache, camera: &str) -> Result<(), Problem> {
        let claimed = match cache.claim(&format!("probe:{camera}"), PACE).await {
            Some(claimed) => claimed,
            None => self.claim(camera, Instant::now()),
        };
        claimed.map_err(|wait| {
            let detail = "The camera was probed on demand less than 5 seconds ago; its state has the result.";
            Problem::rate_limited(detail, wait)
        })
    }

    fn claim(&self, camera: &str, now: Instant) -> Result<(), Duration> {
        let mut admitted = self.admitted.lock().unwrap_or_else(PoisonError::into_inner);
        admitted.retain(|_, at| now.duration_since(*at) < PACE);
        if let Some(at) = admitted.get(camera) {
            return Err(PACE.saturating_sub(now.duration_since(*at)));
        }
        admitted.insert(camera.to_owned(), now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_is_admitted_again_after_its_time_and_others_meanwhile() {
        let limit = ProbeLimit::default();
        let start = Instant::now();
        assert_eq!(limit.claim("hall", start), Ok(()));
        let later = start + Duration::from_secs(2);
        assert_eq!(limit.claim("hall", later), Err(Duration::from_secs(3)));
        assert_eq!(limit.claim("vault", later), Ok(()));
        assert_eq!(
            limit.claim("hall", start + PACE),
            Ok(()),
            "being refused does not prolong it"
        );
        assert_eq!(limit.admitted.lock().unwrap().len(), 2, "vault's is not over yet");
        assert_eq!(limit.claim("hall", start + PACE * 2), Ok(()));
        assert_eq!(
            limit.admitted.lock().unwrap().len(),
            1,
            "what is over is forgotten"
        );
    }
}
