//! What a new assignment does: cameras come, change, go, and move between shards.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::Driver;
use crate::scheduler::camera::{Entry, Retired};
use crate::scheduler::{Assigned, Assignment, Prober};

/// First probes of many cameras are spread so that so much time lies between two of them on average.
const SPREAD: Duration = Duration::from_millis(10);
/// Least time for which a shard leaves a gained camera to its former owner.
const HANDOVER: Duration = Duration::from_secs(30);

impl<P: Prober> Driver<P> {
    /// Takes over a new assignment: lets cameras go that are gone, schedules new and changed ones.
    pub(super) fn assign(&mut self, assignment: &Arc<Assignment>) {
        let before = std::mem::replace(&mut self.assignment, Arc::clone(assignment));
        self.selfcheck.set_window(assignment.interval());
        self.retire_missing(assignment);
        // What another shard finds out meanwhile is newer.
        self.restored.retain(|name, _| !assignment.is_elsewhere(name));
        let mut fresh = Vec::new();
        let mut changed = Vec::new();
        for (name, assigned) in assignment.cameras() {
            match self.cameras.get(name.as_str()) {
                None => fresh.push((name, assigned)),
                Some(entry) if !entry.is_unchanged(assigned) => changed.push((name, assigned)),
                Some(_) => {}
            }
        }
        let spread = spread(fresh.len());
        for (name, assigned) in fresh {
            let gained = before.is_elsewhere(name) || self.foreign.remove(name);
            self.add(name, assigned, spread, gained);
        }
        let spread = self::spread(changed.len());
        for (name, assigned) in changed {
            self.reassign(name, assigned, spread);
        }
        self.breaker
            .keep_only(assignment.cameras().values().map(|assigned| &**assigned));
        let gateway = assignment.assigned_gateway();
        let was_down = self.gateway.assign(gateway, assignment.interval());
        if gateway.is_none() {
            self.release_held();
        }
        if was_down {
            self.resume();
        }
    }

    fn retire_missing(&mut self, assignment: &Assignment) {
        let missing: Vec<Arc<str>> = self
            .cameras
            .iter()
            .filter(|(name, entry)| entry.retired().is_none() && !assignment.cameras().contains_key(&***name))
            .map(|(name, _)| Arc::clone(name))
            .collect();
        for camera in missing {
            let why = if assignment.is_elsewhere(&camera) {
                Retired::Moved
            } else {
                Retired::Removed
            };
            self.gained.remove(&camera);
            let Some(entry) = self.cameras.get_mut(&camera) else {
                continue;
            };
            entry.retire(why);
            // An entry is kept until its probe has ended: should it come back at once, that one must end first.
            if !entry.is_flying() {
                self.cameras.remove(&camera);
                self.let_go(&camera, why);
            }
        }
    }

    fn add(&mut self, name: &str, assigned: &Arc<Assigned>, spread: Duration, gained: bool) {
        let now = self.prober.now();
        let camera: Arc<str> = name.into();
        let entry = Entry::new(Arc::clone(assigned), self.restored.remove(name), now);
        if let Some(hold) = entry.machine.held(now) {
            self.breaker.restore(&camera, assigned, hold.until, now);
        }
        self.cameras.insert(Arc::clone(&camera), entry);
        let interval = assigned.policy.interval();
        let mut delay = spread.min(interval).mul_f64(rand::random());
        if gained {
            delay += interval.saturating_mul(2).max(HANDOVER);
            self.gained.insert(name);
        }
        self.schedule_anew(&camera, Instant::now() + delay);
    }

    fn reassign(&mut self, name: &str, assigned: &Arc<Assigned>, spread: Duration) {
        let now = self.prober.now();
        let Some((camera, _)) = self.cameras.get_key_value(name) else {
            return;
        };
        let camera = Arc::clone(camera);
        if let Some(entry) = self.cameras.get_mut(name) {
            entry.change(Arc::clone(assigned), now);
        }
        // One that waits goes on waiting.
        if !self.gained.contains(name) {
            let delay = spread.min(assigned.policy.interval()).mul_f64(rand::random());
            self.schedule_anew(&camera, Instant::now() + delay);
        }
    }

    /// Probes all cameras soon, one after the other.
    pub(super) fn resume(&mut self) {
        let names: Vec<Arc<str>> = self.probed_cameras();
        let spread = spread(names.len());
        for camera in names {
            let Some(entry) = self.cameras.get(&camera) else {
                continue;
            };
            let interval = entry.assigned.policy.interval();
            let delay = spread.min(interval).mul_f64(rand::random());
            self.schedule_anew(&camera, Instant::now() + delay);
        }
    }

    /// The cameras that this shard probes now.
    pub(super) fn probed_cameras(&self) -> Vec<Arc<str>> {
        self.cameras
            .iter()
            .filter(|(name, entry)| entry.retired().is_none() && !self.gained.contains(name))
            .map(|(name, _)| Arc::clone(name))
            .collect()
    }
}

/// Time over which the probes of so many cameras are spread.
fn spread(cameras: usize) -> Duration {
    SPREAD.saturating_mul(u32::try_from(cameras).unwrap_or(u32::MAX))
}
