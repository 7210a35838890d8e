//! Many sessions in one process, and counters that nobody can catch out.

use std::sync::Arc;

use simulator::{Behaviour, CameraConfig, Config, Simulator};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::client::Client;
use crate::{counters, start, until};

const SESSIONS: usize = 1_000;

/// Plays a camera until `frames` pictures have come and everybody plays, then tears it down.
async fn watch(simulator: Arc<Simulator>, camera: String, frames: u32, all_play: Arc<Barrier>) {
    let mut client = Client::connect(&simulator, &camera).await;
    let session = client.play().await;
    let mut seen = 0;
    while seen < frames {
        seen += u32::from(client.packet().await.marker);
    }
    all_play.wait().await;
    let answer = client
        .try_ask("TEARDOWN", &[&format!("Session: {session}")])
        .await
        .unwrap();
    assert_eq!(answer.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_cameras_play_at_once() {
    // Both ends of every connection are in this process.
    simulator::limits::raise_open_files().unwrap();
    let cameras: Vec<CameraConfig> = (0..SESSIONS)
        .map(|number| CameraConfig::new(&format!("camera-{number}"), Behaviour::Healthy))
        .collect();
    let simulator = Arc::new(
        Simulator::start(Config {
            cameras,
            ..Config::default()
        })
        .await
        .unwrap(),
    );
    let all_play = Arc::new(Barrier::new(SESSIONS));
    let mut watchers = JoinSet::new();
    for number in 0..SESSIONS {
        watchers.spawn(watch(
            Arc::clone(&simulator),
            format!("camera-{number}"),
            5,
            Arc::clone(&all_play),
        ));
    }
    watchers.join_all().await;
    assert!(simulator.fleet().sessions().is_empty());
    for camera in simulator.fleet().cameras() {
        let counted = camera.counters();
        assert_eq!(
            (counted.sessions.total, counted.sessions.max, counted.left_open),
            (1, 1, 0),
            "{}",
            camera.name()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_sessions_of_one_camera_are_counted_exactly() {
    let simulator = Arc::new(start(Behaviour::Healthy).await);
    let all_play = Arc::new(Barrier::new(100));
    let mut watchers = JoinSet::new();
    for _ in 0..100 {
        watchers.spawn(watch(
            Arc::clone(&simulator),
            "hall".to_owned(),
            2,
            Arc::clone(&all_play),
        ));
    }
    watchers.join_all().await;
    until("the connections to end", || {
        counters(&simulator, "hall").connections.now == 0
    })
    .await;
    let counted = counters(&simulator, "hall");
    assert_eq!((counted.connections.total, counted.connections.max), (100, 100));
    assert_eq!(
        (counted.sessions.now, counted.sessions.total, counted.sessions.max),
        (0, 100, 100)
    );
    assert_eq!((counted.left_open, counted.requests("TEARDOWN")), (0, 100));
}

#[tokio::test]
async fn a_teardown_counts_although_the_client_does_not_wait() {
    let simulator = start(Behaviour::Healthy).await;
    for round in 1..=20 {
        let mut client = Client::connect(&simulator, "hall").await;
        let session = client.play().await;
        client.packet().await;
        client.send("TEARDOWN", &[&format!("Session: {session}")]).await;
        // With packets unread this resets the connection.
        drop(client);
        until("the connection to end", || {
            counters(&simulator, "hall").connections.now == 0
        })
        .await;
        let counted = counters(&simulator, "hall");
        assert_eq!(
            (counted.sessions.total, counted.sessions.max, counted.left_open),
            (round, 1, 0)
        );
    }
}

#[tokio::test]
async fn a_session_without_teardown_is_left_open() {
    let simulator = start(Behaviour::Healthy).await;
    let mut client = Client::connect(&simulator, "hall").await;
    let session = client.play().await;
    let open = simulator.fleet().sessions();
    assert_eq!(
        (open.len(), open[0].id.as_str(), open[0].playing),
        (1, session.as_str(), true)
    );
    drop(client);
    until("the session to end", || {
        counters(&simulator, "hall").sessions.now == 0
    })
    .await;
    assert_eq!(counters(&simulator, "hall").left_open, 1);
}

#[tokio::test]
async fn a_simulator_that_stops_ends_everything() {
    let simulator = start(Behaviour::Healthy).await;
    let address = simulator.rtsp_addresses()[0];
    let mut client = Client::connect(&simulator, "hall").await;
    client.play().await;
    simulator.stop().await;
    client.rest().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
