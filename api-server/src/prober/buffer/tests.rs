use std::time::Duration;

use jiff::SignedDuration;
use probe::{Change, ChangeKind, Machine, Outcome, Policy, ProbeResult, Reason, Stage, StageTime};

use super::*;
use crate::db::events::EventKind;

/// A report of a camera that fell over at `second`.
fn report(camera: &str, second: i64) -> Report {
    let policy = Policy::default();
    let at = Timestamp::from_second(second).unwrap();
    let mut machine = Machine::new(at, &policy);
    let result = ProbeResult {
        at,
        latency: Duration::from_millis(5),
        stages: Vec::new(),
        outcome: Outcome::failed(Reason::AuthFailed, "wrong password"),
        facts: None,
        picture: None,
    };
    let transition = machine.apply(&result, &policy);
    Report {
        camera: camera.to_owned(),
        result,
        snapshot: machine.snapshot().clone(),
        transition,
        changes: Vec::new(),
    }
}

#[test]
fn a_change_is_an_event_of_its_own_a_moment_after_the_transition() {
    let mut buffer = Buffer::new(0);
    let change = |kind| Change {
        kind,
        message: "another".to_owned(),
    };
    let report = Report {
        changes: vec![change(ChangeKind::Firmware), change(ChangeKind::Resolution)],
        ..report("hall", 1)
    };
    buffer.note(None, &report);
    let events = buffer.take().events;
    let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
    assert_eq!(
        kinds,
        [EventKind::State, EventKind::Firmware, EventKind::Resolution]
    );
    assert!(
        events.is_sorted_by(|one, next| next.at.duration_since(one.at) >= SignedDuration::from_micros(1)),
        "no two have the same time where the database keeps it: {events:?}"
    );
    assert_eq!(events[1].from_state, events[1].to_state);
    assert_eq!(events[1].to_state, "Down");
}

#[test]
fn a_release_is_written_with_the_last_of_the_events_and_the_last_state() {
    let mut buffer = Buffer::new(2);
    for second in 0..1_500 {
        buffer.note(None, &report("hall", second));
    }
    buffer.release("hall".to_owned(), 3);
    assert!(buffer.take().releases.is_empty());
    let release = ReleaseWrite {
        camera: "hall".to_owned(),
        shard: 2,
        shards: 3,
    };
    assert_eq!(buffer.take().releases, [release]);
}

#[test]
fn a_camera_that_only_waited_here_is_not_released() {
    let mut buffer = Buffer::new(1);
    buffer.release("hall".to_owned(), 3);
    assert!(buffer.take().is_empty());
}

#[test]
fn a_release_that_comes_back_is_void_for_a_camera_that_was_regained() {
    let mut buffer = Buffer::new(0);
    for camera in ["hall", "vault"] {
        buffer.note(None, &report(camera, 1));
        buffer.release(camera.to_owned(), 3);
    }
    let batch = buffer.take();
    buffer.note(None, &report("hall", 2));
    buffer.give_back(batch);
    let cameras: Vec<_> = buffer
        .take()
        .releases
        .into_iter()
        .map(|release| release.camera)
        .collect();
    assert_eq!(cameras, ["vault"]);
}

#[test]
fn a_batch_that_could_not_be_stored_comes_back_first_and_in_order() {
    let mut buffer = Buffer::new(0);
    buffer.note(None, &report("hall", 1));
    buffer.note(None, &report("hall", 2));
    let batch = buffer.take();
    buffer.note(None, &report("hall", 3));
    assert_eq!(buffer.events(), 3, "what is being written is not stored yet");
    assert_eq!(buffer.give_back(batch), Lost::default());
    assert_eq!(buffer.events(), 3);
    let again = buffer.take();
    let seconds: Vec<_> = again.events.iter().map(|event| event.at.as_second()).collect();
    assert_eq!(seconds, [1, 2, 3]);
    buffer.settle();
    assert_eq!(buffer.events(), 0);
}

#[test]
fn a_newer_state_is_not_replaced_by_one_that_comes_back() {
    let mut buffer = Buffer::new(0);
    buffer.note(None, &report("hall", 1));
    let batch = buffer.take();
    buffer.note(None, &report("hall", 2));
    buffer.give_back(batch);
    let states = buffer.take().states;
    assert_eq!(
        states
            .iter()
            .map(|state| state.result_at.as_second())
            .collect::<Vec<_>>(),
        [2]
    );
}

#[test]
fn beyond_the_limit_the_oldest_events_go_and_are_counted() {
    let mut buffer = Buffer::new(0);
    let one = report("hall", 1);
    for _ in 0..LIMIT {
        assert_eq!(buffer.note(None, &one), Lost::default());
    }
    let lost = Lost {
        events: 1,
        rollups: 0,
    };
    assert_eq!(buffer.note(None, &report("hall", 2)), lost);
    assert_eq!(buffer.events(), LIMIT);
    assert_eq!(buffer.events.back().unwrap().at.as_second(), 2);
}

#[test]
fn a_batch_has_a_bound_and_nothing_is_left_out() {
    let mut buffer = Buffer::new(0);
    for second in 0..2_500 {
        buffer.note(None, &report("hall", second));
    }
    let sizes: Vec<_> = (0..4).map(|_| buffer.take().events.len()).collect();
    assert_eq!(sizes, [1_000, 1_000, 500, 0]);
}

#[test]
fn counts_go_before_events_do() {
    let mut buffer = Buffer::new(0);
    let one = report("hall", 1);
    for _ in 0..LIMIT {
        buffer.note(None, &one);
    }
    let counted = |second| {
        let mut report = report("hall", second);
        report.result.stages = vec![StageTime {
            stage: Stage::Connect,
            duration: Duration::from_millis(5),
        }];
        report.transition = None;
        report
    };
    let lost = Lost {
        events: 0,
        rollups: 1,
    };
    assert_eq!(buffer.note(None, &counted(2)), lost);
    buffer.take();
    buffer.note(None, &counted(3));
    buffer.count_up(Timestamp::from_second(359).unwrap());
    assert!(buffer.take().rollups.is_empty(), "the bucket may still grow");
    buffer.count_up(Timestamp::from_second(360).unwrap());
    let batch = buffer.take();
    assert_eq!((batch.rollups.len(), batch.rollups[0].failed), (1, 1));
    let part = batch.rollups[0].batch;
    buffer.give_back(batch);
    assert_eq!(
        buffer.take().rollups[0].batch,
        part,
        "written again it is known again"
    );
}
