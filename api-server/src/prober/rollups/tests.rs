//! What is counted.

use std::collections::BTreeMap;

use super::*;
use crate::prober::scripts::Script;

/// Probes, failed ones and seconds Up, Degraded, Down, Unknown by start of the bucket.
type Sums = BTreeMap<i64, (i32, i32, [f64; 4])>;

fn sums(parts: impl IntoIterator<Item = RollupWrite>) -> Sums {
    let mut sums = Sums::new();
    for part in parts {
        let sum = sums.entry(part.at.as_second()).or_default();
        sum.0 += part.probes;
        sum.1 += part.failed;
        let seconds = [part.up_s, part.degraded_s, part.down_s, part.unknown_s];
        for (sum, seconds) in sum.2.iter_mut().zip(seconds) {
            *sum += seconds;
        }
    }
    sums
}

fn counted(reports: &[(Option<Snapshot>, Report)]) -> Vec<RollupWrite> {
    let mut tally = Tally::default();
    for (before, report) in reports {
        tally.note(before.as_ref(), report);
    }
    tally.take(Timestamp::MAX, 7)
}

#[test]
fn time_is_counted_by_state_and_divided_between_buckets() {
    let mut script = Script::new();
    let parts = counted(&script.run(250, "............"));
    assert_eq!(
        sums(parts.clone()),
        [
            (0, (5, 0, [50.0, 0.0, 0.0, 0.0])),
            (300, (7, 0, [60.0, 0.0, 0.0, 0.0]))
        ]
        .into()
    );
    let first = &parts[0];
    assert_eq!((first.batch, first.latency_sum_ms), (7, 200));
    assert_eq!((first.latency_min_ms, first.latency_max_ms), (Some(40), Some(40)));
}

#[test]
fn down_counts_from_the_first_failed_probe() {
    let mut script = Script::new();
    let sums = sums(counted(&script.run(0, "...xxxx..")));
    assert_eq!(sums[&0], (9, 4, [40.0, 0.0, 40.0, 0.0]));
}

#[test]
fn a_decision_after_the_bucket_was_written_takes_the_time_away_there() {
    let mut script = Script::new();
    let mut tally = Tally::default();
    let mut parts = Vec::new();
    for (before, report) in script.run(240, "....x") {
        tally.note(before.as_ref(), &report);
    }
    // Written early, as at the end of a process; the next one goes on where this one was.
    parts.extend(tally.take(Timestamp::MAX, 1));
    assert_eq!(sums(parts.clone())[&0], (5, 1, [40.0, 0.0, 0.0, 0.0]));
    let mut next = Tally::default();
    for (before, report) in script.run(290, "xxx.") {
        next.note(before.as_ref(), &report);
    }
    parts.extend(next.take(Timestamp::MAX, 2));
    let sums = sums(parts);
    assert_eq!(sums[&0], (6, 2, [40.0, 0.0, 20.0, 0.0]));
    assert_eq!(sums[&300], (3, 2, [0.0, 0.0, 20.0, 0.0]));
}

#[test]
fn a_gap_without_a_prober_is_unknown_from_when_the_state_was_stale() {
    let mut script = Script::new();
    let mut reports = script.run(0, "..");
    reports.extend(script.run(200, ".."));
    let sums = sums(counted(&reports));
    assert_eq!(sums[&0], (4, 0, [10.0 + 60.0 + 10.0, 0.0, 0.0, 130.0]));
}

#[test]
fn a_gateway_that_is_down_is_no_probe_and_unknown() {
    let mut script = Script::new();
    let sums = sums(counted(&script.run(0, "..???..")));
    assert_eq!(sums[&0], (4, 0, [30.0, 0.0, 0.0, 30.0]));
}
