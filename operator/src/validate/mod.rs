//! CameraSite and what was observed → [`Site`]: defaults resolved, references looked up. Pure.
//!
//! What is wrong with a part of a site is a [`Finding`] and becomes a condition; everything else goes on. Only what makes
//! the whole spec unusable is an error.

mod access;
mod database;
mod exporters;
mod inventory;
mod keys;
mod monitoring;
mod page;
mod probe;
mod secrets;
mod simulator;
mod workloads;

pub(crate) use access::client_secret;
use crds::CameraSite;
use thiserror::Error;

use crate::database::Database;
use crate::inventory::CAMERAS_MAX;
use crate::observe::Observed;
use crate::settings::Settings;
use crate::site::{Identity, Network, Site};

/// Names of children add a suffix to the site's; Services take 63 characters.
const NAME_MAX: usize = 40;

/// The whole spec cannot be used. It waits for a change.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Invalid {
    /// The object lacks what the API server gives every object.
    #[error("the CameraSite has no {0}: apply it to a cluster, or add it to the file")]
    Missing(&'static str),
    /// The name leaves no room for the names of children.
    #[error("the name {0} is longer than {NAME_MAX} characters: make a site with a shorter name")]
    NameTooLong(String),
    /// More cameras than a site can hold.
    #[error("spec.cameras has {0} entries, a site holds at most {CAMERAS_MAX}: divide it into several sites")]
    TooManyCameras(usize),
    /// The database is somebody else's, and nothing says where it is.
    #[error("spec.database.mode is External: say in spec.database.external where the database is")]
    NoExternalDatabase,
    /// Two cameras have one name.
    #[error("spec.cameras has two entries called {0}: rename one of them")]
    DuplicateCamera(String),
}

/// Something about a part of the site that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Reason of the condition.
    pub reason: &'static str,
    /// What is wrong and what to do, for people.
    pub message: String,
}

/// What is not as it should be, by the condition that says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// `InventoryAccepted`.
    pub inventory: Vec<Finding>,
    /// `DatabaseReady`.
    pub database: Option<Finding>,
    /// `CacheReady`.
    pub cache: Option<Finding>,
    /// `ApiReady`.
    pub api: Option<Finding>,
    /// `MonitoringReady`.
    pub monitoring: Vec<Finding>,
}

/// Which site the object is.
///
/// # Errors
/// When it has no name or namespace, or its name is too long for its children.
pub fn identity(object: &CameraSite) -> Result<Identity, Invalid> {
    let metadata = &object.metadata;
    let name = metadata.name.clone().ok_or(Invalid::Missing("metadata.name"))?;
    if name.len() > NAME_MAX {
        return Err(Invalid::NameTooLong(name));
    }
    let namespace = metadata
        .namespace
        .clone()
        .ok_or(Invalid::Missing("metadata.namespace"))?;
    Ok(Identity {
        name,
        namespace,
        uid: metadata.uid.clone(),
    })
}

/// Resolves the site.
///
/// # Errors
/// When the spec as a whole cannot be used.
pub fn validate(
    object: &CameraSite,
    observed: &Observed,
    settings: &Settings,
) -> Result<(Site, Findings), Invalid> {
    let id = identity(object)?;
    let spec = &object.spec;
    if spec.cameras.len() > CAMERAS_MAX {
        return Err(Invalid::TooManyCameras(spec.cameras.len()));
    }
    let mut inventory = inventory::resolve(&id, spec, &observed.references)?;
    inventory
        .findings
        .extend(page::findings(spec, &inventory.cameras, &observed.references));
    let secrets = secrets::judge(&id, &observed.secrets);
    let (database, database_finding) = database::resolve(object, observed, settings, &secrets)?;
    let login = match &database {
        Database::Managed(_) => secrets.exist.app,
        Database::External(database) => database.roles.is_some(),
    };
    let (monitoring, monitoring_findings) =
        monitoring::resolve(spec, settings, &observed.references, &secrets);
    let findings = Findings {
        inventory: inventory.findings,
        database: database_finding,
        cache: secrets
            .cache
            .clone()
            .filter(|_| spec.cache.mode == crds::CacheMode::Managed),
        api: secrets
            .api
            .clone()
            .or_else(|| access::missing_secret(spec, observed)),
        monitoring: monitoring_findings,
    };
    let site = Site {
        cluster_domain: settings.cluster_domain.clone(),
        cameras: inventory.cameras,
        credentials: inventory.credentials,
        authorities: inventory.authorities,
        cache: workloads::cache(object, observed, settings, &secrets),
        api: workloads::api(object, observed, settings, &secrets, login),
        postgres_exporter: exporters::postgres(spec, settings, &secrets),
        redis_exporter: exporters::redis(spec, settings, &secrets),
        access: access::resolve(spec),
        fault_injection: spec.api.fault_injection,
        client_secret: access::client_secret(spec).cloned(),
        autoscaling: spec.api.autoscaling.clone(),
        prober: workloads::prober(spec, settings, &secrets, login),
        web: workloads::web(spec, settings),
        page: page::resolve(&spec.web),
        ingress: spec.web.ingress.clone(),
        simulator: simulator::resolve(spec, settings),
        image_pull_secrets: spec
            .image_pull_secrets
            .iter()
            .map(|secret| secret.name.clone())
            .collect(),
        scheduling: spec.scheduling.clone(),
        network: network(&spec.network_policy, settings),
        monitoring,
        served: observed.served,
        suspended: spec.suspend,
        secrets: secrets.exist,
        key: secrets.key,
        database,
        id,
    };
    Ok((site, findings))
}

fn network(spec: &crds::NetworkPolicy, settings: &Settings) -> Option<Network> {
    spec.enabled.then(|| Network {
        camera_cidrs: spec.camera_cidrs.clone(),
        monitoring: spec.monitoring_namespace_selector.clone(),
        extra_egress: spec.extra_egress.clone(),
        operator_namespace: settings.operator_namespace.clone(),
    })
}
