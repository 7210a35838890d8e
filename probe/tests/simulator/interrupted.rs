//! A probe that is dropped while it plays ends its session before anybody else may begin one.

use std::collections::BTreeMap;
use std::sync::Arc;

use contract::credentials::{AuthoritiesFile, CredentialsFile};
use contract::inventory::{CamerasFile, SampleSettings};
use probe::scheduler::{Config, Output};
use probe::{Assignment, Scheduler, shard};
use simulator::Simulator;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::scheduler::inventory;
use crate::{check_care, counters, name, start, until};

/// A scheduler that is in the middle of a long sample of its one camera.
struct Playing {
    simulator: Simulator,
    inventory: CamerasFile,
    assignment: watch::Sender<Arc<Assignment>>,
    outputs: mpsc::Receiver<Output>,
    stop: CancellationToken,
    run: JoinHandle<()>,
}

fn assignment(inventory: &CamerasFile) -> Arc<Assignment> {
    Arc::new(Assignment::new(
        inventory,
        &CredentialsFile::default(),
        &AuthoritiesFile::default(),
        0,
    ))
}

async fn playing() -> Playing {
    let simulator = start(&[r#""Healthy""#]).await;
    let mut inventory = inventory(&simulator, 1);
    inventory.cameras[0].probe.sample = SampleSettings {
        seconds: 3_600,
        ..SampleSettings::default()
    };
    let (assignment, assigned) = watch::channel(assignment(&inventory));
    let (sender, outputs) = mpsc::channel(1_000);
    let stop = CancellationToken::new();
    let scheduler = Scheduler::new(Config::default());
    let run = tokio::spawn(scheduler.run(assigned, BTreeMap::new(), sender, stop.clone()));
    until("a session", || counters(&simulator, &name(0)).sessions.now == 1).await;
    Playing {
        simulator,
        inventory,
        assignment,
        outputs,
        stop,
        run,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prober_that_stops_has_ended_its_sessions() {
    let playing = playing().await;
    playing.stop.cancel();
    playing.run.await.unwrap();
    let counted = counters(&playing.simulator, &name(0));
    assert_eq!((counted.sessions.now, counted.left_open), (0, 0), "{counted:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_camera_is_probed_anew_after_the_old_session() {
    let mut playing = playing().await;
    playing.inventory.cameras[0].probe.timeout_seconds += 1;
    playing.assignment.send_replace(assignment(&playing.inventory));
    until("the second session", || {
        counters(&playing.simulator, &name(0)).sessions.total == 2
    })
    .await;
    playing.stop.cancel();
    playing.run.await.unwrap();
    check_care(&playing.simulator).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_is_released_after_its_session() {
    let mut playing = playing().await;
    let shards = (2..100)
        .find(|shards| shard::owner(&name(0), *shards) != 0)
        .unwrap();
    playing.inventory.shards = shards;
    playing.assignment.send_replace(assignment(&playing.inventory));
    while let Some(output) = playing.outputs.recv().await {
        if output == (Output::Released { camera: name(0) }) {
            break;
        }
    }
    let counted = counters(&playing.simulator, &name(0));
    assert_eq!((counted.sessions.now, counted.left_open), (0, 0), "{counted:?}");
}
