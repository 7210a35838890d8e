//! Who is to blame when many cameras fail: the gateway, or they.

use super::*;

/// A site of cameras that behave well, with a gateway.
fn site(count: usize, threshold: u32) -> Arc<Assignment> {
    let mut cameras = cameras(count, GOOD);
    for camera in &mut cameras {
        camera.probe.failure_threshold = threshold;
    }
    let inventory = CamerasFile {
        gateway: Some("tcp://gateway:80".into()),
        ..inventory(cameras, 1)
    };
    assigned(&inventory, "right", 0)
}

fn all_play(bench: &Bench, count: usize, behaviour: &'static str) {
    for number in 0..count {
        bench.script.play(&format!("{GOOD}-{number}"), behaviour);
    }
}

fn downs(reports: &[Report]) -> usize {
    let down = |report: &&Report| report.snapshot.state == State::Down;
    reports.iter().filter(down).count()
}

#[tokio::test(start_paused = true)]
async fn a_dead_gateway_turns_all_cameras_unknown_and_none_down() {
    for (threshold, behaviour) in [(3, HANGS), (1, HANGS), (3, REFUSES), (1, REFUSES)] {
        let mut bench = Bench::start(site(20, threshold), 64, BTreeMap::new());
        bench.until(60).await;
        assert_eq!(count(&bench.reports(), State::Up), 20);
        assert_eq!(*bench.gateway.borrow(), Gateway::Up);
        all_play(&bench, 20, behaviour);
        bench.script.play("gateway", behaviour);
        bench.until(120).await;
        let reports = bench.reports();
        assert_eq!(downs(&reports), 0, "threshold {threshold}, {behaviour}");
        assert_eq!(count(&reports, State::Unknown), 20);
        let transitions: Vec<_> = reports
            .iter()
            .filter_map(|report| report.transition.as_ref())
            .collect();
        assert_eq!(transitions.len(), 20, "one event a camera");
        assert!(
            transitions
                .iter()
                .all(|it| it.reason == Some(Reason::GatewayDown))
        );
        assert_eq!(*bench.gateway.borrow(), Gateway::Down);
    }
}

#[tokio::test(start_paused = true)]
async fn cameras_rest_while_the_gateway_is_down_and_are_probed_when_it_is_back() {
    let mut bench = Bench::start(site(20, 3), 64, BTreeMap::new());
    bench.until(60).await;
    all_play(&bench, 20, HANGS);
    bench.script.play("gateway", HANGS);
    bench.until(100).await;
    let before: usize = bench.script.lock().starts.len();
    bench.reports();
    bench.until(400).await;
    let asked = bench.script.lock().starts[before..]
        .iter()
        .filter(|start| start.camera != "gateway")
        .count();
    assert_eq!(asked, 0, "nothing is asked of the cameras");
    let reports = bench.reports();
    let last = &last_of(&reports, "good-3").snapshot;
    let shown = crate::effective(last, bench.script.now());
    assert_eq!(
        shown.reason,
        Some(Reason::GatewayDown),
        "and they do not look as if nobody watched them"
    );
    all_play(&bench, 20, GOOD);
    bench.script.play("gateway", GOOD);
    bench.until(425).await;
    assert_eq!(count(&bench.reports(), State::Up), 20);
    assert_eq!(*bench.gateway.borrow(), Gateway::Up);
    assert_eq!(bench.script.most_running(), 1);
}

#[tokio::test(start_paused = true)]
async fn most_cameras_may_fail_behind_a_good_gateway() {
    for (threshold, behaviour) in [(3, HANGS), (1, REFUSES)] {
        let mut bench = Bench::start(site(20, threshold), 64, BTreeMap::new());
        bench.until(60).await;
        all_play(&bench, 16, behaviour);
        bench.until(120).await;
        let reports = bench.reports();
        assert_eq!(count(&reports, State::Down), 16);
        assert_eq!(count(&reports, State::Up), 4);
        assert_eq!(*bench.gateway.borrow(), Gateway::Up);
    }
}

#[tokio::test(start_paused = true)]
async fn one_camera_is_down_after_exactly_its_failures() {
    let mut bench = Bench::start(site(20, 3), 64, BTreeMap::new());
    bench.until(60).await;
    bench.reports();
    bench.script.play("good-7", REFUSES);
    bench.until(100).await;
    let reports = bench.reports();
    let failing: Vec<_> = reports
        .iter()
        .filter(|report| report.camera == "good-7" && report.result.outcome != Outcome::Ok)
        .map(|report| report.snapshot.state)
        .collect();
    assert_eq!(failing[..3], [State::Up, State::Up, State::Down]);
    assert_eq!(downs(&reports), failing.len() - 2, "nobody else");
}

#[tokio::test(start_paused = true)]
async fn without_a_gateway_cameras_go_down_one_by_one() {
    let mut bench = Bench::start(assignment(cameras(20, GOOD), "right"), 64, BTreeMap::new());
    bench.until(60).await;
    all_play(&bench, 20, HANGS);
    bench.until(120).await;
    assert_eq!(count(&bench.reports(), State::Down), 20);
    assert_eq!(*bench.gateway.borrow(), Gateway::None);
}

#[tokio::test(start_paused = true)]
async fn a_gateway_that_is_declared_no_more_blinds_nobody() {
    let mut bench = Bench::start(site(20, 3), 64, BTreeMap::new());
    bench.script.play("gateway", REFUSES);
    bench.until(60).await;
    assert_eq!(count(&bench.reports(), State::Unknown), 20);
    bench
        .assignment
        .send_replace(assignment(cameras(20, GOOD), "right"));
    bench.until(80).await;
    assert_eq!(count(&bench.reports(), State::Up), 20);
    assert_eq!(*bench.gateway.borrow(), Gateway::None);
}
