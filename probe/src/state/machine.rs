//! The state machine: results in, states and transitions out. Pure: it reads no clock and does no I/O.

use std::time::Duration;

use jiff::Timestamp;

use crate::clock;
use crate::credentials::Fingerprint;
use crate::reason::{Kind, Reason};
use crate::result::ProbeResult;
use crate::state::{Hold, Policy, Snapshot, State, Transition, Verdict};

/// Time for which a failed login is not tried again.
const HOLD: Duration = Duration::from_mins(15);
/// Time after which a busy camera is no longer excused.
const BUSY_LIMIT: Duration = Duration::from_mins(10);
/// Consecutive soft (good) results that turn Up into Degraded (and back).
const SOFT_THRESHOLD: u32 = 3;

/// The state of one camera and the rules by which it changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Machine {
    pub(super) now: Snapshot,
}

impl Machine {
    /// A machine without history: Unknown, `NotProbedYet`.
    #[must_use]
    pub fn new(now: Timestamp, policy: &Policy) -> Self {
        Self {
            now: Snapshot::new(now, policy.interval_seconds()),
        }
    }

    /// A machine that goes on where `snapshot` was taken.
    #[must_use]
    pub const fn restore(snapshot: Snapshot) -> Self {
        Self { now: snapshot }
    }

    /// What is known now.
    #[must_use]
    pub const fn snapshot(&self) -> &Snapshot {
        &self.now
    }

    /// Takes in a result; gives the transition when the shown state changed by it.
    pub fn apply(&mut self, result: &ProbeResult, policy: &Policy) -> Option<Transition> {
        let before = (self.now.state, self.now.since);
        self.note_probe(result, policy);
        match self.kind(result) {
            Some(Kind::Unknown) => self.become_unknown(result),
            Some(Kind::Neutral) => {}
            Some(Kind::Fail) => {
                self.now.memory.note_failure(result);
                self.judge_failure(result, policy);
            }
            Some(Kind::Soft) => {
                self.now.memory.note_soft(result.at);
                self.judge_soft(result, policy);
            }
            None => {
                self.now.memory.note_ok(result.at);
                self.judge_ok(result, policy);
            }
        }
        self.show(result.at);
        (before.0 != self.now.state).then(|| self.transition(before, result))
    }

    /// Remembers that the login with `fingerprint` failed at `at`.
    pub fn hold(&mut self, at: Timestamp, fingerprint: Fingerprint) {
        self.now.hold = Some(Hold {
            until: clock::later(at, HOLD),
            fingerprint,
        });
    }

    /// Lets the login be tried again at once.
    pub fn release_hold(&mut self) {
        self.now.hold = None;
    }

    /// The hold that forbids a probe at `now`.
    #[must_use]
    pub fn held(&self, now: Timestamp) -> Option<&Hold> {
        self.now.hold.as_ref().filter(|hold| now < hold.until)
    }

    /// What the result does: that of its reason, but busy for long counts as a flaw.
    fn kind(&mut self, result: &ProbeResult) -> Option<Kind> {
        if result.outcome.reason() != Some(Reason::Busy) {
            if result.outcome.kind() != Some(Kind::Neutral) {
                self.now.memory.busy_since = None;
            }
            return result.outcome.kind();
        }
        let since = *self.now.memory.busy_since.get_or_insert(result.at);
        let excused = clock::between(since, result.at) <= BUSY_LIMIT;
        Some(if excused { Kind::Neutral } else { Kind::Soft })
    }

    fn note_probe(&mut self, result: &ProbeResult, policy: &Policy) {
        self.now.interval_seconds = policy.interval_seconds();
        self.now.last_result_at = Some(result.at);
        if !result.probed() {
            return;
        }
        self.now.last_probe_at = Some(result.at);
        self.now.latency_ms = Some(clock::millis(result.latency));
        self.now.hold = None;
        if let Some(facts) = &result.facts {
            self.now.facts = Some(facts.clone());
        }
    }

    fn judge_failure(&mut self, result: &ProbeResult, policy: &Policy) {
        let down = self.known_verdict() == Some(Verdict::Down);
        let fails = self.now.memory.fails;
        let decided =
            fails.count >= policy.failure_threshold() || result.outcome.reason() == Some(Reason::AuthFailed);
        if down {
            self.explain(result);
        } else if decided {
            self.decide(Verdict::Down, fails.first.unwrap_or(result.at), result);
        }
    }

