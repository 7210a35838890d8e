//! Which cameras a shard probes, how, and with which credentials.

use std::collections::BTreeMap;
use std::sync::Arc;

use contract::credentials::{AuthoritiesFile, CredentialsFile};
use contract::inventory::{Camera, CamerasFile};

use crate::credentials::Credentials;
use crate::ladder::{Target, TargetError};
use crate::shard;
use crate::state::Policy;

/// One camera of a shard. Equal ones need no new probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// What to probe; an error is reported as Unknown, `NotProbedYet`.
    pub target: Result<Target, TargetError>,
    /// Rhythm and thresholds.
    pub policy: Policy,
    /// What to log in with.
    pub credentials: Option<Credentials>,
}

/// All enabled cameras of one shard, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignment {
    cameras: BTreeMap<String, Arc<Assigned>>,
    shards: u32,
}

impl Assignment {
    /// The cameras of `inventory` that fall on `shard`, with their entries of `credentials`.
    ///
    /// A camera whose credentials are missing there is probed without: it then says itself that it needs some.
    #[must_use]
    pub fn new(inventory: &CamerasFile, credentials: &CredentialsFile, shard: u32) -> Self {
        let cameras = inventory
            .cameras
            .iter()
            .filter(|camera| camera.enabled && shard::owner(&camera.name, inventory.shards) == shard)
            .map(|camera| (camera.name.clone(), Arc::new(assigned(camera, credentials))))
            .collect();
        Self {
            cameras,
            shards: inventory.shards,
        }
    }

    /// The cameras by name.
    #[must_use]
    pub const fn cameras(&self) -> &BTreeMap<String, Arc<Assigned>> {
        &self.cameras
    }

    /// How many shards share the site.
    #[must_use]
    pub const fn shards(&self) -> u32 {
        self.shards
    }
}

fn assigned(camera: &Camera, credentials: &CredentialsFile) -> Assigned {
    let entry = camera
        .credentials
        .as_ref()
        .and_then(|name| credentials.0.get(name));
    Assigned {
        target: Target::new(camera, &AuthoritiesFile::default()),
        policy: Policy::from(&camera.probe),
        credentials: entry.map(Credentials::from),
    }
}
