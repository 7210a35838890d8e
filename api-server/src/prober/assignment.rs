//! What the mounted files ask of this shard.

use std::sync::Arc;

use contract::credentials::{AuthoritiesFile, CredentialsFile};
use contract::inventory::CamerasFile;
use probe::Assignment;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::Config;
use crate::inventory::{Inventory, parse_cameras, parse_credentials};
use crate::reload::{Follower, Loaded};

/// The inventory and what of it this shard probes; both follow the files.
#[derive(Clone, Debug)]
pub(super) struct Watched {
    pub(super) inventory: Inventory,
    pub(super) assignment: watch::Receiver<Arc<Assignment>>,
}

impl Watched {
    /// Reads the files and follows them until `stop`.
    pub(super) async fn start(config: &Config, stop: &CancellationToken) -> Self {
        let shard = config.shard;
        let inventory = Follower::start(config.cameras_file.clone(), parse_cameras, stop.clone()).await;
        let credentials =
            Follower::start(config.credentials_file.clone(), parse_credentials, stop.clone()).await;
        let first = assign(&inventory.borrow(), &credentials.borrow(), shard);
        let (sender, assignment) = watch::channel(Arc::new(first));
        tokio::spawn(follow(inventory.clone(), credentials, sender, shard));
        Self {
            inventory,
            assignment,
        }
    }
}

async fn follow(
    mut inventory: Inventory,
    mut credentials: watch::Receiver<Loaded<CredentialsFile>>,
    assignment: watch::Sender<Arc<Assignment>>,
    shard: u32,
) {
    loop {
        let changed = tokio::select! {
            changed = inventory.changed() => changed,
            changed = credentials.changed() => changed,
        };
        if changed.is_err() {
            return;
        }
        let latest = assign(
            &inventory.borrow_and_update(),
            &credentials.borrow_and_update(),
            shard,
        );
        assignment.send_if_modified(|current| {
            let differs = **current != latest;
            if differs {
                tracing::info!(
                    cameras = latest.cameras().len(),
                    shards = latest.shards(),
                    "new assignment"
                );
                *current = Arc::new(latest);
            }
            differs
        });
    }
}

/// Without an inventory there is nothing to probe; without credentials (a site may need none) cameras are probed as they are.
fn assign(inventory: &Loaded<CamerasFile>, credentials: &Loaded<CredentialsFile>, shard: u32) -> Assignment {
    let none = CredentialsFile::default();
    let credentials = credentials.value.as_deref().unwrap_or(&none);
    inventory
        .value
        .as_deref()
        .map_or_else(Assignment::default, |file| {
            Assignment::new(file, credentials, &AuthoritiesFile::default(), shard)
        })
}
