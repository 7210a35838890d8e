//! Candidates and a Lease on a pretended API server that checks resource versions.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::Method;
use kube::Client;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::{Elector, Leadership, Timing};
use crate::test_support::{Call, api, not_found, refusal};

/// The Lease as the API server has it.
#[derive(Clone, Default)]
struct Server(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    lease: Option<Value>,
    version: u64,
}

impl Server {
    /// A client that reaches the server until it is cut off.
    fn client(&self, cut: &Arc<AtomicBool>) -> Client {
        let (server, cut) = (self.clone(), Arc::clone(cut));
        let answer = move |call: &Call| {
            if cut.load(Ordering::Relaxed) {
                return refusal(503, "ServiceUnavailable", "cut off");
            }
            server.answer(call)
        };
        api(answer).0
    }

    fn answer(&self, call: &Call) -> (u16, Value) {
        let mut state = self.0.lock().unwrap();
        let live = state.lease.clone();
        match (&call.method, live) {
            (&Method::GET, live) => live.map_or_else(not_found, |lease| (200, lease)),
            (&Method::POST, Some(_)) => refusal(409, "AlreadyExists", "it is there"),
            (&Method::PUT, None) => not_found(),
            (&Method::PUT, Some(live))
                if call.body["metadata"]["resourceVersion"] != live["metadata"]["resourceVersion"] =>
            {
                refusal(409, "Conflict", "it has changed")
            }
            _ => {
                state.version += 1;
                let mut lease = call.body.clone();
                lease["metadata"]["resourceVersion"] = json!(state.version.to_string());
                state.lease = Some(lease.clone());
                (200, lease)
            }
        }
    }

    fn forget(&self) {
        self.0.lock().unwrap().lease = None;
    }

    fn transitions(&self) -> i64 {
        let state = self.0.lock().unwrap();
        let lease = state.lease.as_ref().unwrap();
        lease["spec"]["leaseTransitions"].as_i64().unwrap()
    }
}

struct Candidate {
    leadership: Leadership,
    resign: CancellationToken,
    cut: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<()>,
}

impl Candidate {
    fn set_cut(&self, cut: bool) {
        self.cut.store(cut, Ordering::Relaxed);
    }
}

fn candidate(server: &Server) -> Candidate {
    let cut = Arc::new(AtomicBool::new(false));
    let (elector, leadership) = Elector::new(server.client(&cut), "operator", Timing::default());
    let resign = CancellationToken::new();
    Candidate {
        leadership,
        resign: resign.clone(),
        cut,
        task: tokio::spawn(elector.run(resign)),
    }
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

#[tokio::test(start_paused = true)]
async fn one_of_two_leads_and_goes_on_leading() {
    let server = Server::default();
    let mut first = candidate(&server);
    assert!(first.leadership.gained(|| {}).await);
    let second = candidate(&server);
    for _ in 0..120 {
        sleep(seconds(1)).await;
        assert!(first.leadership.holds() && !second.leadership.holds());
    }
    assert_eq!(server.transitions(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_leader_that_cannot_renew_stops_at_its_deadline_and_the_other_waits_for_the_lease_to_run_out() {
    let timing = Timing::default();
    let server = Server::default();
    let mut first = candidate(&server);
    assert!(first.leadership.gained(|| {}).await);
    let mut second = candidate(&server);
    sleep(seconds(5)).await;
    first.set_cut(true);
    let cut = Instant::now();
    first.leadership.lost().await;
    let lost = Instant::now();
    assert!(lost <= cut + timing.renew_deadline);
    assert!(!first.leadership.holds());
    assert!(second.leadership.gained(|| {}).await);
    // Between the two nobody writes: the time by which the lease outlasts the deadline.
    assert!(Instant::now() + timing.renew_deadline >= lost + timing.lease);
    assert_eq!(server.transitions(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_leader_that_resigns_is_succeeded_at_once() {
    let server = Server::default();
    let mut first = candidate(&server);
    assert!(first.leadership.gained(|| {}).await);
    let mut second = candidate(&server);
    sleep(seconds(5)).await;
    let asked = Instant::now();
    first.resign.cancel();
    first.task.await.unwrap();
    assert!(!first.leadership.holds());
    assert!(second.leadership.gained(|| {}).await);
    assert!(
        Instant::now() <= asked + seconds(3),
        "it need not wait until the lease runs out"
    );
}

#[tokio::test(start_paused = true)]
async fn an_outage_shorter_than_the_deadline_costs_no_leadership_and_a_longer_one_is_survived() {
    let server = Server::default();
    let mut only = candidate(&server);
    assert!(only.leadership.gained(|| {}).await);
    sleep(seconds(5)).await;
    only.set_cut(true);
    sleep(seconds(5)).await;
    only.set_cut(false);
    sleep(seconds(5)).await;
    assert!(only.leadership.holds());
    only.set_cut(true);
    sleep(seconds(11)).await;
    assert!(!only.leadership.holds());
    only.set_cut(false);
    assert!(only.leadership.gained(|| {}).await);
    assert_eq!(server.transitions(), 0, "nobody else has held the lease");
}

#[tokio::test(start_paused = true)]
async fn a_deleted_lease_is_made_again_by_one_of_two() {
    let server = Server::default();
    let mut first = candidate(&server);
    assert!(first.leadership.gained(|| {}).await);
    let second = candidate(&server);
    sleep(seconds(5)).await;
    server.forget();
    for _ in 0..600 {
        sleep(Duration::from_millis(100)).await;
        let (first, second) = (first.leadership.holds(), second.leadership.holds());
        assert!(!(first && second), "two lead");
    }
    assert!(first.leadership.holds() || second.leadership.holds());
}

#[tokio::test(start_paused = true)]
async fn without_its_election_a_replica_does_not_lead() {
    let server = Server::default();
    let mut only = candidate(&server);
    assert!(only.leadership.gained(|| {}).await);
    only.task.abort();
    only.leadership.lost().await;
    assert!(!only.leadership.gained(|| {}).await);
}
