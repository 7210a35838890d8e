//! A camera as far as TCP goes, and states as a prober would have stored them.

use std::time::Duration;

use api_server::db::Database;
use api_server::db::states::{Batch, StateWrite, write};
use jiff::Timestamp;
use probe::{Facts, Machine, Outcome, Policy, ProbeResult, Reason, Stage, StageTime};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Something that accepts connections.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) port: u16,
    task: JoinHandle<()>,
}

impl Listener {
    pub(crate) async fn start(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let task = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                drop(connection);
            }
        });
        Self { port, task }
    }

    /// Nobody listens on the port any more.
    pub(crate) async fn stop(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

/// Stores the state of a camera that gave one result at `at`.
pub(crate) async fn store(database: &Database, camera: &str, at: Timestamp, outcome: Outcome) {
    let policy = Policy::default();
    let mut machine = Machine::new(at, &policy);
    let facts = Facts {
        codec: Some("H264".into()),
        width: Some(640),
        height: Some(360),
        ..Facts::default()
    };
    let result = ProbeResult {
        at,
        latency: Duration::from_millis(12),
        stages: vec![StageTime {
            stage: Stage::Connect,
            duration: Duration::from_millis(12),
        }],
        facts: (outcome == Outcome::Ok).then_some(facts),
        picture: None,
        outcome,
    };
    machine.apply(&result, &policy);
    let state = StateWrite {
        camera: camera.to_owned(),
        shard: 0,
        snapshot: machine.snapshot().clone(),
        result_at: at,
    };
    let batch = Batch {
        states: vec![state],
        ..Batch::default()
    };
    write(database, &batch).await.unwrap();
}

/// Stores a good result of now.
pub(crate) async fn store_up(database: &Database, camera: &str) {
    store(database, camera, Timestamp::now(), Outcome::Ok).await;
}

/// Stores a wrong password of now.
pub(crate) async fn store_auth_failed(database: &Database, camera: &str) {
    let outcome = Outcome::failed(Reason::AuthFailed, "the camera rejects the login");
    store(database, camera, Timestamp::now(), outcome).await;
}
