//! Which cameras a shard probes, how, and with which credentials.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use contract::credentials::{AuthoritiesFile, CredentialsFile};
use contract::inventory::{Camera, CamerasFile, Depth};
use url::Url;

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
    /// Name of the credentials: cameras with the same one share their fate.
    pub(super) login: Option<Arc<str>>,
    /// Host of the URL, in lower case and without brackets.
    pub(super) host: Arc<str>,
    /// Whether the camera gives single pictures.
    pub(super) has_picture: bool,
}

/// All enabled cameras of one shard, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignment {
    cameras: BTreeMap<String, Arc<Assigned>>,
    /// Names of the enabled cameras of other shards.
    elsewhere: BTreeSet<String>,
    shards: u32,
    gateway: Option<Gatekeeper>,
}

/// What is asked whether the site can be reached at all, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gatekeeper {
    /// What to probe.
    pub target: Target,
    /// From the start of one probe to the start of the next.
    pub interval: Duration,
}

impl Assignment {
    /// The cameras of `inventory` that fall on `shard`, with their entries of `credentials` and `authorities`.
    ///
    /// A camera whose credentials are missing there is probed without: it then says itself that it needs some.
    #[must_use]
    pub fn new(
        inventory: &CamerasFile,
        credentials: &CredentialsFile,
        authorities: &AuthoritiesFile,
        shard: u32,
    ) -> Self {
        let (ours, theirs): (Vec<_>, Vec<_>) = inventory
            .cameras
            .iter()
            .filter(|camera| camera.enabled)
            .partition(|camera| shard::owner(&camera.name, inventory.shards) == shard);
        let cameras = ours
            .into_iter()
            .map(|camera| {
                (
                    camera.name.clone(),
                    Arc::new(assigned(camera, credentials, authorities)),
                )
            })
            .collect();
        Self {
            cameras,
            elsewhere: theirs.into_iter().map(|camera| camera.name.clone()).collect(),
            shards: inventory.shards,
            gateway: gatekeeper(inventory),
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

    /// What is asked before the cameras are blamed, `None` where the site declares nothing that can be asked.
    #[must_use]
    pub const fn gateway(&self) -> Option<&Gatekeeper> {
        self.gateway.as_ref()
    }

    /// Whether another shard probes `camera`.
    pub(super) fn is_elsewhere(&self, camera: &str) -> bool {
        self.elsewhere.contains(camera)
    }
}

fn assigned(camera: &Camera, credentials: &CredentialsFile, _authorities: &AuthoritiesFile) -> Assigned {
    let entry = camera
        .credentials
        .as_ref()
        .and_then(|name| credentials.0.get(name));
    let url = Url::parse(&camera.url).ok();
    let gives_pictures = url
        .as_ref()
        .is_some_and(|url| matches!(url.scheme(), "http" | "https" | "onvif"));
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    Assigned {
        target: Target::new(camera),
        policy: Policy::from(&camera.probe),
        credentials: entry.map(Credentials::from),
        login: camera.credentials.as_deref().map(Arc::from),
        host: host.trim_matches(['[', ']']).to_lowercase().into(),
        has_picture: gives_pictures || camera.snapshot_url.is_some(),
    }
}

/// The operator checks the address; one that this version cannot probe is worth a warning, and the site goes without.
fn gatekeeper(inventory: &CamerasFile) -> Option<Gatekeeper> {
    let settings = Policy::from(&inventory.probe);
    let url = inventory.gateway.as_deref()?;
    match Target::from_url(url, Depth::Connect, settings.timeout()) {
        Ok(target) => Some(Gatekeeper {
            target,
            interval: settings.interval(),
        }),
        Err(error) => {
            tracing::warn!(%error, "the gateway cannot be probed, cameras are judged without it");
            None
        }
    }
}
