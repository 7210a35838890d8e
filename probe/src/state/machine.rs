//! The state machine: results in, states and transitions out. Pure: it reads no clock and does no I/O.

use std::time::Duration;

use jiff::Timestamp;

use crate::clock;
use crate::credentials::Fingerprint;
use crate::reason::{Kind, Reason};
use crate::result::ProbeResult;
use crate::state::finding::Finding;
use crate::state::known::{forget_measured, merge};
use crate::state::pictures::Pictures;
use crate::state::stream::{Stream, Weight};
use crate::state::{Hold, Policy, Snapshot, State, Transition, Verdict};

/// Time for which a failed login is not tried again.
const HOLD: Duration = Duration::from_mins(15);
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
    ///
    /// A result that only looked at the camera's description is judged together with what was last seen of the stream
    /// itself: a flaw that a sample found, or a picture that stands still, lasts until a sample or picture is better.
    /// [`super::changes()`] tells what became different besides.
    pub fn apply(&mut self, result: &ProbeResult, policy: &Policy) -> Option<Transition> {
        let before = (self.now.state, self.now.since);
        self.note_probe(result, policy);
        let finding = self.appraise(result);
        match finding.kind {
            Some(Kind::Unknown) => self.become_unknown(&finding),
            Some(Kind::Neutral) => self.wait_for(&finding),
            Some(Kind::Fail) => {
                self.now.memory.note_failure(finding.at, &finding.outcome);
                self.judge_failure(&finding, policy);
            }
            Some(Kind::Soft) => {
                match finding.weight {
                    Weight::Full => self.now.memory.note_soft(finding.at),
                    _ => self.now.memory.note_answer(finding.at),
                }
                self.judge_soft(&finding, policy);
            }
            None => {
                match finding.weight {
                    Weight::Full => self.now.memory.note_ok(finding.at),
                    _ => self.now.memory.note_answer(finding.at),
                }
                self.judge_ok(&finding, policy);
            }
        }
        self.show(result.at);
        (before.0 != self.now.state).then(|| self.transition(before, result))
    }

    /// Whether one more failure makes the camera Down.
    #[must_use]
    pub fn is_at_the_brink(&self, policy: &Policy) -> bool {
        self.known_verdict() != Some(Verdict::Down)
            && self.now.memory.fails.count.saturating_add(1) >= policy.failure_threshold()
    }

    /// Whether the next probe should take a sample, whatever the rhythm: the last ones do not agree about the stream.
    #[must_use]
    pub fn doubts_stream(&self) -> bool {
        self.now.memory.stream.is_doubted()
    }

    /// Says what later probes will look at. Judgements about what none of them looks at any more are forgotten.
    pub fn expect(&mut self, samples: bool, pictures: bool) {
        if !samples {
            self.now.memory.stream = Stream::default();
            if let Some(facts) = &mut self.now.facts {
                forget_measured(facts);
            }
        }
        if !pictures {
            self.now.memory.pictures = Pictures::default();
        }
    }

    /// Says that the camera is asked at another address from now on: what was learnt there is no longer known, and
    /// another camera may well accept the same login.
    pub fn readdress(&mut self) {
        self.now.hold = None;
        self.now.facts = None;
        self.expect(false, false);
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

    fn note_probe(&mut self, result: &ProbeResult, policy: &Policy) {
        self.now.interval_seconds = policy.interval_seconds();
        self.now.last_result_at = Some(result.at);
        if !result.probed() {
            return;
        }
        self.now.last_probe_at = Some(result.at);
        self.now.latency_ms = Some(clock::millis(result.answer_time()));
        self.now.hold = None;
        if let Some(newer) = &result.facts {
            let known = self.now.facts.take().unwrap_or_default();
            self.now.facts = Some(merge(&known, newer));
        }
        if let Some(digest) = result.picture {
            self.now.memory.pictures.note(digest, result.at);
        }
    }

    /// A camera that was never judged says what it waits for.
    fn wait_for(&mut self, finding: &Finding) {
        if self.now.reason == Some(Reason::NotProbedYet)
            && let Some(message) = finding.outcome.message()
        {
            self.now.message = Some(message.to_owned());
        }
    }

    fn judge_failure(&mut self, finding: &Finding, policy: &Policy) {
        let down = self.known_verdict() == Some(Verdict::Down);
        let fails = self.now.memory.fails;
        let decided =
            fails.count >= policy.failure_threshold() || finding.outcome.reason() == Some(Reason::AuthFailed);
        if down {
            self.explain(finding);
        } else if decided {
            self.decide(Verdict::Down, fails.first.unwrap_or(finding.at), finding);
        }
    }

    fn judge_soft(&mut self, finding: &Finding, policy: &Policy) {
        let softs = self.now.memory.softs;
        match self.known_verdict() {
            Some(Verdict::Degraded) => self.explain(finding),
            Some(Verdict::Up) if softs.count < SOFT_THRESHOLD => {}
            Some(Verdict::Up) => self.decide(Verdict::Degraded, softs.first.unwrap_or(finding.at), finding),
            Some(Verdict::Down) => self.recover(Verdict::Degraded, finding, policy),
            None => self.decide(Verdict::Degraded, finding.at, finding),
        }
    }

    fn judge_ok(&mut self, finding: &Finding, policy: &Policy) {
        let oks = self.now.memory.oks;
        match self.known_verdict() {
            Some(Verdict::Up) => {}
            Some(Verdict::Degraded) if oks.count < SOFT_THRESHOLD => {}
            Some(Verdict::Degraded) => self.decide(Verdict::Up, oks.first.unwrap_or(finding.at), finding),
            Some(Verdict::Down) => self.recover(Verdict::Up, finding, policy),
            None => self.decide(Verdict::Up, finding.at, finding),
        }
    }

    /// From Down to `verdict`, once enough results without failure have come.
    fn recover(&mut self, verdict: Verdict, finding: &Finding, policy: &Policy) {
        let passes = self.now.memory.passes;
        if passes.count >= policy.success_threshold() {
            self.decide(verdict, passes.first.unwrap_or(finding.at), finding);
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

    fn decide(&mut self, verdict: Verdict, since: Timestamp, finding: &Finding) {
        self.now.verdict = Some(verdict);
        self.now.verdict_since = Some(since);
        // The unknown state ends here; `show` fills in what follows from it.
        if self.now.state == State::Unknown {
            self.now.state = verdict.state();
            self.now.since = since;
        }
        self.explain(finding);
    }

    /// Takes over the result's reason as the verdict's.
    fn explain(&mut self, finding: &Finding) {
        self.now.memory.verdict_reason = finding.outcome.reason();
        self.now.memory.verdict_message = finding.outcome.message().map(str::to_owned);
    }

    fn become_unknown(&mut self, finding: &Finding) {
        self.now.memory.forget_runs();
        if self.now.state != State::Unknown {
            self.now.state = State::Unknown;
            self.now.since = finding.at;
        }
        self.now.reason = finding.outcome.reason();
        self.now.message = finding.outcome.message().map(str::to_owned);
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
