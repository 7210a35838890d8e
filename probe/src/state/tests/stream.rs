//! What samples and pictures say lasts until they say something else.

use proptest::prelude::*;

use super::*;
use crate::result::PictureDigest;

const FROZEN: Option<Reason> = Some(Reason::Frozen);
const NO_MEDIA: Option<Reason> = Some(Reason::NoMedia);

impl Bench {
    /// Feeds the result of a probe that looked at the stream.
    fn sample(&mut self, reason: Option<Reason>) -> State {
        self.now = clock::later(self.now, self.step);
        let mut result = result(self.now, reason);
        result.stages.push(StageTime {
            stage: Stage::Sample,
            duration: Duration::from_secs(4),
        });
        self.machine.apply(&result, &self.policy);
        self.state()
    }

    /// Feeds a good result with a picture.
    fn picture(&mut self, digest: u64) -> State {
        self.now = clock::later(self.now, self.step);
        let mut result = result(self.now, OK);
        result.picture = Some(PictureDigest(digest));
        self.machine.apply(&result, &self.policy);
        self.state()
    }

    fn samples(&mut self, reason: Option<Reason>, count: usize) {
        for _ in 0..count {
            self.sample(reason);
        }
    }
}

#[test]
fn a_stream_that_works_from_the_first_sample_is_not_doubted() {
    let mut bench = Bench::new();
    assert_eq!(bench.sample(OK), State::Up);
    assert!(!bench.machine.doubts_stream());
}

#[test]
fn only_samples_make_a_camera_degraded_for_its_stream_and_good_descriptions_do_not_interrupt_them() {
    let mut bench = Bench::new();
    bench.samples(OK, 1);
    bench.sample(FROZEN);
    assert!(bench.machine.doubts_stream());
    assert_eq!(
        bench.feed_all(&[OK; 10]),
        [State::Up; 10],
        "one sample is no evidence"
    );
    assert_eq!(bench.sample(FROZEN), State::Up);
    bench.feed(OK);
    assert_eq!(bench.sample(FROZEN), State::Degraded);
    assert!(!bench.machine.doubts_stream(), "three agree");
    assert_eq!(
        bench.feed_all(&[OK; 30]),
        [State::Degraded; 30],
        "nobody has looked since"
    );
    assert_eq!(bench.machine.snapshot().reason, FROZEN);
}

#[test]
fn only_samples_make_it_up_again() {
    let mut bench = Bench::new();
    bench.samples(OK, 1);
    bench.samples(FROZEN, 3);
    assert_eq!(bench.sample(OK), State::Degraded);
    assert!(bench.machine.doubts_stream());
    assert_eq!(bench.feed_all(&[OK; 5]), [State::Degraded; 5]);
    assert_eq!(bench.sample(OK), State::Degraded);
    assert_eq!(bench.sample(OK), State::Up);
    assert!(!bench.machine.doubts_stream());
}

#[test]
fn the_flaw_is_carried_out_of_down_and_unknown() {
    for between in [[FAIL; 3], [UNKNOWN; 3]] {
        let mut bench = Bench::new();
        bench.samples(OK, 1);
        bench.samples(FROZEN, 3);
        bench.feed_all(&between);
        bench.feed(OK);
        assert_eq!(bench.state(), State::Degraded);
        assert_eq!(bench.machine.snapshot().reason, FROZEN);
    }
}

#[test]
fn a_stream_that_brings_nothing_is_down_until_a_sample_is_better() {
    let mut bench = Bench::new();
    bench.samples(OK, 1);
    bench.sample(NO_MEDIA);
    bench.feed(OK);
    bench.sample(NO_MEDIA);
    bench.feed(OK);
    assert_eq!(bench.state(), State::Up);
    assert_eq!(bench.sample(NO_MEDIA), State::Down);
    assert!(bench.machine.doubts_stream(), "every probe samples now");
    assert_eq!(
        bench.feed_all(&[OK; 5]),
        [State::Down; 5],
        "an answer is no video"
    );
    assert_eq!(bench.sample(OK), State::Up);
}

#[test]
fn a_busy_sample_says_nothing_about_the_stream() {
    let mut bench = Bench::new();
    bench.samples(OK, 1);
    bench.samples(FROZEN, 3);
    bench.samples(BUSY, 3);
    assert_eq!(bench.feed_all(&[OK; 5]), [State::Degraded; 5]);
    assert!(!bench.machine.doubts_stream());
}

#[test]
fn what_is_no_longer_looked_at_is_forgotten() {
    let mut bench = Bench::new();
    bench.samples(OK, 1);
    bench.samples(FROZEN, 3);
    bench.machine.expect(false, false);
    assert_eq!(
        bench.feed_all(&[OK; 3]),
        [State::Degraded, State::Degraded, State::Up]
    );
}

#[test]
fn three_like_pictures_a_minute_apart_are_frozen() {
    let mut bench = Bench::new();
    bench.step = Duration::from_secs(70);
    bench.picture(1);
    bench.picture(7);
    bench.picture(7);
    bench.step = Duration::from_secs(10);
    for _ in 0..6 {
        assert_eq!(bench.picture(7), State::Up, "less than a minute apart");
    }
    bench.picture(7);
    bench.feed(OK);
    bench.feed(OK);
    assert_eq!(bench.state(), State::Degraded);
    assert_eq!(bench.machine.snapshot().reason, FROZEN);
    bench.feed(OK);
    assert_eq!(bench.state(), State::Degraded, "between the pictures");
    bench.picture(8);
    bench.feed_all(&[OK; 2]);
    assert_eq!(bench.state(), State::Up, "a picture that differs ends it");
}

#[test]
fn a_picture_of_long_ago_says_nothing() {
    let mut bench = Bench::new();
    bench.step = Duration::from_secs(70);
    for _ in 0..6 {
        bench.picture(7);
    }
    assert_eq!(bench.state(), State::Degraded);
    bench.step = Duration::from_mins(11);
    bench.feed(OK);
    bench.step = Duration::from_secs(10);
    bench.feed_all(&[OK; 2]);
    assert_eq!(bench.state(), State::Up);
}

proptest! {
    #[test]
    fn cheap_results_never_move_between_up_and_degraded_what_samples_doubt(
        first in prop::sample::select(vec![OK, FROZEN]),
        cheap in 1_usize..30,
    ) {
        let mut bench = Bench::new();
        bench.samples(first, 3);
        let before = bench.state();
        bench.sample(if first == OK { FROZEN } else { OK });
        for _ in 0..cheap {
            bench.feed(OK);
            prop_assert_eq!(bench.state(), before);
        }
    }

    #[test]
    fn a_restart_between_samples_and_pictures_changes_nothing(
        steps in prop::collection::vec((any::<bool>(), table::any_reason(), 0_u64..2), 1..60),
        restart in 0_usize..60,
    ) {
        let (mut whole, mut halves) = (Bench::new(), Bench::new());
        for (number, (sampled, reason, digest)) in steps.into_iter().enumerate() {
            if number == restart {
                let stored = serde_json::to_string(halves.machine.snapshot()).unwrap();
                halves.machine = Machine::restore(serde_json::from_str(&stored).unwrap());
            }
            for bench in [&mut whole, &mut halves] {
                bench.step = Duration::from_secs(30);
                if sampled { bench.sample(reason); } else if reason == OK { bench.picture(digest); } else { bench.feed(reason); }
            }
            prop_assert_eq!(&whole.machine, &halves.machine);
        }
    }
}
