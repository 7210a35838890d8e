//! What the mounted files ask of this shard.

use std::sync::Arc;

use contract::credentials::{AuthoritiesFile, CredentialsFile};
use probe::Assignment;
use tokio::sync::watch;
use tokio::sync::watch::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::Config;
use crate::inventory::{Inventory, parse_authorities, parse_cameras, parse_credentials};
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
        let inventory = Follower::start(config.cameras_file.clone(), parse_cameras, stop.clone()).await;
        let credentials =
            Follower::start(config.credentials_file.clone(), parse_credentials, stop.clone()).await;
        let authorities =
            Follower::start(config.authorities_file.clone(), parse_authorities, stop.clone()).await;
        let mut sources = Sources {
            inventory: inventory.clone(),
            credentials,
            authorities,
            shard: config.shard,
        };
        let (sender, assignment) = watch::channel(Arc::new(sources.assign()));
        tokio::spawn(follow(sources, sender));
        Self {
            inventory,
            assignment,
        }
    }
}

/// The files that make an assignment.
struct Sources {
    inventory: Inventory,
    credentials: watch::Receiver<Loaded<CredentialsFile>>,
    authorities: watch::Receiver<Loaded<AuthoritiesFile>>,
    shard: u32,
}

impl Sources {
    /// Waits for a file to change; an error means that none is followed any more.
    async fn changed(&mut self) -> Result<(), RecvError> {
        tokio::select! {
            changed = self.inventory.changed() => changed,
            changed = self.credentials.changed() => changed,
            changed = self.authorities.changed() => changed,
        }
    }

    /// Without an inventory there is nothing to probe; without credentials or authorities (a site may need none) cameras are
    /// probed as they are.
    fn assign(&mut self) -> Assignment {
        let inventory = self.inventory.borrow_and_update().value.clone();
        let credentials = self.credentials.borrow_and_update().value.clone();
        let authorities = self.authorities.borrow_and_update().value.clone();
        inventory.map_or_else(Assignment::default, |file| {
            Assignment::new(
                &file,
                &credentials.unwrap_or_default(),
                &authorities.unwrap_or_default(),
                self.shard,
            )
        })
    }
}

async fn follow(mut sources: Sources, assignment: watch::Sender<Arc<Assignment>>) {
    while sources.changed().await.is_ok() {
        let latest = sources.assign();
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
