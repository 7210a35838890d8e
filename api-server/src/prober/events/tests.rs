//! Events of scripted cameras.

use super::*;
use crate::prober::scripts::{Script, second};

fn events(reports: &[(Option<Snapshot>, Report)]) -> Vec<EventWrite> {
    let events = reports
        .iter()
        .flat_map(|(before, report)| of(3, before.as_ref(), report));
    events.collect()
}

fn told(events: &[EventWrite]) -> Vec<String> {
    let tell = |event: &EventWrite| {
        format!(
            "{} {}→{} {} {}",
            event.since.as_second(),
            event.from_state,
            event.to_state,
            event.reason.as_deref().unwrap_or("-"),
            event.verdict.as_deref().unwrap_or("-"),
        )
    };
    events.iter().map(tell).collect()
}

#[test]
fn a_transition_tells_the_verdict_and_since_when_it_holds() {
    let events = events(&Script::new().run(0, "..xxx."));
    assert_eq!(
        told(&events),
        ["0 Unknown→Up - Up", "20 Up→Down Refused Down", "50 Down→Up - Up"]
    );
    assert_eq!(events[1].verdict_since, Some(second(20)));
    assert!(events[1].at > second(40), "decided after the third failure");
}

#[test]
fn a_prober_that_was_away_is_told_afterwards() {
    let mut script = Script::new();
    let mut reports = script.run(0, "..");
    reports.extend(script.run(500, ".x"));
    let events = events(&reports);
    assert_eq!(
        told(&events),
        [
            "0 Unknown→Up - Up",
            "70 Up→Unknown NoProber Up",
            "500 Unknown→Up - Up"
        ]
    );
    assert_eq!(events[1].at, second(70));
    assert_eq!(events[1].previous_duration_ms, Some(70_000));
    assert_eq!(events[2].verdict_since, Some(second(500)));
}

#[test]
fn failures_from_before_a_gap_do_not_make_the_gap_down() {
    let mut script = Script::new();
    let mut reports = script.run(0, "..xx");
    reports.extend(script.run(500, "x"));
    assert_eq!(
        told(&events(&reports)),
        [
            "0 Unknown→Up - Up",
            "90 Up→Unknown NoProber Up",
            "500 Unknown→Down Refused Down"
        ]
    );
}

#[test]
fn a_gap_is_told_once_where_the_state_was_unknown_anyway() {
    let mut script = Script::new();
    let mut reports = script.run(0, ".??");
    reports.extend(script.run(500, "?."));
    assert_eq!(
        told(&events(&reports)),
        [
            "0 Unknown→Up - Up",
            "10 Up→Unknown GatewayDown Up",
            "510 Unknown→Up - Up"
        ]
    );
}

#[test]
fn what_lies_beneath_flapping_is_told_when_it_changes() {
    let events = events(&Script::new().run(0, "..x.x.x.xxx..."));
    let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["State", "State", "Verdict", "Verdict"]);
    assert_eq!(
        told(&events)[1..],
        [
            "70 Up→Flapping Refused Up",
            "80 Flapping→Flapping Refused Down",
            "110 Flapping→Flapping Refused Up"
        ]
    );
}
