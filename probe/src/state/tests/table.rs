//! The table of states as data, and every sequence of results against it.

use proptest::prelude::*;

use super::*;

/// What the results since the state was last Unknown come to, counted naively from their whole list.
struct Evidence {
    since_unknown: Vec<Option<Reason>>,
    failures: usize,
    successes: usize,
}

impl Evidence {
    fn last(&self) -> Option<&Option<Reason>> {
        self.since_unknown.last()
    }

    /// How many of the last results in a row are of such a kind.
    fn run(&self, wanted: fn(Option<Kind>) -> bool) -> usize {
        let kinds = self
            .since_unknown
            .iter()
            .rev()
            .map(|reason| reason.map(Reason::kind));
        kinds.take_while(|kind| wanted(*kind)).count()
    }

    fn ends_good(&self) -> bool {
        self.last() == Some(&OK)
    }

    fn ends_soft(&self) -> bool {
        self.run(is_soft) > 0
    }

    fn fails(&self) -> bool {
        self.last() == Some(&AUTH) || self.run(is_fail) >= self.failures
    }

    fn passes(&self) -> bool {
        self.run(|kind| !is_fail(kind)) >= self.successes
    }
}

fn is_fail(kind: Option<Kind>) -> bool {
    kind == Some(Kind::Fail)
}

fn is_soft(kind: Option<Kind>) -> bool {
    kind == Some(Kind::Soft)
}

fn is_good(kind: Option<Kind>) -> bool {
    kind.is_none()
}

/// From a verdict (none while Unknown) to another, and what it takes. What is not here does not happen.
type Row = (Option<Verdict>, Verdict, fn(&Evidence) -> bool);
const TABLE: &[Row] = &[
    (None, Verdict::Up, Evidence::ends_good),
    (None, Verdict::Degraded, Evidence::ends_soft),
    (None, Verdict::Down, Evidence::fails),
    (Some(Verdict::Up), Verdict::Down, Evidence::fails),
    (Some(Verdict::Degraded), Verdict::Down, Evidence::fails),
    (Some(Verdict::Down), Verdict::Up, |it| {
        it.ends_good() && it.passes()
    }),
    (Some(Verdict::Down), Verdict::Degraded, |it| {
        it.ends_soft() && it.passes()
    }),
    (Some(Verdict::Up), Verdict::Degraded, |it| it.run(is_soft) >= 3),
    (Some(Verdict::Degraded), Verdict::Up, |it| it.run(is_good) >= 3),
];

/// A slow and simple machine.
struct Model {
    evidence: Evidence,
    verdict: Option<Verdict>,
    /// All results that count, whether they failed.
    raw: Vec<bool>,
    flapping: bool,
}

impl Model {
    fn feed(&mut self, reason: Option<Reason>) -> State {
        match reason.map(Reason::kind) {
            Some(Kind::Unknown) => {
                self.verdict = None;
                self.evidence.since_unknown.clear();
            }
            Some(Kind::Neutral) => {}
            kind => {
                self.evidence.since_unknown.push(reason);
                self.raw.push(is_fail(kind));
                self.flap();
                self.judge();
            }
        }
        match self.verdict {
            None => State::Unknown,
            Some(_) if self.flapping => State::Flapping,
            Some(verdict) => verdict.state(),
        }
    }

    fn flap(&mut self) {
        let last = &self.raw[self.raw.len().saturating_sub(20)..];
        let changes = last.windows(2).filter(|pair| pair[0] != pair[1]).count();
        self.flapping = changes >= 6 || (self.flapping && changes > 2);
    }

    fn judge(&mut self) {
        let row = TABLE
            .iter()
            .find(|(from, _, takes)| *from == self.verdict && takes(&self.evidence));
        if let Some((_, to, _)) = row {
            self.verdict = Some(*to);
        }
    }
}

