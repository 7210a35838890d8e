mod facts;
mod stream;
mod table;

use std::time::Duration;

use contract::inventory::{Depth, ProbeSettings};
use jiff::Timestamp;

use super::*;
use crate::clock;
use crate::credentials::Credentials;
use crate::reason::{Kind, Reason};
use crate::result::{Outcome, ProbeResult, Stage, StageTime};

/// A machine with a clock that goes on by a step for every result.
struct Bench {
    machine: Machine,
    policy: Policy,
    now: Timestamp,
    step: Duration,
}

impl Bench {
    fn new() -> Self {
        Self::with(Policy::default())
    }

    fn with(policy: Policy) -> Self {
        let now = Timestamp::UNIX_EPOCH;
        Self {
            machine: Machine::new(now, &policy),
            policy,
            now,
            step: Duration::from_secs(10),
        }
    }

    fn feed(&mut self, reason: Option<Reason>) -> Option<Transition> {
        self.now = clock::later(self.now, self.step);
        let result = result(self.now, reason);
        self.machine.apply(&result, &self.policy)
    }

    fn feed_all(&mut self, reasons: &[Option<Reason>]) -> Vec<State> {
        reasons
            .iter()
            .map(|reason| {
                self.feed(*reason);
                self.state()
            })
            .collect()
    }

    fn state(&self) -> State {
        self.machine.snapshot().state
    }

    fn at(&self, result: u32) -> Timestamp {
        clock::later(Timestamp::UNIX_EPOCH, self.step * result)
    }
}

fn result(at: Timestamp, reason: Option<Reason>) -> ProbeResult {
    ProbeResult {
        at,
        latency: Duration::from_millis(20),
        stages: vec![StageTime {
            stage: Stage::Connect,
            duration: Duration::from_millis(20),
        }],
        outcome: reason.map_or(Outcome::Ok, |reason| Outcome::failed(reason, "for the test")),
        facts: None,
        picture: None,
    }
}

fn policy(failure_threshold: u32, success_threshold: u32) -> Policy {
    Policy::from(&ProbeSettings {
        failure_threshold,
        success_threshold,
        ..ProbeSettings::default()
    })
}

const OK: Option<Reason> = None;
const FAIL: Option<Reason> = Some(Reason::Timeout);
const SOFT: Option<Reason> = Some(Reason::Slow);
const BUSY: Option<Reason> = Some(Reason::Busy);
const AUTH: Option<Reason> = Some(Reason::AuthFailed);
const UNKNOWN: Option<Reason> = Some(Reason::GatewayDown);

#[test]
fn a_camera_begins_unknown_and_its_first_result_decides_unless_it_fails() {
    assert_eq!(Bench::new().machine.snapshot().reason, Some(Reason::NotProbedYet));
    assert_eq!(Bench::new().feed_all(&[OK]), [State::Up]);
    assert_eq!(Bench::new().feed_all(&[SOFT]), [State::Degraded]);
    assert_eq!(
        Bench::new().feed_all(&[FAIL, FAIL, FAIL]),
        [State::Unknown, State::Unknown, State::Down]
    );
}

#[test]
fn down_takes_consecutive_failures_and_runs_from_the_first() {
    let mut bench = Bench::new();
    assert_eq!(bench.feed_all(&[OK, FAIL, FAIL, OK, FAIL, FAIL]), [State::Up; 6]);
    let transition = bench.feed(FAIL).unwrap();
    assert_eq!(
        (transition.from, transition.to, transition.reason),
        (State::Up, State::Down, FAIL)
    );
    assert_eq!(transition.since, bench.at(5), "the first failure of the three");
    assert_eq!(
        transition.at,
        clock::later(bench.at(7), Duration::from_millis(20))
    );
    assert_eq!(
        transition.previous_duration,
        bench.step * 4,
        "Up from the first result to the first failure"
    );
}

#[test]
fn down_ends_with_the_first_good_result_of_enough() {
    let mut bench = Bench::with(policy(1, 3));
    assert_eq!(
        bench.feed_all(&[OK, FAIL, OK, OK, FAIL, OK, SOFT]),
        [&[State::Up][..], &[State::Down; 6]].concat()
    );
    let transition = bench.feed(OK).unwrap();
    assert_eq!(
        (transition.to, transition.reason, transition.since),
        (State::Up, None, bench.at(6))
    );
    assert_eq!(transition.message, None);
}

#[test]
fn a_rejected_login_is_down_at_once_and_says_so() {
    let mut bench = Bench::new();
    bench.feed(OK);
    let transition = bench.feed(AUTH).unwrap();
    assert_eq!((transition.to, transition.reason), (State::Down, AUTH));
    assert_eq!(transition.since, bench.at(2));
}

