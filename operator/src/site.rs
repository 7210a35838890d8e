//! A site in which everything is resolved: what the builders build from.

use std::collections::BTreeMap;

use contract::Component;
use contract::access::Access;
use contract::component::WEB_SERVICE_PORT;
use contract::credentials::{AuthoritiesFile, CredentialsFile};
use contract::inventory::CamerasFile;
use contract::simulator::SimulatorFile;
use k8s_openapi::api::core::v1::ResourceRequirements;
use k8s_openapi::api::networking::v1::NetworkPolicyPeer;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use crate::database::Database;
use crate::exporter::{PostgresExporter, RedisExporter};
use crate::fingerprint::Key;
use crate::monitoring::{Monitoring, Served};
use crds::{Autoscaling, FloorPlan, Ingress, Language, Scheduling, SecretKey};

/// A validated site. Nothing in it is looked up, defaulted or checked again.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Which site it is.
    pub id: Identity,
    /// DNS domain of the cluster.
    pub cluster_domain: String,
    /// Content of `cameras.json`.
    pub cameras: CamerasFile,
    /// Content of `credentials.json`: what could be read of the Secrets that cameras name.
    pub credentials: CredentialsFile,
    /// Content of `authorities.json`: the certificates that could be read of the Secrets that cameras name.
    pub authorities: AuthoritiesFile,
    /// The database.
    pub database: Database,
    /// The cache; `None` when it is disabled.
    pub cache: Option<Cache>,
    /// What exports the database's metrics; `None` where nobody wants them or the database is somebody else's.
    pub postgres_exporter: Option<PostgresExporter>,
    /// What exports the cache's metrics; `None` where nobody wants them or there is no cache.
    pub redis_exporter: Option<RedisExporter>,
    /// The API.
    pub api: Workload,
    /// Who may use the API.
    pub access: Access,
    /// Whether administrators may rehearse faults of the API.
    pub fault_injection: bool,
    /// Name and key of the Secret with which the API proves itself to the OpenID Connect provider.
    pub client_secret: Option<SecretKey>,
    /// How the number of the API's pods follows the load; `None` where it is fixed.
    pub autoscaling: Option<Autoscaling>,
    /// The probers.
    pub prober: Workload,
    /// The web page.
    pub web: Workload,
    /// What the web page is told of the site.
    pub page: Page,
    /// The web page's way to the outside.
    pub ingress: Option<Ingress>,
    /// The simulator; `None` where the site has no simulated camera.
    pub simulator: Option<Simulator>,
    /// Names of the Secrets with which images are pulled.
    pub image_pull_secrets: Vec<String>,
    /// Where pods run.
    pub scheduling: Scheduling,
    /// Who may talk to whom; `None` where the site has no policies.
    pub network: Option<Network>,
    /// How it is monitored; `None` where nobody wants that.
    pub monitoring: Option<Monitoring>,
    /// Which kinds of prometheus-operator the cluster has; `None` while that is not known.
    pub served: Option<Served>,
    /// Set while nothing may be written.
    pub suspended: bool,
    /// Which generated Secrets there are.
    pub secrets: GeneratedSecrets<bool>,
    /// Key of all fingerprints.
    pub key: Key,
}

/// Which site it is: all that names, labels and owner references are made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Name of the CameraSite.
    pub name: String,
    /// Namespace of the CameraSite and of all its children.
    pub namespace: String,
    /// UID of the CameraSite, for owner references; `None` when children are only printed.
    pub uid: Option<String>,
}

impl Identity {
    /// Name of a component's children: `<site>-<component>`.
    #[must_use]
    pub fn child(&self, component: Component) -> String {
        component.child_name(&self.name)
    }
}

impl Site {
    /// Full DNS name of a component's Service.
    #[must_use]
    pub fn host(&self, component: Component) -> String {
        format!(
            "{}.{}.svc.{}",
            self.id.child(component),
            self.id.namespace,
            self.cluster_domain
        )
    }

    /// Where the web page is: as people reach it, where that is known, else inside of the cluster.
    #[must_use]
    pub fn page_url(&self) -> String {
        let outside = self.access.external_url.clone();
        outside.unwrap_or_else(|| self.url(Component::Web, WEB_SERVICE_PORT))
    }

    /// Address of a component's Service inside of the cluster.
    #[must_use]
    pub fn url(&self, component: Component, port: u16) -> String {
        let host = format!("{}.{}.svc", self.id.child(component), self.id.namespace);
        if port == WEB_SERVICE_PORT {
            format!("http://{host}")
        } else {
            format!("http://{host}:{port}")
        }
    }
}