proptest! {
    /// Long busy is left to tests of its own: it needs a clock, which the model has not.
    #[test]
    fn the_machine_does_what_the_table_says_and_nothing_else(
        reasons in prop::collection::vec(
            any_reason().prop_filter("busy needs a clock", |reason| *reason != BUSY), 1..150),
        failures in 1_u32..5,
        successes in 1_u32..4,
        restart in 0_usize..150,
    ) {
        let mut bench = Bench::with(policy(failures, successes));
        let (failures, successes, since_unknown) = (failures as usize, successes as usize, Vec::new());
        let evidence = Evidence { since_unknown, failures, successes };
        let mut model = Model { evidence, verdict: None, raw: Vec::new(), flapping: false };
        for (number, reason) in reasons.into_iter().enumerate() {
            if number == restart {
                let stored = serde_json::to_string(bench.machine.snapshot()).unwrap();
                bench.machine = Machine::restore(serde_json::from_str(&stored).unwrap());
            }
            let before = bench.machine.snapshot().clone();
            let transition = bench.feed(reason);
            let after = bench.machine.snapshot();
            prop_assert_eq!(after.state, model.feed(reason), "result {} was {:?}", number, reason);
            prop_assert_eq!(transition.map(|it| (it.from, it.to)),
                (before.state != after.state).then_some((before.state, after.state)));
            prop_assert!(after.since >= before.since, "states follow each other");
        }
    }
}

pub(super) fn any_reason() -> impl Strategy<Value = Option<Reason>> {
    prop_oneof![
        4 => Just(None),
        4 => prop::sample::select(Reason::ALL).prop_map(Some),
        3 => Just(FAIL),
        1 => Just(SOFT),
    ]
}

/// What must hold of every snapshot, whatever came before.
fn check(snapshot: &Snapshot, now: Timestamp) -> Result<(), TestCaseError> {
    let kind = snapshot.reason.map(Reason::kind);
    match snapshot.state {
        State::Up => prop_assert_eq!(kind, None),
        State::Down => prop_assert_eq!(kind, Some(Kind::Fail)),
        State::Flapping => prop_assert_eq!(kind, Some(Kind::Fail)),
        State::Unknown => prop_assert_eq!(kind, Some(Kind::Unknown)),
        State::Degraded => prop_assert!(kind == Some(Kind::Soft) || snapshot.reason == BUSY),
    }
    prop_assert_eq!(snapshot.reason.is_some(), snapshot.message.is_some());
    if !matches!(snapshot.state, State::Unknown | State::Flapping) {
        prop_assert_eq!(snapshot.verdict.map(Verdict::state), Some(snapshot.state));
    }
    prop_assert!(snapshot.since <= now);
    prop_assert_eq!(snapshot.verdict.is_some(), snapshot.verdict_since.is_some());
    Ok(())
}

proptest! {
    #[test]
    fn no_sequence_of_results_reaches_a_forbidden_state(
        reasons in prop::collection::vec(any_reason(), 1..120),
        failures in 1_u32..5,
        successes in 1_u32..4,
    ) {
        let mut bench = Bench::with(policy(failures, successes));
        let mut first_failure = None;
        for reason in reasons {
            let before = bench.machine.snapshot().clone();
            let transition = bench.feed(reason);
            match reason.map(Reason::kind) {
                Some(Kind::Fail) => { first_failure.get_or_insert(bench.now); }
                Some(Kind::Neutral) if reason != BUSY => {}
                Some(Kind::Neutral) if before.memory.fails == bench.machine.snapshot().memory.fails => {}
                _ => first_failure = None,
            }
            let after = bench.machine.snapshot();
            check(after, bench.now)?;
            prop_assert_eq!(transition.is_some(), before.state != after.state, "a transition is a change");
            if let Some(transition) = transition {
                prop_assert_eq!((transition.from, transition.to), (before.state, after.state));
                prop_assert_eq!(transition.since, after.since);
                prop_assert!(transition.since <= transition.at && transition.since >= before.since);
                if transition.to == State::Down && before.state != State::Flapping {
                    let failing = first_failure.map(|at| at.max(before.since));
                    prop_assert_eq!(Some(transition.since), failing, "down since the first failed probe");
                }
            } else {
                prop_assert_eq!(before.since, after.since);
            }
            let delay = bench.machine.next_delay(&bench.policy, bench.now);
            let longest = stale_after(bench.policy.interval());
            prop_assert!(delay >= Duration::from_secs(2), "{delay:?}");
            prop_assert!(delay + bench.policy.timeout() < longest, "{delay:?}");
        }
    }

    #[test]
    fn neutral_results_change_nothing_that_is_shown(
        reasons in prop::collection::vec(any_reason(), 1..40),
    ) {
        let mut bench = Bench::new();
        bench.feed_all(&reasons);
        let before = effective(bench.machine.snapshot(), bench.now);
        bench.feed(Some(Reason::AuthHeld));
        let mut after = effective(bench.machine.snapshot(), bench.now);
        if after.reason == Some(Reason::NotProbedYet) {
            // Only a camera that was never judged says what it waits for.
            after.message.clone_from(&before.message);
        }
        prop_assert_eq!(before, after);
    }
}
