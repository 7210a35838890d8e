//! Changes of behaviour on a timetable, so that a bench knows what a prober should have seen when.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde::Deserialize;
use tokio::time::{Instant, sleep_until};

use crate::behaviour::Behaviour;
use crate::fleet::Fleet;

/// One change.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Change {
    /// Milliseconds after the start.
    at_ms: u64,
    camera: String,
    behaviour: Behaviour,
}

/// Reads a script: `[{"atMs": 1000, "camera": "hall", "behaviour": "Offline"}, …]`, in any order.
pub(crate) fn read(path: &Path, fleet: &Fleet) -> anyhow::Result<Vec<Change>> {
    let text = std::fs::read(path).with_context(|| format!("cannot read the script {}", path.display()))?;
    let mut changes: Vec<Change> = serde_json::from_slice(&text)
        .with_context(|| format!("the script {} cannot be used", path.display()))?;
    for change in &changes {
        let is_known = fleet.camera(&change.camera).is_some();
        ensure!(
            is_known,
            "the script {} names {:?}, which is no camera",
            path.display(),
            change.camera
        );
    }
    changes.sort_by_key(|change| change.at_ms);
    Ok(changes)
}

/// Makes the changes, each at its time.
pub(crate) async fn play(changes: Vec<Change>, fleet: &Fleet) {
    let start = Instant::now();
    for Change {
        at_ms,
        camera,
        behaviour,
    } in changes
    {
        sleep_until(start + Duration::from_millis(at_ms)).await;
        if let Some(camera) = fleet.camera(&camera) {
            camera.set_behaviour(behaviour);
        }
    }
}
