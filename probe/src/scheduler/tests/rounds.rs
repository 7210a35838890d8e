//! Rounds of single cameras: rhythm, changes, holds, restarts.

use super::*;

#[tokio::test(start_paused = true)]
async fn a_lonely_camera_is_asked_at_its_rhythm() {
    let mut bench = Bench::start(
        assignment(vec![camera("hall", GOOD)], "right"),
        8,
        BTreeMap::new(),
    );
    bench.until(100).await;
    let starts = bench.script.starts("hall");
    assert!((10..=11).contains(&starts.len()), "{starts:?}");
    let reports = bench.reports();
    let transitions: Vec<_> = reports
        .iter()
        .filter_map(|report| report.transition.as_ref())
        .collect();
    assert_eq!(transitions.len(), 1, "Unknown to Up and nothing else");
    assert!(bench.lag.p99() < Duration::from_millis(5));
}

#[tokio::test(start_paused = true)]
async fn cameras_come_and_go_and_the_others_keep_their_rhythm() {
    let both = vec![camera("hall", GOOD), camera("vault", GOOD)];
    let mut bench = Bench::start(assignment(both, "right"), 8, BTreeMap::new());
    bench.until(15).await;
    let before = bench.script.starts("hall").len();
    bench.assignment.send_replace(assignment(
        vec![camera("hall", GOOD), camera("platform", GOOD)],
        "right",
    ));
    bench.until(16).await;
    assert_eq!(
        bench.script.starts("hall").len(),
        before,
        "an unchanged camera is not asked anew"
    );
    assert_eq!(
        bench.script.starts("platform").len(),
        1,
        "a new one is asked at once"
    );
    let gone = bench.script.starts("vault").len();
    bench.until(60).await;
    assert_eq!(
        bench.script.starts("vault").len(),
        gone,
        "one that is gone is asked no more"
    );
    let reports = bench.reports();
    let halls = reports
        .iter()
        .filter(|report| report.camera == "hall" && report.transition.is_some());
    assert_eq!(halls.count(), 1, "and its state is kept");
}

#[tokio::test(start_paused = true)]
async fn a_changed_camera_is_asked_at_once_with_its_state_kept() {
    let mut bench = Bench::start(
        assignment(vec![camera("hall", HANGS)], "right"),
        8,
        BTreeMap::new(),
    );
    // In the middle of the first probe, which takes 5 s.
    bench.until(2).await;
    bench
        .assignment
        .send_replace(assignment(vec![camera("hall", GOOD)], "right"));
    bench.until(3).await;
    assert_eq!(bench.script.starts("hall").len(), 2);
    assert_eq!(bench.script.most_running(), 1, "the old probe had ended before");
    let reports = bench.reports();
    assert_eq!(reports.len(), 1, "the dropped probe has no result");
    assert_eq!(reports[0].snapshot.state, State::Up);
}

