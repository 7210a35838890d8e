//! Cameras that hang cost those that answer nothing.

use super::*;

/// The longest but one in a hundred of the gaps between the probes that good cameras had after `settled`.
fn gaps(bench: &Bench, good: usize, settled: Duration) -> Vec<Duration> {
    let mut starts: HashMap<String, Vec<Duration>> = HashMap::new();
    for start in &bench.script.lock().starts {
        if start.camera.starts_with(GOOD) && start.at >= settled {
            starts.entry(start.camera.clone()).or_default().push(start.at);
        }
    }
    assert_eq!(starts.len(), good, "every healthy camera is probed");
    let mut gaps: Vec<Duration> = starts
        .values()
        .flat_map(|starts| starts.windows(2).map(|pair| pair[1].abs_diff(pair[0])))
        .collect();
    gaps.sort_unstable();
    gaps
}

#[tokio::test(start_paused = true)]
async fn hanging_cameras_do_not_hold_up_healthy_ones() {
    let all = [cameras(40, GOOD), cameras(40, HANGS)].concat();
    let mut bench = Bench::start(assignment(all, "right"), 8, BTreeMap::new());
    bench.until(600).await;
    let gaps = gaps(&bench, 40, Duration::from_mins(2));
    assert!(gaps.len() >= 40 * 44, "{} probes in 480 s", gaps.len());
    let longest = gaps[gaps.len() - 1];
    assert!(longest <= Duration::from_secs(11), "a camera waited {longest:?}");
    let reports = bench.reports();
    assert_eq!(count(&reports, State::Up), 40);
    assert_eq!(count(&reports, State::Down), 40);
    assert_eq!(bench.script.most_running(), 1, "one probe a camera at a time");
    assert!(
        bench.lag.p99() > Duration::ZERO,
        "hanging cameras wait for each other, and that shows"
    );
}

#[tokio::test(start_paused = true)]
async fn half_of_ten_thousand_cameras_may_hang() {
    const HALF: usize = 5_000;
    let all = [cameras(HALF, GOOD), cameras(HALF, HANGS)].concat();
    let concurrency = Config::default().concurrency;
    let mut bench = Bench::start(assignment(all, "right"), concurrency, BTreeMap::new());
    let mut wrong = 0;
    // New cameras are taken for slow ones; the hanging half takes 100 s to be found out for the first time.
    for second in (10..=150).step_by(10) {
        bench.until(second).await;
        // Taken as they come: what hangs is never Up, and what answers is never Down.
        wrong += bench
            .reports()
            .iter()
            .filter(|report| match report.snapshot.state {
                State::Up => report.camera.starts_with(HANGS),
                _ => report.camera.starts_with(GOOD),
            })
            .count();
    }
    assert_eq!(wrong, 0, "no wrong verdict");
    let gaps = gaps(&bench, HALF, Duration::from_secs(110));
    let p99 = gaps[gaps.len() * 99 / 100];
    assert!(
        p99 <= Duration::from_millis(10_600),
        "p99 of the healthy half: {p99:?}"
    );
}
