//! A wrong password is not tried everywhere.

use super::*;

/// Cameras that share credentials, at hosts of their own.
fn site(count: usize, password: &str) -> Arc<Assignment> {
    assignment(cameras(count, LOGIN), password)
}

fn asked(bench: &Bench) -> usize {
    let diary = bench.script.lock();
    let names: std::collections::BTreeSet<_> = diary.starts.iter().map(|start| &start.camera).collect();
    names.len()
}

#[tokio::test(start_paused = true)]
async fn a_rotated_password_does_not_lock_a_whole_site() {
    let mut bench = Bench::start(site(500, "right"), 512, BTreeMap::new());
    bench.until(30).await;
    assert_eq!(count(&bench.reports(), State::Up), 500);
    bench.assignment.send_replace(site(500, "wrong"));
    bench.until(5 * 60).await;
    let reports = bench.reports();
    let rejected = reports
        .iter()
        .filter(|report| report.result.outcome.reason() == Some(Reason::AuthFailed))
        .count();
    assert!((5..=10).contains(&rejected), "{rejected} cameras were tried");
    let held = reports
        .iter()
        .rfind(|report| report.snapshot.state == State::Up)
        .unwrap();
    assert_eq!(held.result.outcome.reason(), Some(Reason::AuthHeld));
    let message = held.result.outcome.message().unwrap();
    assert!(
        message.contains("\"login\"") && message.contains("Secret"),
        "{message}"
    );
    assert!(!message.contains("wrong"), "{message}");
    bench.assignment.send_replace(site(500, "right"));
    bench.until(6 * 60).await;
    assert_eq!(
        count(&bench.reports(), State::Up),
        500,
        "a correction is tried at once"
    );
}

#[tokio::test(start_paused = true)]
async fn after_the_hold_one_camera_tries_for_all() {
    let mut bench = Bench::start(site(50, "wrong"), 512, BTreeMap::new());
    bench.until(14 * 60).await;
    let first = asked(&bench);
    assert!((5..=30).contains(&first), "{first} cameras were tried");
    let before = bench.script.lock().starts.len();
    bench.until(25 * 60).await;
    assert_eq!(
        bench.script.lock().starts.len() - before,
        1,
        "one in the next quarter of an hour"
    );
    for number in 0..50 {
        bench.script.play(&format!("{LOGIN}-{number}"), GOOD);
    }
    bench.until(32 * 60).await;
    assert_eq!(
        count(&bench.reports(), State::Up),
        50,
        "and when it is let in, all follow"
    );
}

#[tokio::test(start_paused = true)]
async fn three_rejections_of_one_host_are_enough() {
    let channels = (0..3).map(|number| {
        let mut camera = camera(&format!("channel-{number}"), LOGIN);
        camera.url = format!("rtsp://recorder/{LOGIN}/channel-{number}");
        camera
    });
    let first: Vec<Camera> = channels.collect();
    let mut bench = Bench::start(assignment(first.clone(), "wrong"), 64, BTreeMap::new());
    bench.until(20).await;
    let all = [first, cameras(20, LOGIN)].concat();
    bench.assignment.send_replace(assignment(all, "wrong"));
    bench.until(60).await;
    assert_eq!(asked(&bench), 3);
    let reports = bench.reports();
    let waiting = last_of(&reports, "login-7");
    assert_eq!(waiting.snapshot.state, State::Unknown);
    let message = waiting.snapshot.message.as_ref().unwrap();
    assert!(message.contains("3 cameras rejected"), "{message}");
}

#[tokio::test(start_paused = true)]
async fn cameras_that_accept_the_password_go_on() {
    let good = assignment(cameras(20, GOOD), "wrong");
    let mut bench = Bench::start(good, 512, BTreeMap::new());
    bench.until(60).await;
    let all = [cameras(20, GOOD), cameras(20, LOGIN)].concat();
    bench.assignment.send_replace(assignment(all, "wrong"));
    bench.until(120).await;
    let rejected = asked(&bench) - 20;
    assert!((5..20).contains(&rejected), "{rejected} cameras were tried");
    let good = bench.script.starts("good-7").len();
    bench.reports();
    bench.until(300).await;
    assert!(bench.script.starts("good-7").len() > good + 10);
    assert_eq!(count(&bench.reports(), State::Up), 20);
}

#[tokio::test(start_paused = true)]
async fn a_restart_does_not_begin_to_try_again() {
    let mut bench = Bench::start(site(50, "wrong"), 512, BTreeMap::new());
    bench.until(60).await;
    let tried = asked(&bench);
    let restored: BTreeMap<String, Snapshot> = bench
        .reports()
        .into_iter()
        .map(|report| (report.camera, report.snapshot))
        .collect();
    let after = Bench::start(site(50, "wrong"), 512, restored);
    after.until(120).await;
    assert_eq!(asked(&after), 0, "after {tried} rejections before it");
}
