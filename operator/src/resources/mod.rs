//! Every child of a site, built from a [`Site`] by pure functions: no client, no clock, no environment, no randomness.
//! One file a kind of child.

pub mod api;
mod budget;
pub mod cameras;
pub mod exporter;
mod login;
mod manifests;
pub mod meta;
pub mod migrate;
pub mod monitoring;
pub mod network;
mod pod;
pub mod postgres;
pub mod prober;
pub mod redis;
pub mod secrets;
mod server;
mod service;
pub mod simulator;
mod spread;
mod volume;
pub mod web;

use std::fmt::Debug;

use contract::Component;
use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{ConfigMap, PersistentVolumeClaim, Secret, Service};
use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;

pub use manifests::manifests;
use monitoring::{AlertmanagerConfig, PrometheusRule, ServiceMonitor};
use network::Policies;

use crate::site::{GeneratedSecrets, Site};

/// What is wanted of a child.
#[derive(Clone, Debug, PartialEq)]
pub enum Child<K> {
    /// It is to be like this.
    Apply(Box<K>),
    /// It is not to be; deleted where it exists.
    Off,
    /// Not known in this pass; left as it is.
    Unknown,
}

impl<K> Child<K> {
    fn apply(object: K) -> Self {
        Self::Apply(Box::new(object))
    }

    fn unless(held: bool, object: impl FnOnce() -> K) -> Self {
        if held {
            Self::Unknown
        } else {
            Self::apply(object())
        }
    }
}

/// A stage of a pass: what is held for a child of kind `K`.
pub trait Phase {
    /// What is held for a child of kind `K`.
    type Of<K: Clone + Debug>: Clone + Debug;
}

/// After build: what is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Prepared;

impl Phase for Prepared {
    type Of<K: Clone + Debug> = Child<K>;
}

/// All children of a site. Who applies, prunes or judges them takes the struct apart without `..`, so that a new child
/// cannot be forgotten.
#[derive(Clone, Debug)]
pub struct Resources<P: Phase> {
    /// Metadata of the generated Secrets; their data is never applied.
    pub secrets: GeneratedSecrets<P::Of<Secret>>,
    /// `cameras.json`.
    pub cameras: P::Of<ConfigMap>,
    /// `credentials.json` and `authorities.json`.
    pub camera_credentials: P::Of<Secret>,
    /// The database's volume.
    pub postgres_claim: P::Of<PersistentVolumeClaim>,
    /// What the database does at its first start.
    pub postgres_config: P::Of<ConfigMap>,
    /// The database's Service.
    pub postgres_service: P::Of<Service>,
    /// The database.
    pub postgres: P::Of<StatefulSet>,
    /// The Service of the exporter of the database's metrics.
    pub postgres_exporter_service: P::Of<Service>,
    /// The exporter of the database's metrics.
    pub postgres_exporter: P::Of<Deployment>,
    /// The cache's volume.
    pub redis_claim: P::Of<PersistentVolumeClaim>,
    /// The cache's configuration.
    pub redis_config: P::Of<ConfigMap>,
    /// The cache's Service.
    pub redis_service: P::Of<Service>,
    /// The cache.
    pub redis: P::Of<StatefulSet>,
    /// The cache's password as its exporter reads it.
    pub redis_exporter_login: P::Of<Secret>,
    /// The Service of the exporter of the cache's metrics.
    pub redis_exporter_service: P::Of<Service>,
    /// The exporter of the cache's metrics.
    pub redis_exporter: P::Of<Deployment>,
    /// Makes database roles and schema.
    pub migrate: P::Of<Job>,
    /// The API's Service.
    pub api_service: P::Of<Service>,
    /// The API.
    pub api: P::Of<Deployment>,
    /// The probers' headless Service.
    pub prober_service: P::Of<Service>,
    /// The probers.
    pub prober: P::Of<StatefulSet>,
    /// `simulator.json`.
    pub simulator_config: P::Of<ConfigMap>,
    /// The simulator's Service.
    pub simulator_service: P::Of<Service>,
    /// The simulator.
    pub simulator: P::Of<Deployment>,
    /// nginx's configuration.
    pub web_config: P::Of<ConfigMap>,
    /// The web page's Service.
    pub web_service: P::Of<Service>,
    /// The web page.
    pub web: P::Of<Deployment>,
    /// Who may talk to whom.
    pub network_policies: Policies<P::Of<NetworkPolicy>>,
    /// How many of the API's pods may be evicted at a time.
    pub api_budget: P::Of<PodDisruptionBudget>,
    /// What decides how many pods the API has.
    pub api_autoscaler: P::Of<HorizontalPodAutoscaler>,
    /// How many probers may be evicted at a time.
    pub prober_budget: P::Of<PodDisruptionBudget>,
    /// How many of the web page's pods may be evicted at a time.
    pub web_budget: P::Of<PodDisruptionBudget>,
    /// The web page's way to the outside.
    pub web_ingress: P::Of<Ingress>,
    /// What Prometheus scrapes.
    pub service_monitor: P::Of<ServiceMonitor>,
    /// When Prometheus alerts.
    pub prometheus_rule: P::Of<PrometheusRule>,
    /// Whom Alertmanager tells.
    pub alertmanager_config: P::Of<AlertmanagerConfig>,
    /// The site's dashboard for Grafana.
    pub dashboard: P::Of<ConfigMap>,
}