#[test]
fn down_shows_its_latest_reason_without_another_transition() {
    let mut bench = Bench::with(policy(1, 1));
    bench.feed(FAIL);
    assert_eq!(bench.feed(Some(Reason::NotFound)), None);
    assert_eq!(bench.machine.snapshot().reason, Some(Reason::NotFound));
    assert_eq!(bench.machine.snapshot().since, bench.at(1));
}

#[test]
fn degraded_comes_and_goes_with_three() {
    let mut bench = Bench::new();
    assert_eq!(bench.feed_all(&[OK, SOFT, SOFT, OK, SOFT, SOFT]), [State::Up; 6]);
    let transition = bench.feed(SOFT).unwrap();
    assert_eq!(
        (transition.to, transition.reason, transition.since),
        (State::Degraded, SOFT, bench.at(5))
    );
    assert_eq!(bench.feed_all(&[OK, OK, SOFT, OK, OK]), [State::Degraded; 5]);
    let transition = bench.feed(OK).unwrap();
    assert_eq!((transition.to, transition.since), (State::Up, bench.at(11)));
}

#[test]
fn a_busy_camera_keeps_its_state_for_ten_minutes() {
    let mut bench = Bench::new();
    bench.feed(OK);
    let states = bench.feed_all(&[BUSY; 61]);
    assert_eq!(states, [State::Up; 61], "ten minutes at an interval of 10 s");
    assert_eq!(
        bench.feed_all(&[BUSY; 3]),
        [State::Up, State::Up, State::Degraded]
    );
    assert_eq!(bench.machine.snapshot().reason, BUSY);
}

#[test]
fn busy_neither_counts_nor_interrupts_a_row_of_failures() {
    let mut bench = Bench::new();
    bench.feed(OK);
    assert_eq!(
        bench.feed_all(&[FAIL, BUSY, FAIL, BUSY, FAIL])[3..],
        [State::Up, State::Down]
    );
    let mut bench = Bench::new();
    bench.feed_all(&[BUSY; 40]);
    bench.feed(OK);
    assert_eq!(
        bench.feed_all(&[BUSY; 40]),
        [State::Up; 40],
        "a good result ends the excuse's clock"
    );
}

#[test]
fn unknown_comes_at_once_keeps_the_verdict_and_forgets_the_evidence() {
    let mut bench = Bench::new();
    bench.feed_all(&[OK, FAIL, FAIL]);
    let transition = bench.feed(UNKNOWN).unwrap();
    assert_eq!(
        (transition.to, transition.reason, transition.since),
        (State::Unknown, UNKNOWN, bench.at(4))
    );
    assert_eq!(bench.machine.snapshot().verdict, Some(Verdict::Up));
    assert_eq!(bench.feed_all(&[FAIL, FAIL]), [State::Unknown; 2]);
    let transition = bench.feed(FAIL).unwrap();
    assert_eq!(
        (transition.from, transition.to, transition.since),
        (State::Unknown, State::Down, bench.at(5))
    );
    assert_eq!(bench.feed(UNKNOWN).unwrap().to, State::Unknown);
    assert_eq!(
        bench.feed(OK).unwrap().to,
        State::Up,
        "after Unknown the old Down binds nobody"
    );
}

#[test]
fn flapping_goes_on_at_six_changes_and_off_at_two() {
    let mut bench = Bench::new();
    let states = bench.feed_all(&[OK, FAIL, OK, FAIL, OK, FAIL, OK]);
    assert_eq!(states, [&[State::Up; 6][..], &[State::Flapping]].concat());
    assert_eq!(
        bench.machine.snapshot().reason,
        FAIL,
        "the latest failure is shown"
    );
    assert_eq!(
        bench.machine.snapshot().verdict,
        Some(Verdict::Up),
        "the verdict is kept beside it"
    );
    let mut steady = 0;
    let transition = loop {
        steady += 1;
        assert!(steady < 30, "flapping never ends");
        if let Some(transition) = bench.feed(OK) {
            break transition;
        }
    };
    // The window of 20 then holds 18 good results after the last two changes.
    assert_eq!(steady, 17);
    assert_eq!(
        (transition.from, transition.to, transition.reason),
        (State::Flapping, State::Up, None)
    );
    assert_eq!(transition.since, bench.now);
}