/// The cache.
#[derive(Clone, Debug, PartialEq)]
pub struct Cache {
    /// Image that is used: the spec's, else that of the live StatefulSet, else the default.
    pub image: String,
    /// Its volume.
    pub storage: Storage,
    /// Compute resources.
    pub resources: ResourceRequirements,
    /// Fingerprint of its password: a new password needs a restart. `None` while its Secret is missing or not ours;
    /// the StatefulSet is then left as it is.
    pub password: Option<String>,
}

/// A volume.
#[derive(Clone, Debug, PartialEq)]
pub struct Storage {
    /// Requested size.
    pub size: Quantity,
    /// Storage class; the cluster's default where absent.
    pub class: Option<String>,
    /// Whether the volume outlives the site.
    pub retain: bool,
}

/// Something that runs in pods without a volume of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Workload {
    /// Number of pods; the most there can be where an autoscaler decides.
    pub replicas: i32,
    /// Image.
    pub image: String,
    /// Compute resources.
    pub resources: ResourceRequirements,
    /// Set while its pods must be left as they are: a Secret that they mount is missing or not ours.
    pub held: bool,
}

/// What the web page is told of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What it speaks first; the browser's language where it is absent.
    pub language: Option<Language>,
    /// Pictures that cameras are drawn on.
    pub floor_plans: Vec<FloorPlan>,
    /// Where browsers fetch map tiles.
    pub tiles_url: Option<String>,
    /// Whose the tiles are.
    pub tiles_attribution: Option<String>,
}

/// Who may talk to whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Networks that the probers reach; everything where it is empty.
    pub camera_cidrs: Vec<String>,
    /// Namespaces that may read metrics.
    pub monitoring: Option<LabelSelector>,
    /// What API, probers and migrations reach besides.
    pub extra_egress: Vec<NetworkPolicyPeer>,
    /// Namespace of the operator, which asks the API for the site's summary.
    pub operator_namespace: String,
}

/// What plays the simulated cameras.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulator {
    /// Content of `simulator.json`.
    pub file: SimulatorFile,
    /// Image.
    pub image: String,
}

/// One value for each Secret that the operator generates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GeneratedSecrets<T> {
    /// Superuser of the database.
    pub superuser: T,
    /// Owner of the schema.
    pub owner: T,
    /// Role of api and prober.
    pub app: T,
    /// Role of the exporter.
    pub exporter: T,
    /// Password of the cache.
    pub redis: T,
    /// First password and tokens of the API.
    pub api: T,
}

impl<T> GeneratedSecrets<T> {
    /// The same with each value mapped.
    pub fn map<U>(self, mut map: impl FnMut(T) -> U) -> GeneratedSecrets<U> {
        let Self {
            superuser,
            owner,
            app,
            exporter,
            redis,
            api,
        } = self;
        GeneratedSecrets {
            superuser: map(superuser),
            owner: map(owner),
            app: map(app),
            exporter: map(exporter),
            redis: map(redis),
            api: map(api),
        }
    }

    /// The same by reference.
    pub const fn as_ref(&self) -> GeneratedSecrets<&T> {
        let Self {
            superuser,
            owner,
            app,
            exporter,
            redis,
            api,
        } = self;
        GeneratedSecrets {
            superuser,
            owner,
            app,
            exporter,
            redis,
            api,
        }
    }

    /// Pairs of the values of both.
    pub fn zip<U>(self, other: GeneratedSecrets<U>) -> GeneratedSecrets<(T, U)> {
        GeneratedSecrets {
            superuser: (self.superuser, other.superuser),
            owner: (self.owner, other.owner),
            app: (self.app, other.app),
            exporter: (self.exporter, other.exporter),
            redis: (self.redis, other.redis),
            api: (self.api, other.api),
        }
    }

    /// The values in their fixed order.
    pub fn into_values(self) -> [T; 6] {
        let Self {
            superuser,
            owner,
            app,
            exporter,
            redis,
            api,
        } = self;
        [superuser, owner, app, exporter, redis, api]
    }
}

/// Requests of a container where the spec names no resources.
#[must_use]
pub fn default_requests(cpu: &str, memory: &str) -> ResourceRequirements {
    let requests = [("cpu", cpu), ("memory", memory)]
        .map(|(name, amount)| (name.to_owned(), Quantity(amount.to_owned())));
    ResourceRequirements {
        requests: Some(BTreeMap::from(requests)),
        ..ResourceRequirements::default()
    }
}