#[tokio::test(start_paused = true)]
async fn a_camera_that_comes_back_begins_anew() {
    let hall = || assignment(vec![camera("hall", HANGS)], "right");
    let mut bench = Bench::start(hall(), 8, BTreeMap::new());
    bench.until(30).await;
    assert_eq!(last_of(&bench.reports(), "hall").snapshot.state, State::Down);
    bench.assignment.send_replace(assignment(vec![], "right"));
    tokio::task::yield_now().await;
    bench.assignment.send_replace(hall());
    bench.until(40).await;
    assert_eq!(last_of(&bench.reports(), "hall").snapshot.state, State::Unknown);
    assert_eq!(bench.script.most_running(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_failed_login_is_held_until_the_credentials_change() {
    let vault = |password| assignment(vec![camera("vault", LOGIN)], password);
    let mut bench = Bench::start(vault("wrong"), 8, BTreeMap::new());
    bench.until(14 * 60).await;
    assert_eq!(
        bench.script.starts("vault").len(),
        1,
        "a camera must not lock the account"
    );
    let reports = bench.reports();
    assert_eq!(
        reports[0].transition.as_ref().unwrap().reason,
        Some(Reason::AuthFailed)
    );
    let last = last_of(&reports, "vault");
    assert_eq!(last.result.outcome.reason(), Some(Reason::AuthHeld));
    assert_eq!(
        (last.snapshot.state, last.snapshot.reason),
        (State::Down, Some(Reason::AuthFailed))
    );
    let shown = crate::effective(&last.snapshot, bench.script.now());
    assert_eq!(shown.state, State::Down, "a hold is no dead prober");
    bench.until(16 * 60).await;
    assert_eq!(
        bench.script.starts("vault").len(),
        2,
        "after a quarter of an hour it is tried again"
    );
    bench.assignment.send_replace(vault("right"));
    bench.until(16 * 60 + 1).await;
    assert_eq!(
        bench.script.starts("vault").len(),
        3,
        "a change of the Secret lifts the hold at once"
    );
    assert_eq!(last_of(&bench.reports(), "vault").snapshot.state, State::Up);
}

#[tokio::test(start_paused = true)]
async fn a_hold_and_a_state_survive_a_restart() {
    let vault = |password| assignment(vec![camera("vault", LOGIN)], password);
    let mut bench = Bench::start(vault("wrong"), 8, BTreeMap::new());
    bench.until(60).await;
    let snapshot = last_of(&bench.reports(), "vault").snapshot.clone();
    let stored: Snapshot = serde_json::from_str(&serde_json::to_string(&snapshot).unwrap()).unwrap();
    let restored = || BTreeMap::from([("vault".to_owned(), stored.clone())]);

    let mut same = Bench::start(vault("wrong"), 8, restored());
    same.until(60).await;
    assert_eq!(
        same.script.starts("vault").len(),
        0,
        "the same wrong password is not tried after a restart"
    );
    assert!(
        same.reports().iter().all(|report| report.transition.is_none()),
        "and there is nothing new to say"
    );

    let mut other = Bench::start(vault("right"), 8, restored());
    other.until(1).await;
    let transition = last_of(&other.reports(), "vault").transition.clone().unwrap();
    assert_eq!((transition.from, transition.to), (State::Down, State::Up));
}

#[tokio::test(start_paused = true)]
async fn a_camera_that_cannot_be_probed_says_why() {
    let mut odd = camera("odd", GOOD);
    odd.url = "gopher://10.0.0.1/".into();
    let mut bench = Bench::start(assignment(vec![odd], "right"), 8, BTreeMap::new());
    bench.until(100).await;
    let reports = bench.reports();
    let snapshot = &last_of(&reports, "odd").snapshot;
    assert_eq!(
        (snapshot.state, snapshot.reason),
        (State::Unknown, Some(Reason::NotProbedYet))
    );
    assert!(
        snapshot.message.as_ref().unwrap().contains("gopher"),
        "{snapshot:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn disabled_cameras_are_not_assigned() {
    let hall = Camera {
        enabled: false,
        ..camera("hall", GOOD)
    };
    assert!(assignment(vec![hall], "right").cameras().is_empty());
}

#[tokio::test(start_paused = true)]
async fn stopping_drops_the_probes_under_way() {
    let bench = Bench::start(
        assignment(vec![camera("hall", HANGS)], "right"),
        8,
        BTreeMap::new(),
    );
    bench.until(2).await;
    bench.stop.cancel();
    timeout(Duration::from_secs(1), bench.task)
        .await
        .unwrap()
        .unwrap();
    tokio::task::yield_now().await;
    assert_eq!(bench.script.lock().running["hall"], 0);
}

#[tokio::test(start_paused = true)]
async fn without_a_listener_the_scheduler_ends() {
    let bench = Bench::start(
        assignment(vec![camera("hall", HANGS)], "right"),
        8,
        BTreeMap::new(),
    );
    drop(bench.outputs);
    timeout(Duration::from_secs(1), bench.task)
        .await
        .unwrap()
        .unwrap();
}
