//! What a candidate makes of the Lease. Pure: both clocks are parameters.
//!
//! Clocks of different machines are never compared. Whether a lease has run out is judged by how long it has not changed
//! before the candidate's own eyes.

use std::time::Duration;

use k8s_openapi::api::coordination::v1::LeaseSpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::MicroTime;
use k8s_openapi::jiff::Timestamp;
use tokio::time::Instant;

/// How long is waited for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// How long a lease that nobody renews keeps others out; whole seconds.
    pub lease: Duration,
    /// How long a leader writes after its last renewal. The difference to `lease` is the time in which nobody writes, so
    /// that requests under way come to their end.
    pub renew_deadline: Duration,
    /// Time between two attempts.
    pub retry: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(15),
            renew_deadline: Duration::from_secs(10),
            retry: Duration::from_secs(2),
        }
    }
}

impl Timing {
    /// Longest time for one request: several fit before the deadline, so that one dead connection costs no leadership.
    #[must_use]
    pub(super) fn request(&self) -> Duration {
        self.renew_deadline / 3
    }
}

/// What a candidate does next.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// Writes this, on condition that the lease is as it was read.
    Write(Box<LeaseSpec>),
    /// Waits: this other candidate leads.
    Wait(String),
}

/// What a candidate has seen of the lease.
#[derive(Debug)]
pub(super) struct Election {
    identity: String,
    timing: Timing,
    /// The lease of another, and since when it has not changed.
    seen: Option<(LeaseSpec, Instant)>,
}

impl Election {
    /// A candidate. `identity` must be unlike that of any other process, earlier ones of the same pod included.
    #[must_use]
    pub(super) const fn new(identity: String, timing: Timing) -> Self {
        Self {
            identity,
            timing,
            seen: None,
        }
    }

    /// What to do about the lease as it was just read; `None` where there is none.
    pub(super) fn step(&mut self, lease: Option<&LeaseSpec>, now: Instant, wall: Timestamp) -> Step {
        let Some(lease) = lease else {
            return self.missing(now, wall);
        };
        let holder = lease.holder_identity.as_deref().unwrap_or_default();
        if holder == self.identity {
            return Step::Write(Box::new(self.renewed(lease, wall)));
        }
        if holder.is_empty() || self.has_run_out(lease, now) {
            let transitions = lease.lease_transitions.unwrap_or_default().saturating_add(1);
            return Step::Write(Box::new(self.acquired(transitions, wall)));
        }
        Step::Wait(holder.to_owned())
    }

    /// Somebody has deleted the lease: its holder, who knows nothing of it yet, is given the time to make it again.
    fn missing(&self, now: Instant, wall: Timestamp) -> Step {
        match &self.seen {
            Some((lease, since)) if now.duration_since(*since) < self.duration(lease) => {
                Step::Wait(lease.holder_identity.clone().unwrap_or_default())
            }
            _ => Step::Write(Box::new(self.acquired(0, wall))),
        }
    }

    /// The lease without a holder, where this candidate holds it.
    #[must_use]
    pub(super) fn released(&self, lease: &LeaseSpec) -> Option<LeaseSpec> {
        (lease.holder_identity.as_ref() == Some(&self.identity)).then(|| LeaseSpec {
            holder_identity: None,
            ..lease.clone()
        })
    }

    fn has_run_out(&mut self, lease: &LeaseSpec, now: Instant) -> bool {
        match &self.seen {
            Some((seen, since)) if seen == lease => now.duration_since(*since) >= self.duration(lease),
            _ => {
                self.seen = Some((lease.clone(), now));
                false
            }
        }
    }

    fn duration(&self, lease: &LeaseSpec) -> Duration {
        let seconds = lease.lease_duration_seconds.and_then(|it| u64::try_from(it).ok());
        seconds.map_or(self.timing.lease, Duration::from_secs)
    }

