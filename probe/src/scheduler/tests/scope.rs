//! What probes look at beside the answer, and how often.

use super::*;

fn streaming(name: &str) -> Camera {
    let mut camera = camera(name, GOOD);
    camera.probe.depth = Depth::Stream;
    camera.snapshot_url = Some(format!("http://{name}/picture"));
    camera
}

fn gaps(starts: &[Start], asked: impl Fn(Scope) -> bool) -> Vec<Duration> {
    let times: Vec<Duration> = starts
        .iter()
        .filter(|start| asked(start.scope))
        .map(|start| start.at)
        .collect();
    times.windows(2).map(|pair| pair[1].abs_diff(pair[0])).collect()
}

#[tokio::test(start_paused = true)]
async fn each_question_has_its_own_rhythm() {
    let bench = Bench::start(assignment(vec![streaming("hall")], "right"), 8, BTreeMap::new());
    bench.until(3600).await;
    let starts = bench.script.scopes("hall");
    assert!(
        starts[0].scope.device && !starts[0].scope.sample,
        "who it is comes first"
    );
    let first = starts.iter().find(|start| start.scope.sample).unwrap();
    assert!(
        first.at < Duration::from_mins(1),
        "the first sample comes soon: {:?}",
        first.at
    );
    for (asked, least, most) in [
        (gaps(&starts, |scope| scope.sample), 270, 340),
        (gaps(&starts, |scope| scope.device), 560, 650),
        (gaps(&starts, |scope| scope.picture), 55, 105),
    ] {
        assert!(!asked.is_empty());
        for gap in asked {
            assert!(
                (least..=most).contains(&gap.as_secs()),
                "{gap:?}, not {least} to {most} s"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_camera_of_another_depth_is_never_sampled() {
    let bench = Bench::start(
        assignment(vec![camera("hall", GOOD)], "right"),
        8,
        BTreeMap::new(),
    );
    bench.until(900).await;
    let starts = bench.script.scopes("hall");
    assert!(
        starts
            .iter()
            .all(|start| !start.scope.sample && !start.scope.picture)
    );
}

#[tokio::test(start_paused = true)]
async fn a_frozen_stream_is_sampled_again_until_three_agree_and_stays_degraded_between_samples() {
    let mut bench = Bench::start(assignment(vec![streaming("hall")], "right"), 8, BTreeMap::new());
    bench.script.play("hall", FROZEN);
    bench.until(120).await;
    let reports = bench.reports();
    let transitions: Vec<_> = reports
        .iter()
        .filter_map(|report| report.transition.as_ref())
        .map(|transition| (transition.to, transition.reason))
        .collect();
    assert_eq!(
        transitions,
        [(State::Up, None), (State::Degraded, Some(Reason::Frozen))]
    );
    let samples = |bench: &Bench| {
        bench
            .script
            .scopes("hall")
            .iter()
            .filter(|start| start.scope.sample)
            .count()
    };
    assert_eq!(samples(&bench), 3, "three in a row, then the rhythm");
    bench.until(250).await;
    assert_eq!(last_of(&bench.reports(), "hall").snapshot.state, State::Degraded);
    bench.script.play("hall", GOOD);
    bench.until(500).await;
    assert_eq!(last_of(&bench.reports(), "hall").snapshot.state, State::Up);
}

#[tokio::test(start_paused = true)]
async fn pictures_that_stand_still_are_seen_between_samples() {
    let mut bench = Bench::start(assignment(vec![streaming("hall")], "right"), 8, BTreeMap::new());
    bench.script.play("hall", STILL);
    bench.until(400).await;
    let snapshot = last_of(&bench.reports(), "hall").snapshot.clone();
    assert_eq!(
        (snapshot.state, snapshot.reason),
        (State::Degraded, Some(Reason::Frozen))
    );
    bench.script.play("hall", GOOD);
    bench.until(600).await;
    assert_eq!(last_of(&bench.reports(), "hall").snapshot.state, State::Up);
}

#[tokio::test(start_paused = true)]
async fn samples_are_few_at_a_time() {
    let cameras = (0..100)
        .map(|number| streaming(&format!("camera-{number}")))
        .collect();
    let bench = Bench::start(assignment(cameras, "right"), 16, BTreeMap::new());
    bench.until(600).await;
    let diary = bench.script.lock();
    let mut times: Vec<Duration> = diary
        .starts
        .iter()
        .filter(|start| start.scope.sample)
        .map(|start| start.at)
        .collect();
    times.sort_unstable();
    assert!(times.len() > 100, "every camera gets its turn: {}", times.len());
    // A scripted sample takes 10 ms.
    let crowded = times
        .windows(3)
        .filter(|three| three[2].abs_diff(three[0]) < Duration::from_millis(10))
        .count();
    assert_eq!(crowded, 0, "an eighth of 16 at a time");
}
