//! Which cameras a shard probes, how, and with which credentials.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use contract::credentials::{AuthoritiesFile, CredentialsFile};
use contract::inventory::{Camera, CamerasFile, Depth};
use url::Url;

use crate::credentials::Credentials;
use crate::ladder::{Target, TargetError};
use crate::reach::AddressRules;
use crate::shard;
use crate::state::Policy;

/// Where the cameras that users entered are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guarded {
    /// Where they may be, and what they lead to.
    pub rules: Arc<AddressRules>,
    /// The one address of each, by name. Cameras that are not among them are declared.
    pub pinned: BTreeMap<String, IpAddr>,
}

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
    login: Option<Arc<str>>,
    /// The URL as declared, without secrets.
    pub(super) address: Arc<str>,
    /// Host of the URL, in lower case and without brackets.
    pub(super) host: Arc<str>,
}

/// All enabled cameras of one shard, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    cameras: BTreeMap<String, Arc<Assigned>>,
    /// Names of the enabled cameras of other shards.
    elsewhere: BTreeSet<String>,
    shards: u32,
    gateway: Option<AssignedGateway>,
    /// The site's interval; cameras may have others.
    interval: Duration,
}

/// The site's gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AssignedGateway {
    pub(super) target: Target,
    /// Whether the way to it leaves this machine.
    pub(super) is_remote: bool,
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
        Self::guarded(inventory, credentials, authorities, shard, &Guarded::default())
    }

    /// The same with cameras among them that users entered.
    #[must_use]
    pub fn guarded(
        inventory: &CamerasFile,
        credentials: &CredentialsFile,
        authorities: &AuthoritiesFile,
        shard: u32,
        guarded: &Guarded,
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
                    Arc::new(assigned(camera, credentials, authorities, guarded)),
                )
            })
            .collect();
        Self {
            cameras,
            elsewhere: theirs.into_iter().map(|camera| camera.name.clone()).collect(),
            shards: inventory.shards,
            gateway: gateway(inventory),
            interval: Policy::from(&inventory.probe).interval(),
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

    /// What is probed before the cameras are blamed, `None` where the site declares nothing that can be.
    #[must_use]
    pub fn gateway(&self) -> Option<&Target> {
        self.gateway.as_ref().map(|gateway| &gateway.target)
    }

    /// From the start of one probe of the gateway to the start of the next: the site's interval.
    #[must_use]
    pub const fn interval(&self) -> Duration {
        self.interval
    }

    pub(super) const fn assigned_gateway(&self) -> Option<&AssignedGateway> {
        self.gateway.as_ref()
    }

    /// Whether another shard probes `camera`.
    pub(super) fn is_elsewhere(&self, camera: &str) -> bool {
        self.elsewhere.contains(camera)
    }
}

impl Default for Assignment {
    /// Nothing to probe.
    fn default() -> Self {
        Self {
            cameras: BTreeMap::new(),
            elsewhere: BTreeSet::new(),
            shards: 0,
            gateway: None,
            interval: Policy::default().interval(),
        }
    }
}

fn assigned(
    camera: &Camera,
    credentials: &CredentialsFile,
    authorities: &AuthoritiesFile,
    guarded: &Guarded,
) -> Assigned {
    let target = Target::new(camera, authorities).map(|target| match guarded.pinned.get(&camera.name) {
        Some(pinned) => target.guarded(Arc::clone(&guarded.rules), *pinned),
        None => target,
    });
    let entry = camera
        .credentials
        .as_ref()
        .and_then(|name| credentials.0.get(name));
    Assigned {
        target,
        policy: Policy::from(&camera.probe),
        credentials: entry.map(Credentials::from),
        login: camera.credentials.as_deref().map(Arc::from),
        address: camera.url.as_str().into(),
        host: host(&camera.url).into(),
    }
}

/// The operator checks the address; one that this version cannot probe is worth a warning, and the site goes without.
fn gateway(inventory: &CamerasFile) -> Option<AssignedGateway> {
    let url = inventory.gateway.as_deref()?;
    match Target::from_url(url, Depth::Connect, Policy::from(&inventory.probe).timeout()) {
        Ok(target) => Some(AssignedGateway {
            target,
            is_remote: is_remote(&host(url)),
        }),
        Err(error) => {
            tracing::warn!(%error, "the gateway cannot be probed, cameras are judged without it");
            None
        }
    }
}

/// The host of a URL in lower case and without brackets, empty where there is none.
fn host(url: &str) -> String {
    let url = Url::parse(url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    host.trim_matches(['[', ']']).to_lowercase()
}

/// Whether the way to `host` leaves this machine.
fn is_remote(host: &str) -> bool {
    let is_loopback = host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    !is_loopback && host != "localhost"
}

impl Assigned {
    /// Whether the way to the camera leaves this machine.
    pub(super) fn is_remote(&self) -> bool {
        is_remote(&self.host)
    }

    /// Whether the camera's stream is sampled.
    pub(super) fn is_sampled(&self) -> bool {
        self.target
            .as_ref()
            .is_ok_and(|target| target.depth() == Depth::Stream)
    }

    /// Whether the camera gives single pictures.
    pub(super) fn has_picture(&self) -> bool {
        self.target.as_ref().is_ok_and(Target::has_picture)
    }

    /// The name and the value of what probes log in with, `None` where they do not log in.
    pub(super) fn login(&self) -> Option<(&Arc<str>, &Credentials)> {
        let logs_in = self
            .target
            .as_ref()
            .is_ok_and(|target| target.depth() > Depth::Connect);
        self.login
            .as_ref()
            .zip(self.credentials.as_ref())
            .filter(|_| logs_in)
    }
}
