//! What the mounted files, and the users, ask of this shard.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use contract::credentials::{AuthoritiesFile, CredentialsFile};
use contract::inventory::CamerasFile;
use probe::{Assignment, Guarded};
use tokio::sync::watch;
use tokio::sync::watch::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::Config;
use super::entered::{self, Entered};
use crate::db::Database;
use crate::inventory::owned::{Whole, merge};
use crate::inventory::reach::Reach;
use crate::inventory::{Inventory, parse_authorities, parse_cameras, parse_credentials};
use crate::reload::{Follower, Loaded};

/// The inventory and what of it this shard probes; both follow the files and the cameras that users enter.
#[derive(Clone, Debug)]
pub(super) struct Watched {
    /// All cameras, whoever owns them.
    pub(super) inventory: Inventory,
    pub(super) assignment: watch::Receiver<Arc<Assignment>>,
    entered: Entered,
}

impl Watched {
    /// Reads the files and follows them and the database until `stop`.
    pub(super) async fn start(config: &Config, database: &Database, stop: &CancellationToken) -> Self {
        let declared = Follower::start(config.cameras_file.clone(), parse_cameras, stop.clone()).await;
        let credentials =
            Follower::start(config.credentials_file.clone(), parse_credentials, stop.clone()).await;
        let authorities =
            Follower::start(config.authorities_file.clone(), parse_authorities, stop.clone()).await;
        let entered = entered::follow(database.clone(), stop.clone());
        let services = entered::follow_services(config.reach.clone(), stop.clone());
        let mut sources = Sources {
            declared,
            credentials,
            authorities,
            entered: entered.clone(),
            services,
            reach: config.reach.clone(),
            shard: config.shard,
        };
        let (whole, assigned) = sources.read();
        let (inventory_sender, inventory) = watch::channel(whole);
        let (assignment_sender, assignment) = watch::channel(Arc::new(assigned));
        tokio::spawn(follow(sources, inventory_sender, assignment_sender));
        Self {
            inventory,
            assignment,
            entered,
        }
    }

    /// Without cameras that users entered.
    #[cfg(test)]
    pub(super) fn of(inventory: Inventory, assignment: watch::Receiver<Arc<Assignment>>) -> Self {
        let (_, entered) = watch::channel(Some(Arc::default()));
        Self {
            inventory,
            assignment,
            entered,
        }
    }

    /// Waits until the cameras that users entered have been read and assigned.
    pub(super) async fn complete(&self) {
        let mut entered = self.entered.clone();
        // An error means that they are not followed any more, as the process ends.
        let Ok(cameras) = entered
            .wait_for(Option::is_some)
            .await
            .map(|cameras| cameras.clone())
        else {
            return;
        };
        let names: Vec<String> = cameras
            .iter()
            .flat_map(|cameras| cameras.iter())
            .map(|owned| owned.definition.name.clone())
            .collect();
        let mut inventory = self.inventory.clone();
        let _ = inventory
            .wait_for(|loaded| {
                loaded.value.as_ref().is_none_or(|file| {
                    let all: BTreeSet<&str> =
                        file.cameras.iter().map(|camera| camera.name.as_str()).collect();
                    names.iter().all(|name| all.contains(name.as_str()))
                })
            })
            .await;
    }
}

/// What makes an assignment.
struct Sources {
    declared: Inventory,
    credentials: watch::Receiver<Loaded<CredentialsFile>>,
    authorities: watch::Receiver<Loaded<AuthoritiesFile>>,
    entered: Entered,
    services: watch::Receiver<BTreeSet<IpAddr>>,
    reach: Reach,
    shard: u32,
}

impl Sources {
    /// Waits for something to change; an error means that nothing is followed any more.
    async fn changed(&mut self) -> Result<(), RecvError> {
        tokio::select! {
            changed = self.declared.changed() => changed,
            changed = self.credentials.changed() => changed,
            changed = self.authorities.changed() => changed,
            changed = self.entered.changed() => changed,
            changed = self.services.changed() => changed,
        }
    }

    /// Without an inventory there is nothing to probe; without credentials or authorities (a site may need none) cameras are
    /// probed as they are.
    fn read(&mut self) -> (Loaded<CamerasFile>, Assignment) {
        let declared = self.declared.borrow_and_update().clone();
        let credentials = self.credentials.borrow_and_update().value.clone();
        let authorities = self.authorities.borrow_and_update().value.clone();
        let entered = self.entered.borrow_and_update().clone().unwrap_or_default();
        let services = self.services.borrow_and_update().clone();
        let Some(file) = &declared.value else {
            return (declared, Assignment::default());
        };
        let Whole { file, pinned } = merge(file, &entered);
        let guarded = Guarded {
            rules: Arc::new(self.reach.rules(&file, services)),
            pinned,
        };
        let assignment = Assignment::guarded(
            &file,
            &credentials.unwrap_or_default(),
            &authorities.unwrap_or_default(),
            self.shard,
            &guarded,
        );
        let whole = Loaded {
            value: Some(Arc::new(file)),
            problem: declared.problem,
        };
        (whole, assignment)
    }
}

async fn follow(
    mut sources: Sources,
    inventory: watch::Sender<Loaded<CamerasFile>>,
    assignment: watch::Sender<Arc<Assignment>>,
) {
    while sources.changed().await.is_ok() {
        let (whole, latest) = sources.read();
        // The assignment first: who sees a camera in the inventory finds it assigned.
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
        inventory.send_replace(whole);
    }
}
