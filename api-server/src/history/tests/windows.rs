//! Windows, also where clocks are set.

use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use proptest::prelude::*;

use super::{at, seconds, span};
use crate::history::recurrence::Recurrence;
use crate::history::spans::{Span, Spans};
use crate::history::windows::{Calendar, Overlay, Scope, Window};

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

fn recurring(cron: &str, zone: &str, duration: SignedDuration) -> Recurrence {
    Recurrence::new(cron, zone, duration).unwrap()
}

fn once(id: i64, scope: Scope, span: Span) -> Window {
    Window {
        id,
        scope,
        starts_at: span.from(),
        ends_at: Some(span.to()),
        recurrence: None,
    }
}

#[test]
fn a_window_keeps_its_local_time_across_both_changes_of_the_clocks() {
    let nightly = recurring("30 22 * * *", "Europe/Paris", hours(1));
    let found = nightly.occurrences(span("2026-03-28T00:00:00Z", "2026-03-30T00:00:00Z"));
    assert_eq!(
        found,
        [
            span("2026-03-28T21:30:00Z", "2026-03-28T22:30:00Z"),
            span("2026-03-29T20:30:00Z", "2026-03-29T21:30:00Z"),
        ]
    );
    let found = nightly.occurrences(span("2026-10-24T12:00:00Z", "2026-10-26T00:00:00Z"));
    assert_eq!(
        found,
        [
            span("2026-10-24T20:30:00Z", "2026-10-24T21:30:00Z"),
            span("2026-10-25T21:30:00Z", "2026-10-25T22:30:00Z"),
        ]
    );
}

#[test]
fn a_local_time_that_is_skipped_comes_later_and_one_that_comes_twice_counts_once() {
    let at_half_past_two = recurring("30 2 * * *", "Europe/Paris", hours(1));
    // 02:30 does not exist on 29 March: the clock shows 03:30 instead.
    assert_eq!(
        at_half_past_two.occurrences(span("2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z")),
        [span("2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z")]
    );
    // On 25 October it is 02:30 at 00:30 and at 01:30 UTC.
    assert_eq!(
        at_half_past_two.occurrences(span("2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z")),
        [span("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")]
    );
}

#[test]
fn an_occurrence_that_began_before_is_found() {
    let weekly = recurring("0 22 * * FRI", "Asia/Tokyo", hours(60));
    let monday = span("2026-11-23T00:00:00Z", "2026-11-23T00:30:00Z");
    assert_eq!(
        weekly.occurrences(monday),
        [span("2026-11-20T13:00:00Z", "2026-11-23T01:00:00Z")]
    );
}

#[test]
fn a_window_holds_between_its_start_and_its_end_only() {
    let window = Window {
        id: 1,
        scope: Scope::Site,
        starts_at: at("2026-11-20T22:30:00Z"),
        ends_at: Some(at("2026-11-22T22:15:00Z")),
        recurrence: Some(recurring("0 22 * * *", "UTC", hours(1))),
    };
    assert_eq!(
        window.pieces(span("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")),
        [
            span("2026-11-20T22:30:00Z", "2026-11-20T23:00:00Z"),
            span("2026-11-21T22:00:00Z", "2026-11-21T23:00:00Z"),
            span("2026-11-22T22:00:00Z", "2026-11-22T22:15:00Z"),
        ]
    );
    assert!(
        window
            .pieces(span("2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"))
            .is_empty()
    );
    assert_eq!(window.piece_at(at("2026-11-21T21:59:59.999999Z")), None);
    let piece = window.piece_at(at("2026-11-21T22:00:00Z")).unwrap();
    assert_eq!(piece.to(), at("2026-11-21T23:00:00Z"));
    assert_eq!(window.piece_at(piece.to()), None);
}

#[test]
fn a_camera_is_under_the_window_that_covers_it_and_ends_last() {
    let hour = |id, scope, end| once(id, scope, seconds(0, end));
    let windows = [
        hour(1, Scope::Site, 100),
        hour(2, Scope::Zone("quais".to_owned()), 300),
        hour(3, Scope::Camera("hall".to_owned()), 200),
    ];
    let now = Timestamp::from_second(50).unwrap();
    let overlay = Overlay::new(&windows, now);
    let id = |camera, zone| overlay.of(camera, zone).map(|active| active.id);
    assert_eq!(id("vault", ""), Some(1));
    assert_eq!(id("hall", ""), Some(3));
    assert_eq!(id("hall", "quais"), Some(2));
    let later = Overlay::new(&windows, Timestamp::from_second(250).unwrap());
    assert_eq!(later.of("vault", ""), None);
    let calendar = Calendar::new(&windows, seconds(90, 400));
    assert_eq!(calendar.of("hall", ""), Spans::from(seconds(90, 200)));
    assert_eq!(calendar.of("vault", "quais"), Spans::from(seconds(90, 300)));
}

proptest! {
    /// Against a search minute by minute on the local clock.
    #[test]
    fn occurrences_are_those_that_a_search_by_minutes_finds(
        minute in 0..60_i8,
        hour in 0..24_i8,
        zone in prop::sample::select(vec!["Europe/Paris", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"]),
        day in 0..720_i64,
        duration in 1..50_i64,
    ) {
        let cron = format!("{minute} {hour} * * *");
        let recurrence = recurring(&cron, zone, hours(duration));
        let start = date(2025, 1, 1).to_zoned(TimeZone::UTC).unwrap().timestamp() + hours(24 * day);
        let within = Span::new(start, start + hours(72)).unwrap();
        let zone = TimeZone::get(zone).unwrap();
        let first = start.to_zoned(zone.clone()).date() - 4.days();
        let expected: Vec<Span> = (0..12_i64)
            .filter_map(|day| {
                let clock = (first + day.days()).at(hour, minute, 0, 0);
                let begins = zone.to_ambiguous_zoned(clock).compatible().unwrap().timestamp();
                let occurrence = Span::new(begins, begins + hours(duration)).unwrap();
                occurrence.intersection(within).map(|_| occurrence)
            })
            .collect();
        prop_assert_eq!(recurrence.occurrences(within), expected);
    }
}
