//! Reports for tests, made by the real state machine.

use std::time::Duration;

use jiff::Timestamp;
use probe::{Machine, Outcome, Policy, ProbeResult, Reason, Report, Snapshot, Stage, StageTime};

/// A camera whose probes have these outcomes: `.` is good, `x` is refused, `?` is a gateway that is down, a space is no probe.
pub(super) struct Script {
    policy: Policy,
    machine: Machine,
    started: bool,
}

impl Script {
    pub(super) fn new() -> Self {
        let policy = Policy::default();
        Self {
            machine: Machine::new(second(0), &policy),
            policy,
            started: false,
        }
    }

    /// The report of a probe at that second, and what was known before it.
    pub(super) fn probe(&mut self, at: i64, what: char) -> (Option<Snapshot>, Report) {
        let before = self.started.then(|| self.machine.snapshot().clone());
        self.started = true;
        let latency = Duration::from_millis(40);
        let outcome = match what {
            'x' => Outcome::failed(Reason::Refused, "nothing listens"),
            '?' => Outcome::failed(Reason::GatewayDown, "the gateway does not answer"),
            _ => Outcome::Ok,
        };
        let stage = StageTime {
            stage: Stage::Connect,
            duration: latency,
        };
        let result = ProbeResult {
            at: second(at),
            latency,
            stages: if what == '?' { Vec::new() } else { vec![stage] },
            outcome,
            facts: None,
            picture: None,
        };
        let transition = self.machine.apply(&result, &self.policy);
        let report = Report {
            camera: "hall".to_owned(),
            result,
            snapshot: self.machine.snapshot().clone(),
            transition,
            changes: Vec::new(),
        };
        (before, report)
    }

    /// The reports of probes each 10 s from that second on.
    pub(super) fn run(&mut self, from: i64, outcomes: &str) -> Vec<(Option<Snapshot>, Report)> {
        (from..)
            .step_by(10)
            .zip(outcomes.chars())
            .filter(|(_, what)| *what != ' ')
            .map(|(at, what)| self.probe(at, what))
            .collect()
    }
}

/// A time.
pub(super) fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}
