//! Shares of time.

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;

use super::seconds;
use crate::history::availability::{Figures, Hour, Record, Share};
use crate::history::spans::{Span, Spans};
use crate::history::timeline::{Standing, Timeline};

const SECOND: i64 = 1_000_000;

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn timeline(changes: &[(i64, Standing)]) -> Timeline {
    let mut timeline = Timeline::default();
    for (since, standing) in changes {
        timeline.push(second(*since), *standing);
    }
    timeline
}

#[test]
fn a_share_is_floored_and_never_rounded_up_to_the_whole() {
    let share = |part, whole| Share::of(part, whole).map(|share| share.to_string());
    assert_eq!(share(999_999_999, 1_000_000_000).as_deref(), Some("0.9999"));
    assert_eq!(share(1_000_000_000, 1_000_000_000).as_deref(), Some("1.0000"));
    assert_eq!(share(2, 3).as_deref(), Some("0.6666"));
    assert_eq!(share(0, 3).as_deref(), Some("0.0000"));
    assert_eq!(share(0, 0), None);
    assert_eq!(share(i64::MAX, i64::MAX).as_deref(), Some("1.0000"));
    assert!(Share::of(9_999_999, 10_000_000).unwrap().ratio() < 1.0);
}

#[test]
fn states_count_by_the_verdict_beneath_them() {
    let cases = [
        ("Up", Some("Up"), Standing::Up),
        ("Degraded", Some("Degraded"), Standing::Up),
        ("Flapping", Some("Up"), Standing::Up),
        ("Flapping", Some("Degraded"), Standing::Up),
        ("Flapping", Some("Down"), Standing::Down),
        ("Flapping", None, Standing::Unknown),
        ("Down", None, Standing::Down),
        ("Up", None, Standing::Up),
        ("Unknown", Some("Up"), Standing::Unknown),
        ("Sleeping", Some("Up"), Standing::Unknown),
    ];
    for (state, verdict, standing) in cases {
        assert_eq!(Standing::new(state, verdict), standing, "{state} {verdict:?}");
    }
}

#[test]
fn an_event_never_reaches_back_before_the_one_before_it() {
    let timeline = timeline(&[
        (0, Standing::Up),
        (10, Standing::Unknown),
        (5, Standing::Down),
        (20, Standing::Up),
    ]);
    let of = |standing| timeline.of(standing, second(30)).micros() / SECOND;
    assert_eq!(
        (of(Standing::Up), of(Standing::Down), of(Standing::Unknown)),
        (20, 10, 0)
    );
}

#[test]
fn before_the_events_whole_hours_count_in_proportion() {
    let hour = |number: i64| Hour {
        span: seconds(number * 3_600, (number + 1) * 3_600),
        up: 3_000 * SECOND,
        down: 600 * SECOND,
    };
    let record = Record {
        watched: seconds(0, 40_000).into(),
        maintenance: seconds(3_600, 5_400).into(),
        timeline: timeline(&[(9_000, Standing::Up)]),
        stale_from: None,
        // The third hour ends after the events begin.
        hours: vec![hour(0), hour(1), hour(2)],
    };
    let figures = record.figures(seconds(1_800, 10_000));
    let expected = Figures {
        window: 8_200 * SECOND,
        maintenance: 1_800 * SECOND,
        up: (1_500 + 1_500 + 1_000) * SECOND,
        down: (300 + 300) * SECOND,
    };
    assert_eq!(figures, expected);
}

#[test]
fn nothing_counts_after_the_last_word_of_a_prober_is_stale() {
    let record = Record {
        watched: seconds(0, 1_000).into(),
        timeline: timeline(&[(0, Standing::Up)]),
        stale_from: Some(second(100)),
        ..Record::default()
    };
    let figures = record.figures(seconds(0, 1_000));
    assert_eq!(figures.availability().unwrap().to_string(), "1.0000");
    assert_eq!(figures.coverage().unwrap().to_string(), "0.1000");
}

fn standing() -> impl Strategy<Value = Standing> {
    prop::sample::select(vec![Standing::Up, Standing::Down, Standing::Unknown])
}

fn pieces() -> impl Strategy<Value = Spans> {
    vec((0..90_i64, 1..30_i64), 0..5).prop_map(|pieces| {
        pieces
            .into_iter()
            .map(|(from, length)| seconds(from, from + length))
            .collect()
    })
}

fn contains(spans: &Spans, second: i64) -> bool {
    let within = |span: &Span| span.from().as_second() <= second && second < span.to().as_second();
    spans.pieces().iter().any(within)
}

proptest! {
    /// Against a count second by second.
    #[test]
    fn figures_are_those_that_a_count_by_seconds_gives(
        watched in pieces(),
        maintenance in pieces(),
        mut changes in vec((0..100_i64, standing()), 0..6),
        from in 0..100_i64,
        length in 1..60_i64,
    ) {
        changes.sort_by_key(|(since, _)| *since);
        let record = Record {
            watched: watched.clone(),
            maintenance: maintenance.clone(),
            timeline: timeline(&changes),
            ..Record::default()
        };
        let mut expected = Figures::default();
        for now in from..from + length {
            expected.window += SECOND;
            if contains(&maintenance, now) {
                expected.maintenance += SECOND;
            } else if contains(&watched, now) {
                match changes.iter().rev().find(|(since, _)| *since <= now) {
                    Some((_, Standing::Up)) => expected.up += SECOND,
                    Some((_, Standing::Down)) => expected.down += SECOND,
                    _ => {}
                }
            }
        }
        let figures = record.figures(seconds(from, from + length));
        prop_assert_eq!(figures, expected);
        let whole = figures.availability().is_some_and(|share| share.ratio() >= 1.0);
        prop_assert!(!whole || figures.down == 0);
    }
}
