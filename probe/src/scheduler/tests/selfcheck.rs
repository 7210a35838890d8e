//! A prober that is not fit to judge says so.

use super::*;

/// Reports of `camera` that are about the prober.
fn doubts(reports: &[Report]) -> Vec<&Report> {
    let doubted = |report: &&Report| report.snapshot.reason == Some(Reason::ProberLagging);
    reports.iter().filter(doubted).collect()
}

#[tokio::test(start_paused = true)]
async fn without_a_network_nobody_is_blamed() {
    let mut bench = Bench::start(assignment(cameras(10, GOOD), "right"), 64, BTreeMap::new());
    bench.until(60).await;
    bench.script.lock().without_network = true;
    for number in 0..10 {
        bench.script.play(&format!("{GOOD}-{number}"), REFUSES);
    }
    bench.until(120).await;
    let reports = bench.reports();
    assert_eq!(count(&reports, State::Down), 0);
    assert_eq!(count(&reports, State::Unknown), 10);
    let doubted = doubts(&reports);
    assert!(
        doubted[0]
            .snapshot
            .message
            .as_ref()
            .unwrap()
            .contains("no network")
    );
    bench.script.lock().without_network = false;
    bench.until(180).await;
    assert_eq!(count(&bench.reports(), State::Down), 10, "now it is the cameras");
}

#[tokio::test(start_paused = true)]
async fn a_few_failures_do_not_question_the_network() {
    let mut bench = Bench::start(assignment(cameras(10, GOOD), "right"), 64, BTreeMap::new());
    bench.script.lock().without_network = true;
    for number in 0..4 {
        bench.script.play(&format!("{GOOD}-{number}"), REFUSES);
    }
    bench.until(120).await;
    let reports = bench.reports();
    assert_eq!((count(&reports, State::Down), count(&reports, State::Up)), (4, 6));
}

#[tokio::test(start_paused = true)]
async fn cameras_on_this_machine_need_no_network() {
    let mut local = cameras(10, REFUSES);
    for (number, camera) in local.iter_mut().enumerate() {
        camera.url = format!("rtsp://127.0.0.{}/{REFUSES}/{}", number + 1, camera.name);
    }
    let mut bench = Bench::start(assignment(local, "right"), 64, BTreeMap::new());
    bench.script.lock().without_network = true;
    bench.until(120).await;
    assert_eq!(count(&bench.reports(), State::Down), 10);
}

#[tokio::test(start_paused = true)]
async fn time_outs_of_a_prober_that_stood_still_are_not_believed() {
    let mut bench = Bench::start(
        assignment(vec![camera("hall", HANGS)], "right"),
        64,
        BTreeMap::new(),
    );
    bench.until(30).await;
    assert_eq!(last_of(&bench.reports(), "hall").snapshot.state, State::Down);
    // In the middle of a probe the clock goes on, but nobody runs.
    let started = bench.script.starts("hall").len();
    while bench.script.starts("hall").len() == started {
        sleep(Duration::from_millis(100)).await;
    }
    tokio::time::advance(Duration::from_secs(4)).await;
    sleep(Duration::from_secs(3)).await;
    let reports = bench.reports();
    let doubted = doubts(&reports);
    assert_eq!(doubted.len(), 1);
    assert_eq!(doubted[0].snapshot.state, State::Unknown);
    assert!(
        doubted[0]
            .snapshot
            .message
            .as_ref()
            .unwrap()
            .contains("stood still")
    );
    bench.until(200).await;
    assert_eq!(
        last_of(&bench.reports(), "hall").snapshot.state,
        State::Down,
        "later ones are"
    );
}