    fn acquired(&self, transitions: i32, wall: Timestamp) -> LeaseSpec {
        LeaseSpec {
            holder_identity: Some(self.identity.clone()),
            lease_duration_seconds: i32::try_from(self.timing.lease.as_secs()).ok(),
            acquire_time: Some(MicroTime(wall)),
            renew_time: Some(MicroTime(wall)),
            lease_transitions: Some(transitions),
            ..LeaseSpec::default()
        }
    }

    fn renewed(&self, lease: &LeaseSpec, wall: Timestamp) -> LeaseSpec {
        LeaseSpec {
            acquire_time: lease.acquire_time.clone(),
            ..self.acquired(lease.lease_transitions.unwrap_or_default(), wall)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WALL: Timestamp = Timestamp::UNIX_EPOCH;

    fn candidate(identity: &str) -> Election {
        Election::new(identity.into(), Timing::default())
    }

    fn written(step: Step) -> LeaseSpec {
        match step {
            Step::Write(spec) => *spec,
            Step::Wait(holder) => panic!("waits for {holder}"),
        }
    }

    #[test]
    fn a_leader_stops_before_its_lease_runs_out_and_survives_one_dead_connection() {
        let timing = Timing::default();
        assert!(timing.renew_deadline < timing.lease);
        let pauses = timing.retry.mul_f64(1.2) * 2;
        assert!(pauses + timing.request() < timing.renew_deadline);
    }

    #[test]
    fn a_lease_that_is_missing_or_released_is_taken_at_once() {
        let now = Instant::now();
        let first = written(candidate("a").step(None, now, WALL));
        assert_eq!(first.holder_identity.as_deref(), Some("a"));
        assert_eq!(first.lease_duration_seconds, Some(15));
        assert_eq!(first.lease_transitions, Some(0));
        let released = candidate("a").released(&first).unwrap();
        let second = written(candidate("b").step(Some(&released), now, WALL));
        assert_eq!(second.holder_identity.as_deref(), Some("b"));
        assert_eq!(second.lease_transitions, Some(1));
    }

    #[test]
    fn a_lease_of_another_is_taken_only_when_it_has_not_changed_for_its_duration() {
        let now = Instant::now();
        let mut leader = candidate("a");
        let mut other = candidate("b");
        let lease = written(leader.step(None, now, WALL));
        assert_eq!(other.step(Some(&lease), now, WALL), Step::Wait("a".into()));
        let later = now + Duration::from_secs(14);
        assert_eq!(other.step(Some(&lease), later, WALL), Step::Wait("a".into()));
        // A renewal starts the wait again, whatever the clocks on the wall say.
        let renewed = written(leader.step(Some(&lease), later, WALL + Duration::from_secs(1)));
        assert_eq!(renewed.acquire_time, lease.acquire_time);
        assert_eq!(renewed.lease_transitions, lease.lease_transitions);
        let end = later + Duration::from_secs(15);
        assert_eq!(other.step(Some(&renewed), end, WALL), Step::Wait("a".into()));
        let taken = written(other.step(Some(&renewed), end + Duration::from_secs(15), WALL));
        assert_eq!(taken.holder_identity.as_deref(), Some("b"));
    }

    #[test]
    fn the_duration_that_counts_is_the_one_in_the_lease() {
        let now = Instant::now();
        let lease = LeaseSpec {
            lease_duration_seconds: Some(60),
            ..written(candidate("a").step(None, now, WALL))
        };
        let mut other = candidate("b");
        other.step(Some(&lease), now, WALL);
        let early = now + Duration::from_secs(59);
        assert_eq!(other.step(Some(&lease), early, WALL), Step::Wait("a".into()));
        written(other.step(Some(&lease), now + Duration::from_mins(1), WALL));
    }

    #[test]
    fn only_the_holder_releases() {
        let lease = written(candidate("a").step(None, Instant::now(), WALL));
        assert_eq!(candidate("b").released(&lease), None);
    }
}
