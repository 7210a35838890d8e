//! Sets of time behave as sets of their seconds do.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;

use super::seconds;
use crate::history::buckets::Resolution;
use crate::history::spans::{Span, Spans};

/// A small calendar, so that pieces meet.
const END: i64 = 40;

fn pieces() -> impl Strategy<Value = Spans> {
    vec((0..END, 1..8_i64), 0..8).prop_map(|pieces| {
        pieces
            .into_iter()
            .map(|(from, length)| seconds(from, from + length))
            .collect()
    })
}

/// The seconds that are in the set.
fn members(spans: &Spans) -> BTreeSet<i64> {
    let piece = |span: &Span| span.from().as_second()..span.to().as_second();
    spans.pieces().iter().flat_map(piece).collect()
}

/// Whether the pieces are in order and neither overlap nor touch.
fn is_normal(spans: &Spans) -> bool {
    spans
        .pieces()
        .windows(2)
        .all(|pair| pair[0].to() < pair[1].from())
}

proptest! {
    #[test]
    fn sets_of_time_behave_as_sets_of_their_seconds((one, other) in (pieces(), pieces())) {
        let (a, b) = (members(&one), members(&other));
        let both = one.intersection(&other);
        let rest = one.without(&other);
        let any = one.union(&other);
        prop_assert_eq!(members(&both), a.intersection(&b).copied().collect());
        prop_assert_eq!(members(&rest), a.difference(&b).copied().collect());
        prop_assert_eq!(members(&any), a.union(&b).copied().collect());
        prop_assert!(is_normal(&one) && is_normal(&any) && is_normal(&rest), "{:?} {:?}", one, rest);
        prop_assert_eq!(one.micros(), i64::try_from(a.len()).unwrap() * 1_000_000);
        prop_assert_eq!(both.micros() + rest.micros(), one.micros());
    }

    #[test]
    fn buckets_cover_the_range_without_a_gap(from in 0..4_000_000_000_i64, length in 1..70_000_000_i64) {
        let range = seconds(from, from + length);
        for kept in [Timestamp::MIN, Timestamp::MAX] {
            let resolution = Resolution::of(range, kept);
            let width = resolution.seconds();
            let buckets = resolution.buckets(range);
            prop_assert!(buckets.windows(2).all(|pair| pair[1].as_second() - pair[0].as_second() == width));
            prop_assert!(buckets.iter().all(|at| at.as_second() % width == 0), "on UTC");
            let (first, last) = (buckets[0].as_second(), buckets[buckets.len() - 1].as_second());
            prop_assert!(first <= from && from < first + width);
            prop_assert!(last < from + length && from + length <= last + width);
            prop_assert!(buckets.len() <= 812, "{}", buckets.len());
        }
    }
}

#[test]
fn a_range_has_the_resolution_of_its_length() {
    let day = 86_400;
    let of = |length, kept| Resolution::of(seconds(0, length), Timestamp::from_second(kept).unwrap());
    assert_eq!(of(day, 0), Resolution::Fine);
    assert_eq!(of(day + 1, 0), Resolution::Hour);
    assert_eq!(of(14 * day, 0), Resolution::Hour);
    assert_eq!(of(14 * day + 1, 0), Resolution::Day);
    assert_eq!(of(60, 1), Resolution::Hour, "5 minutes are no longer kept");
}

#[test]
fn an_empty_piece_is_none() {
    let now = Timestamp::UNIX_EPOCH;
    assert_eq!(Span::new(now, now), None);
    assert_eq!(Span::of_instant(Timestamp::MAX).to(), Timestamp::MAX);
    let second = SignedDuration::from_secs(1);
    assert_eq!(Span::new(now + second, now), None);
}