    fn judge_soft(&mut self, result: &ProbeResult, policy: &Policy) {
        let softs = self.now.memory.softs;
        match self.known_verdict() {
            Some(Verdict::Degraded) => self.explain(result),
            Some(Verdict::Up) if softs.count < SOFT_THRESHOLD => {}
            Some(Verdict::Up) => self.decide(Verdict::Degraded, softs.first.unwrap_or(result.at), result),
            Some(Verdict::Down) => self.recover(Verdict::Degraded, result, policy),
            None => self.decide(Verdict::Degraded, result.at, result),
        }
    }

    fn judge_ok(&mut self, result: &ProbeResult, policy: &Policy) {
        let oks = self.now.memory.oks;
        match self.known_verdict() {
            Some(Verdict::Up) => {}
            Some(Verdict::Degraded) if oks.count < SOFT_THRESHOLD => {}
            Some(Verdict::Degraded) => self.decide(Verdict::Up, oks.first.unwrap_or(result.at), result),
            Some(Verdict::Down) => self.recover(Verdict::Up, result, policy),
            None => self.decide(Verdict::Up, result.at, result),
        }
    }

    /// From Down to `verdict`, once enough results without failure have come.
    fn recover(&mut self, verdict: Verdict, result: &ProbeResult, policy: &Policy) {
        let passes = self.now.memory.passes;
        if passes.count >= policy.success_threshold() {
            self.decide(verdict, passes.first.unwrap_or(result.at), result);
        }
    }

    /// The verdict, `None` while the state is Unknown: then the old one binds nobody.
    pub(super) fn known_verdict(&self) -> Option<Verdict> {
        if self.now.state == State::Unknown {
            None
        } else {
            self.now.verdict
        }
    }

    fn decide(&mut self, verdict: Verdict, since: Timestamp, result: &ProbeResult) {
        self.now.verdict = Some(verdict);
        self.now.verdict_since = Some(since);
        // The unknown state ends here; `show` fills in what follows from it.
        if self.now.state == State::Unknown {
            self.now.state = verdict.state();
            self.now.since = since;
        }
        self.explain(result);
    }

    /// Takes over the result's reason as the verdict's.
    fn explain(&mut self, result: &ProbeResult) {
        self.now.memory.verdict_reason = result.outcome.reason();
        self.now.memory.verdict_message = result.outcome.message().map(str::to_owned);
    }

    fn become_unknown(&mut self, result: &ProbeResult) {
        self.now.memory.forget_runs();
        if self.now.state != State::Unknown {
            self.now.state = State::Unknown;
            self.now.since = result.at;
        }
        self.now.reason = result.outcome.reason();
        self.now.message = result.outcome.message().map(str::to_owned);
    }

    /// Computes what is shown: the first that holds of Unknown, Flapping, verdict.
    fn show(&mut self, at: Timestamp) {
        let Some(verdict) = self.known_verdict() else {
            return;
        };
        let shown = if self.now.memory.flapping {
            State::Flapping
        } else {
            verdict.state()
        };
        if shown == State::Flapping || self.now.state == State::Flapping {
            // Flapping begins and ends with the result that tips the count, whatever the verdict beneath it.
            if self.now.state != shown {
                self.now.since = at;
            }
        } else if let Some(since) = self.now.verdict_since.filter(|_| self.now.state != shown) {
            // States follow each other: none begins before the one before it, nor in the future.
            self.now.since = since.max(self.now.since).min(at);
        }
        self.now.state = shown;
        let memory = &self.now.memory;
        // A flapping camera shows its latest failure, also when the last result was good.
        let (reason, message) = if shown == State::Flapping {
            (memory.failure_reason, &memory.failure_message)
        } else {
            (memory.verdict_reason, &memory.verdict_message)
        };
        self.now.reason = reason;
        self.now.message.clone_from(message);
    }

    fn transition(&self, before: (State, Timestamp), result: &ProbeResult) -> Transition {
        let (from, from_since) = before;
        Transition {
            from,
            to: self.now.state,
            reason: self.now.reason,
            message: self.now.message.clone(),
            since: self.now.since,
            at: clock::later(result.at, result.latency),
            previous_duration: clock::between(from_since, self.now.since),
        }
    }
}
