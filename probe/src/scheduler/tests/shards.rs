//! Cameras move between shards, and others ask for probes.

use super::*;
use crate::scheduler::camera::{Entry, Retired};

fn names() -> Vec<Camera> {
    cameras(100, GOOD)
}

/// What shard 0 has of the site with so many shards.
fn zero_of(shards: u32) -> Arc<Assignment> {
    assigned(&inventory(names(), shards), "right", 0)
}

/// A camera that shard 0 has alone but not of two.
fn moving() -> String {
    let two = zero_of(2);
    names()
        .into_iter()
        .map(|camera| camera.name)
        .find(|name| !two.cameras().contains_key(name))
        .unwrap()
}

fn released(outputs: &[Output]) -> Vec<String> {
    outputs
        .iter()
        .filter_map(|output| match output {
            Output::Released { camera } => Some(camera.clone()),
            Output::Report(_) => None,
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn gained_cameras_are_left_to_their_owner_for_a_while() {
    let gained = moving();
    let mut bench = Bench::start(zero_of(2), 64, BTreeMap::new());
    bench.until(10).await;
    let mut two = names();
    two.push(camera("new", GOOD));
    bench
        .assignment
        .send_replace(assigned(&inventory(two, 1), "right", 0));
    bench.until(15).await;
    assert_eq!(bench.script.starts("new").len(), 1, "a new one was nobody's");
    let waiting = bench.control.waiting().borrow().clone();
    assert!(
        waiting.contains(&gained) && !waiting.contains("new"),
        "{waiting:?}"
    );
    assert_eq!(
        bench.control.probe_now(&gained).await,
        Err(ProbeNowError::NotOurs)
    );
    bench.until(39).await;
    assert!(bench.script.starts(&gained).is_empty());
    bench.until(45).await;
    assert_eq!(bench.script.starts(&gained).len(), 1);
    assert!(bench.control.waiting().borrow().is_empty());
    let reports = bench.reports();
    let first = reports.iter().find(|report| report.camera == gained).unwrap();
    assert_eq!(first.transition.as_ref().unwrap().from, State::Unknown);
}

#[tokio::test(start_paused = true)]
async fn a_released_camera_is_taken_over_with_its_state() {
    let gained = moving();
    let mut bench = Bench::start(zero_of(2), 64, BTreeMap::new());
    bench.until(30).await;
    let other = bench.reports().remove(0);
    bench.assignment.send_replace(zero_of(1));
    bench.until(35).await;
    bench.control.take_over(&other.camera, None).await;
    bench.control.take_over(&gained, Some(other.snapshot)).await;
    bench.until(36).await;
    assert_eq!(bench.script.starts(&gained).len(), 1);
    let reports = bench.reports();
    assert_eq!(
        last_of(&reports, &gained).transition,
        None,
        "it was Up there and is Up here"
    );
    bench.until(80).await;
    assert_eq!(bench.script.most_running(), 1);
}

#[tokio::test(start_paused = true)]
async fn cameras_that_others_probed_until_the_start_wait_too() {
    let name = moving();
    let bench = Bench::with_foreign(zero_of(1), 64, BTreeMap::new(), &[&name]);
    bench.until(29).await;
    assert!(bench.script.starts(&name).is_empty());
    bench.until(45).await;
    assert!(!bench.script.starts(&name).is_empty());
}

#[tokio::test(start_paused = true)]
async fn lost_cameras_are_released_when_their_last_probe_has_ended() {
    let lost = moving();
    let mut bench = Bench::start(zero_of(1), 256, BTreeMap::new());
    bench.until(20).await;
    bench.script.play(&lost, HANGS);
    let running = |bench: &Bench| bench.script.lock().running[&lost];
    while running(&bench) == 0 {
        sleep(Duration::from_millis(100)).await;
    }
    bench.outputs();
    bench.assignment.send_replace(zero_of(2));
    let mut told = Vec::new();
    while !told.contains(&lost) {
        told.extend(released(&[bench.outputs.recv().await.unwrap()]));
    }
    assert_eq!(running(&bench), 0);
    bench.until(60).await;
    told.extend(released(&bench.outputs()));
    told.sort();
    let two = zero_of(2);
    let mut expected: Vec<_> = names().into_iter().map(|camera| camera.name).collect();
    expected.retain(|name| !two.cameras().contains_key(name));
    expected.sort();
    assert_eq!(told, expected, "each of them once");
}

#[tokio::test(start_paused = true)]
async fn a_camera_that_is_removed_is_not_released() {
    let lost = moving();
    let mut bench = Bench::start(zero_of(1), 64, BTreeMap::new());
    bench.until(20).await;
    let fewer: Vec<Camera> = names().into_iter().filter(|camera| camera.name != lost).collect();
    bench
        .assignment
        .send_replace(assigned(&inventory(fewer, 1), "right", 0));
    bench.until(60).await;
    assert!(released(&bench.outputs()).is_empty());
}

#[test]
fn a_camera_that_comes_back_before_its_release_keeps_its_state() {
    let now = Timestamp::UNIX_EPOCH;
    let up = Snapshot {
        state: State::Up,
        ..Snapshot::new(now, 10)
    };
    let assigned = zero_of(1).cameras()["good-0"].clone();
    for (why, state) in [(Retired::Moved, State::Up), (Retired::Removed, State::Unknown)] {
        let mut entry = Entry::new(assigned.clone(), Some(up.clone()), now);
        entry.retire(why);
        entry.change(assigned.clone(), now);
        assert_eq!(entry.machine.snapshot().state, state, "{why:?}");
        assert_eq!(entry.retired(), None);
    }
}

#[tokio::test(start_paused = true)]
async fn a_probe_on_demand_looks_at_everything_and_joins_one_under_way() {
    let mut hall = camera("hall", GOOD);
    hall.probe.depth = Depth::Stream;
    hall.snapshot_url = Some("http://hall/picture".into());
    let bench = Bench::start(assignment(vec![hall], "right"), 8, BTreeMap::new());
    bench.until(5).await;
    let report = bench.control.probe_now("hall").await.unwrap();
    assert_eq!(report.snapshot.state, State::Up);
    let scopes = bench.script.scopes("hall");
    assert_eq!(scopes.len(), 2);
    let everything = Scope {
        sample: true,
        device: true,
        picture: true,
    };
    assert_eq!(scopes[1].scope, everything);
    bench.script.play("hall", HANGS);
    let (one, two) = tokio::join!(bench.control.probe_now("hall"), bench.control.probe_now("hall"));
    assert_eq!(one.unwrap(), two.unwrap());
    assert_eq!(bench.script.starts("hall").len(), 3);
    assert_eq!(bench.script.most_running(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_probe_on_demand_that_cannot_be_says_why() {
    let bench = Bench::start(
        assignment(vec![camera("vault", LOGIN)], "wrong"),
        8,
        BTreeMap::new(),
    );
    bench.until(5).await;
    assert!(matches!(
        bench.control.probe_now("vault").await,
        Err(ProbeNowError::Held { .. })
    ));
    assert_eq!(bench.script.starts("vault").len(), 1);
    assert_eq!(
        bench.control.probe_now("nowhere").await,
        Err(ProbeNowError::NotOurs)
    );
    bench.stop.cancel();
    timeout(Duration::from_secs(1), bench.task)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(bench.control.probe_now("vault").await, Err(ProbeNowError::Ended));
}