/// Builds every child of the site.
#[must_use]
pub fn build(site: &Site) -> Resources<Prepared> {
    let cache = site.cache.as_ref();
    let simulator = site.simulator.as_ref();
    let database = site.database.managed();
    let redis_exporter = site.redis_exporter.as_ref();
    let redis_password = redis_exporter.map(|exporter| (exporter, exporter.password.as_ref()));
    Resources {
        secrets: secrets::metadata(site),
        cameras: Child::apply(cameras::config_map(site)),
        camera_credentials: Child::apply(cameras::secret(site)),
        // Never before the Secret that opens it: over a claim no password is made, and the site would wait for ever.
        postgres_claim: database.map_or(Child::Unknown, |database| {
            Child::unless(!site.secrets.superuser, || postgres::claim(site, database))
        }),
        postgres_config: database.map_or(Child::Off, |_| Child::apply(postgres::config_map(site))),
        postgres_service: database.map_or(Child::Off, |_| {
            Child::apply(service::clustered(site, Component::Postgres))
        }),
        postgres: database.map_or(Child::Off, |database| {
            Child::unless(database.held, || postgres::statefulset(site, database))
        }),
        postgres_exporter_service: site.postgres_exporter.as_ref().map_or(Child::Off, |_| {
            Child::apply(service::clustered(site, Component::PostgresExporter))
        }),
        postgres_exporter: site.postgres_exporter.as_ref().map_or(Child::Off, |exporter| {
            exporter.login.as_deref().map_or(Child::Unknown, |login| {
                Child::apply(exporter::postgres(site, exporter, login))
            })
        }),
        // A volume outlives its component: counters are there again when the cache is switched on again.
        redis_claim: cache.map_or(Child::Unknown, |cache| Child::apply(redis::claim(site, cache))),
        redis_config: cache.map_or(Child::Off, |_| Child::apply(redis::config_map(site))),
        redis_service: cache.map_or(Child::Off, |_| {
            Child::apply(service::clustered(site, Component::Redis))
        }),
        redis: cache.map_or(Child::Off, |cache| {
            cache.password.as_deref().map_or(Child::Unknown, |password| {
                Child::apply(redis::statefulset(site, cache, password))
            })
        }),
        redis_exporter_login: redis_password.map_or(Child::Off, |(_, password)| {
            password.map_or(Child::Unknown, |password| {
                Child::apply(exporter::redis_login(site, password))
            })
        }),
        redis_exporter_service: redis_exporter.map_or(Child::Off, |_| {
            Child::apply(service::clustered(site, Component::RedisExporter))
        }),
        redis_exporter: redis_password.map_or(Child::Off, |(exporter, password)| {
            password.map_or(Child::Unknown, |password| {
                Child::apply(exporter::redis(site, exporter, password))
            })
        }),
        migrate: site
            .database
            .roles()
            .map_or(Child::Unknown, |roles| Child::apply(migrate::job(site, roles))),
        api_service: Child::apply(service::clustered(site, Component::Api)),
        api: Child::unless(site.api.held, || api::deployment(site)),
        prober_service: Child::apply(service::headless(site, Component::Prober)),
        prober: Child::unless(site.prober.held, || prober::statefulset(site)),
        simulator_config: simulator.map_or(Child::Off, |simulator| {
            Child::apply(simulator::config_map(site, simulator))
        }),
        simulator_service: simulator.map_or(Child::Off, |_| Child::apply(service::simulator(site))),
        simulator: simulator.map_or(Child::Off, |simulator| {
            Child::apply(simulator::deployment(site, simulator))
        }),
        web_config: Child::apply(web::config_map(site)),
        web_service: Child::apply(service::web(site)),
        web: Child::unless(site.web.held, || web::deployment(site)),
        network_policies: network::policies(site),
        api_budget: budget::budget(site, Component::Api, site.api.replicas),
        api_autoscaler: site.autoscaling.as_ref().map_or(Child::Off, |autoscaling| {
            Child::apply(api::autoscaler(site, autoscaling))
        }),
        prober_budget: budget::budget(site, Component::Prober, site.prober.replicas),
        web_budget: budget::budget(site, Component::Web, site.web.replicas),
        web_ingress: site
            .ingress
            .as_ref()
            .map_or(Child::Off, |ingress| Child::apply(web::ingress(site, ingress))),
        service_monitor: monitoring::service_monitor(site),
        prometheus_rule: monitoring::prometheus_rule(site),
        alertmanager_config: monitoring::alertmanager_config(site),
        dashboard: monitoring::dashboard(site),
    }
}