#[test]
fn a_camera_can_end_flapping_by_staying_down() {
    let mut bench = Bench::new();
    bench.feed_all(&[OK, FAIL, OK, FAIL, OK, FAIL, OK]);
    let states = bench.feed_all(&[FAIL; 20]);
    assert_eq!(states.last(), Some(&State::Down));
    assert!(
        states
            .iter()
            .all(|state| matches!(state, State::Flapping | State::Down)),
        "{states:?}"
    );
}

#[test]
fn the_second_probe_comes_two_seconds_after_a_first_failure() {
    let mut bench = Bench::new();
    let delay = |bench: &Bench| {
        let ended = clock::later(bench.now, Duration::from_millis(20));
        bench.machine.next_delay(&bench.policy, ended)
    };
    bench.feed(OK);
    assert_eq!(delay(&bench), Duration::from_secs(10));
    bench.feed(FAIL);
    assert_eq!(
        delay(&bench),
        Duration::from_millis(2_020),
        "from the end of the failed probe"
    );
    bench.feed(FAIL);
    assert_eq!(delay(&bench), Duration::from_secs(10));
}

#[test]
fn the_delay_doubles_while_down_and_ends_with_it() {
    let mut bench = Bench::new();
    bench.feed_all(&[FAIL, FAIL]);
    let mut delays = Vec::new();
    for _ in 0..6 {
        bench.feed(FAIL);
        delays.push(bench.machine.next_delay(&bench.policy, bench.now).as_secs());
    }
    assert_eq!(delays, [10, 20, 40, 50, 50, 50]);
    bench.feed(OK);
    assert_eq!(bench.machine.next_delay(&bench.policy, bench.now).as_secs(), 10);
}

#[test]
fn a_camera_whose_probes_take_samples_is_asked_before_readers_take_its_state_for_stale() {
    let settings = ProbeSettings {
        depth: Depth::Stream,
        ..ProbeSettings::default()
    };
    let mut bench = Bench::with(Policy::from(&settings));
    bench.feed_all(&[FAIL; 12]);
    let delay = bench.machine.next_delay(&bench.policy, bench.now);
    let answered = delay + bench.policy.timeout() + bench.policy.sample_limit();
    assert!(delay >= Duration::from_secs(20), "{delay:?}");
    assert!(answered < stale_after(bench.policy.interval()), "{answered:?}");
}

#[test]
fn a_login_is_held_until_its_time_is_over_or_another_probe_was_made() {
    let mut bench = Bench::new();
    bench.feed(AUTH);
    bench.machine.hold(
        bench.now,
        Credentials::new("viewer", "hunter2").fingerprint("salt"),
    );
    let end = clock::later(bench.now, Duration::from_mins(15));
    assert!(bench.machine.held(bench.now).is_some());
    assert!(bench.machine.held(end).is_none());
    let nearly = clock::later(bench.now, Duration::from_secs(15 * 60 - 4));
    assert_eq!(bench.machine.next_delay(&bench.policy, nearly).as_secs(), 4);
    let waiting = ProbeResult::without_probe(nearly, Reason::AuthHeld, "held");
    assert_eq!(bench.machine.apply(&waiting, &bench.policy), None);
    assert_eq!(bench.machine.snapshot().reason, AUTH, "waiting does not hide why");
    assert_eq!(
        bench.machine.snapshot().last_result_at,
        Some(nearly),
        "waiting is not a dead prober"
    );
    assert_eq!(bench.machine.snapshot().last_probe_at, Some(bench.at(1)));
    bench.feed(OK);
    assert!(bench.machine.snapshot().hold.is_none());
}

#[test]
fn a_machine_goes_on_where_its_snapshot_was_taken() {
    let mut bench = Bench::new();
    bench.feed_all(&[OK, FAIL, FAIL]);
    let stored = serde_json::to_string(bench.machine.snapshot()).unwrap();
    let mut restored = Machine::restore(serde_json::from_str(&stored).unwrap());
    assert_eq!(restored, bench.machine);
    let next = result(clock::later(bench.now, bench.step), FAIL);
    assert_eq!(
        restored.apply(&next, &bench.policy),
        bench.machine.apply(&next, &bench.policy)
    );
    assert_eq!(restored.snapshot().state, State::Down);
}

#[test]
fn a_zero_in_the_settings_is_taken_as_one() {
    let zero = ProbeSettings {
        interval_seconds: 0,
        timeout_seconds: 0,
        failure_threshold: 0,
        success_threshold: 0,
        ..ProbeSettings::default()
    };
    let mut bench = Bench::with(Policy::from(&zero));
    assert_eq!(bench.feed_all(&[FAIL, OK]), [State::Down, State::Up]);
    assert!(bench.machine.next_delay(&bench.policy, bench.now) >= Duration::from_secs(1));
}
