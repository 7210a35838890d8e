//! The pictures in memory: bounded, and forgotten when nobody looks any more.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::Gate;

/// A picture is forgotten when nobody has looked for so long.
const KEPT: Duration = Duration::from_mins(5);
/// Most bytes of all pictures; beyond, those go that were not looked at for longest.
const LIMIT: usize = 64 << 20;

/// A picture for people: a JPEG of at most 320 pixels a side.
#[derive(Debug)]
pub(in crate::prober) struct Shot {
    pub(in crate::prober) jpeg: Bytes,
    pub(in crate::prober) at: Timestamp,
}

/// A camera that somebody looks at.
#[derive(Debug)]
struct Entry {
    gate: Arc<Mutex<Gate>>,
    shot: Option<Arc<Shot>>,
    looked: Instant,
}

/// All cameras that somebody looks at.
#[derive(Debug, Default)]
pub(super) struct Store {
    entries: BTreeMap<String, Entry>,
}

impl Store {
    /// Notes a look; gives the camera's gate.
    pub(super) fn look(&mut self, camera: &str, now: Instant) -> Arc<Mutex<Gate>> {
        let entry = self.entries.entry(camera.to_owned()).or_insert_with(|| Entry {
            gate: Arc::default(),
            shot: None,
            looked: now,
        });
        entry.looked = now;
        Arc::clone(&entry.gate)
    }

    /// The camera's picture, if there is one.
    pub(super) fn shot(&self, camera: &str) -> Option<Arc<Shot>> {
        self.entries.get(camera)?.shot.clone()
    }

    /// Keeps a picture, if the camera is still looked at, and makes room for it.
    pub(super) fn keep(&mut self, camera: &str, shot: Arc<Shot>) {
        if let Some(entry) = self.entries.get_mut(camera) {
            entry.shot = Some(shot);
        }
        let mut surplus = self.bytes().saturating_sub(LIMIT);
        let mut by_look: Vec<_> = self
            .entries
            .values_mut()
            .filter(|entry| entry.shot.is_some())
            .collect();
        by_look.sort_by_key(|entry| entry.looked);
        for entry in by_look {
            if surplus == 0 {
                return;
            }
            let freed = entry.shot.take().map_or(0, |shot| shot.jpeg.len());
            surplus = surplus.saturating_sub(freed);
        }
    }

    /// Forgets cameras that nobody has looked at lately or that `may_stay` does not name.
    pub(super) fn tidy(&mut self, now: Instant, may_stay: impl Fn(&str) -> bool) {
        self.entries
            .retain(|camera, entry| now.duration_since(entry.looked) < KEPT && may_stay(camera));
    }

    fn bytes(&self) -> usize {
        let shots = self.entries.values().filter_map(|entry| entry.shot.as_ref());
        shots.map(|shot| shot.jpeg.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shot(bytes: usize) -> Arc<Shot> {
        Arc::new(Shot {
            jpeg: vec![0; bytes].into(),
            at: Timestamp::UNIX_EPOCH,
        })
    }

    #[test]
    fn a_picture_is_forgotten_five_minutes_after_the_last_look() {
        let mut store = Store::default();
        let start = Instant::now();
        store.look("hall", start);
        store.keep("hall", shot(10));
        store.look("hall", start + KEPT / 2);
        store.tidy(start + KEPT, |_| true);
        assert!(store.shot("hall").is_some());
        store.tidy(start + KEPT / 2 + KEPT, |_| true);
        assert!(store.shot("hall").is_none() && store.entries.is_empty());
    }

    #[test]
    fn a_camera_that_left_takes_its_picture_with_it() {
        let mut store = Store::default();
        let now = Instant::now();
        for camera in ["hall", "vault"] {
            store.look(camera, now);
            store.keep(camera, shot(10));
        }
        store.tidy(now, |camera| camera == "vault");
        assert!(store.shot("hall").is_none() && store.shot("vault").is_some());
        store.keep("hall", shot(10));
        assert!(store.shot("hall").is_none(), "a late picture of it is not kept");
    }

    #[test]
    fn beyond_the_limit_the_pictures_that_were_looked_at_longest_ago_go() {
        let mut store = Store::default();
        let start = Instant::now();
        for (second, camera) in (0..).zip(["hall", "vault", "platform"]) {
            store.look(camera, start + Duration::from_secs(second));
            store.keep(camera, shot(LIMIT / 2));
        }
        let kept = ["hall", "vault", "platform"].map(|camera| store.shot(camera).is_some());
        assert_eq!(kept, [false, true, true]);
        store.look("vault", start + Duration::from_secs(5));
        store.look("hall", start + Duration::from_secs(6));
        store.keep("hall", shot(LIMIT / 2));
        let kept = ["hall", "vault", "platform"].map(|camera| store.shot(camera).is_some());
        assert_eq!(kept, [true, true, false]);
        assert!(store.bytes() <= LIMIT);
    }
}
