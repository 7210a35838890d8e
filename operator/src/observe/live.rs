//! Live children by name.

use std::fmt::Debug;

use contract::{Component, secrets};
use futures::future::try_join_all;
use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{ConfigMap, PersistentVolumeClaim, Secret, Service};
use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use kube::api::ListParams;
use kube::{Api, Client, Resource};
use serde::de::DeserializeOwned;

use super::Known;
use crate::monitoring::Served;
use crate::resources::meta::{COMPONENT_LABEL, list_selector};
use crate::resources::monitoring::{AlertmanagerConfig, Foreign, Kind, PrometheusRule, ServiceMonitor};
use crate::resources::network::Policies;
use crate::resources::secrets::claim_name;
use crate::site::Identity;

/// A child that may be there. Boxed: some kinds are kilobytes large, and a pass holds all of them.
pub type Found<K> = Option<Box<K>>;

/// Children as they are, whoever's they are. Generated Secrets are in [`super::SecretState`].
#[derive(Clone, Debug, Default)]
pub struct Live {
    /// `cameras.json`.
    pub cameras: Found<ConfigMap>,
    /// `credentials.json` and `authorities.json`.
    pub camera_credentials: Found<Secret>,
    /// The database's volume.
    pub postgres_claim: Found<PersistentVolumeClaim>,
    /// What the database does at its first start.
    pub postgres_config: Found<ConfigMap>,
    /// The database's Service.
    pub postgres_service: Found<Service>,
    /// The database.
    pub postgres: Found<StatefulSet>,
    /// The Service of the exporter of the database's metrics.
    pub postgres_exporter_service: Found<Service>,
    /// The exporter of the database's metrics.
    pub postgres_exporter: Found<Deployment>,
    /// The cache's volume.
    pub redis_claim: Found<PersistentVolumeClaim>,
    /// The cache's configuration.
    pub redis_config: Found<ConfigMap>,
    /// The cache's Service.
    pub redis_service: Found<Service>,
    /// The cache.
    pub redis: Found<StatefulSet>,
    /// The cache's password as its exporter reads it.
    pub redis_exporter_login: Found<Secret>,
    /// The Service of the exporter of the cache's metrics.
    pub redis_exporter_service: Found<Service>,
    /// The exporter of the cache's metrics.
    pub redis_exporter: Found<Deployment>,
    /// Every migrate Job of the site, superseded ones included.
    pub migrate: Vec<Job>,
    /// The API's Service.
    pub api_service: Found<Service>,
    /// The API.
    pub api: Found<Deployment>,
    /// The probers' Service.
    pub prober_service: Found<Service>,
    /// The probers.
    pub prober: Found<StatefulSet>,
    /// `simulator.json`.
    pub simulator_config: Found<ConfigMap>,
    /// The simulator's Service.
    pub simulator_service: Found<Service>,
    /// The simulator.
    pub simulator: Found<Deployment>,
    /// nginx's configuration.
    pub web_config: Found<ConfigMap>,
    /// The web page's Service.
    pub web_service: Found<Service>,
    /// The web page.
    pub web: Found<Deployment>,
    /// Who may talk to whom.
    pub network_policies: Policies<Found<NetworkPolicy>>,
    /// How many of the API's pods may be evicted at a time.
    pub api_budget: Found<PodDisruptionBudget>,
    /// What decides how many pods the API has.
    pub api_autoscaler: Found<HorizontalPodAutoscaler>,
    /// How many probers may be evicted at a time.
    pub prober_budget: Found<PodDisruptionBudget>,
    /// How many of the web page's pods may be evicted at a time.
    pub web_budget: Found<PodDisruptionBudget>,
    /// The web page's way to the outside.
    pub web_ingress: Found<Ingress>,
    /// What Prometheus scrapes.
    pub service_monitor: Found<ServiceMonitor>,
    /// When Prometheus alerts.
    pub prometheus_rule: Found<PrometheusRule>,
    /// Whom Alertmanager tells.
    pub alertmanager_config: Found<AlertmanagerConfig>,
    /// The site's dashboard for Grafana.
    pub dashboard: Found<ConfigMap>,
}

/// Reads a site's children.
pub(super) struct Reader<'a> {
    pub client: &'a Client,
    pub known: &'a Known,
    pub id: &'a Identity,
    pub served: Option<Served>,
}

pub(super) async fn read(reader: &Reader<'_>) -> kube::Result<Live> {
    let (configs, services, workloads, claims, network_policies, operation, exporters, monitoring) = tokio::try_join!(
        read_configs(reader),
        read_services(reader),
        read_workloads(reader),
        read_claims(reader),
        read_policies(reader),
        read_operation(reader),
        read_exporters(reader),
        read_monitoring(reader)
    )?;
    let (cameras, camera_credentials, postgres_config, redis_config, simulator_config, web_config) = configs;
    let (postgres_service, redis_service, api_service, prober_service, simulator_service, web_service) =
        services;
    let (postgres, redis, migrate, api, prober, simulator, web) = workloads;
    let (postgres_claim, redis_claim) = claims;
    let (api_budget, api_autoscaler, prober_budget, web_budget, web_ingress) = operation;
    let (
        postgres_exporter_service,
        postgres_exporter,
        redis_exporter_login,
        redis_exporter_service,
        redis_exporter,
    ) = exporters;
    let (service_monitor, prometheus_rule, alertmanager_config, dashboard) = monitoring;
    Ok(Live {
        cameras,
        camera_credentials,
        postgres_claim,
        postgres_config,
        postgres_service,
        postgres,
        postgres_exporter_service,
        postgres_exporter,
        redis_claim,
        redis_config,
        redis_service,
        redis,
        redis_exporter_login,
        redis_exporter_service,
        redis_exporter,
        migrate,
        api_service,
        api,
        prober_service,
        prober,
        simulator_config,
        simulator_service,
        simulator,
        web_config,
        web_service,
        web,
        network_policies,
        api_budget,
        api_autoscaler,
        prober_budget,
        web_budget,
        web_ingress,
        service_monitor,
        prometheus_rule,
        alertmanager_config,
        dashboard,
    })
}

type Configs = (
    Found<ConfigMap>,
    Found<Secret>,
    Found<ConfigMap>,
    Found<ConfigMap>,
    Found<ConfigMap>,
    Found<ConfigMap>,
);

async fn read_configs(reader: &Reader<'_>) -> kube::Result<Configs> {
    tokio::try_join!(
        reader.get(secrets::cameras_config_map_name(&reader.id.name)),
        reader.get(secrets::camera_credentials_name(&reader.id.name)),
        reader.get(reader.id.child(Component::Postgres)),
        reader.get(reader.id.child(Component::Redis)),
        reader.get(reader.id.child(Component::Simulator)),
        reader.get(reader.id.child(Component::Web)),
    )
}

type Services = (
    Found<Service>,
    Found<Service>,
    Found<Service>,
    Found<Service>,
    Found<Service>,
    Found<Service>,
);

async fn read_services(reader: &Reader<'_>) -> kube::Result<Services> {
    tokio::try_join!(
        reader.get(reader.id.child(Component::Postgres)),
        reader.get(reader.id.child(Component::Redis)),
        reader.get(reader.id.child(Component::Api)),
        reader.get(reader.id.child(Component::Prober)),
        reader.get(reader.id.child(Component::Simulator)),
        reader.get(reader.id.child(Component::Web)),
    )
}

type Workloads = (
    Found<StatefulSet>,
    Found<StatefulSet>,
    Vec<Job>,
    Found<Deployment>,
    Found<StatefulSet>,
    Found<Deployment>,
    Found<Deployment>,
);

async fn read_workloads(reader: &Reader<'_>) -> kube::Result<Workloads> {
    tokio::try_join!(
        reader.get(reader.id.child(Component::Postgres)),
        reader.get(reader.id.child(Component::Redis)),
        reader.jobs(),
        reader.get(reader.id.child(Component::Api)),
        reader.get(reader.id.child(Component::Prober)),
        reader.get(reader.id.child(Component::Simulator)),
        reader.get(reader.id.child(Component::Web)),
    )
}

async fn read_claims(
    reader: &Reader<'_>,
) -> kube::Result<(Found<PersistentVolumeClaim>, Found<PersistentVolumeClaim>)> {
    tokio::try_join!(
        reader.get(claim_name(reader.id, Component::Postgres)),
        reader.get(claim_name(reader.id, Component::Redis)),
    )
}

async fn read_policies(reader: &Reader<'_>) -> kube::Result<Policies<Found<NetworkPolicy>>> {
    let reads = Policies::each(|component| reader.get(reader.id.child(component)));
    Ok(try_join_all(reads).await?.into_iter().collect())
}

type Operation = (
    Found<PodDisruptionBudget>,
    Found<HorizontalPodAutoscaler>,
    Found<PodDisruptionBudget>,
    Found<PodDisruptionBudget>,
    Found<Ingress>,
);

async fn read_operation(reader: &Reader<'_>) -> kube::Result<Operation> {
    tokio::try_join!(
        reader.get(reader.id.child(Component::Api)),
        reader.get(reader.id.child(Component::Api)),
        reader.get(reader.id.child(Component::Prober)),
        reader.get(reader.id.child(Component::Web)),
        reader.get(reader.id.child(Component::Web)),
    )
}

type Exporters = (
    Found<Service>,
    Found<Deployment>,
    Found<Secret>,
    Found<Service>,
    Found<Deployment>,
);

async fn read_exporters(reader: &Reader<'_>) -> kube::Result<Exporters> {
    tokio::try_join!(
        reader.get(reader.id.child(Component::PostgresExporter)),
        reader.get(reader.id.child(Component::PostgresExporter)),
        reader.get(reader.id.child(Component::RedisExporter)),
        reader.get(reader.id.child(Component::RedisExporter)),
        reader.get(reader.id.child(Component::RedisExporter)),
    )
}

type Monitoring = (
    Found<ServiceMonitor>,
    Found<PrometheusRule>,
    Found<AlertmanagerConfig>,
    Found<ConfigMap>,
);

async fn read_monitoring(reader: &Reader<'_>) -> kube::Result<Monitoring> {
    tokio::try_join!(
        reader.optional(),
        reader.optional(),
        reader.optional(),
        reader.get(reader.id.child(Component::Monitoring)),
    )
}

impl Reader<'_> {
    /// A child of a kind that the cluster may have no longer, or may not let us read: then there is none, and making it
    /// shows what is wrong.
    async fn optional<K: Kind>(&self) -> kube::Result<Found<Foreign<K>>> {
        if !self.served.is_some_and(K::is_served) {
            return Ok(None);
        }
        match self.get(self.id.child(Component::Monitoring)).await {
            Err(kube::Error::Api(status)) if [403, 404].contains(&status.code) => Ok(None),
            found => found,
        }
    }

    async fn jobs(&self) -> kube::Result<Vec<Job>> {
        if self.known.is_childless(&self.id.namespace, &self.id.name) {
            return Ok(Vec::new());
        }
        let selector = format!(
            "{},{COMPONENT_LABEL}={}",
            list_selector(self.id),
            Component::Migrate
        );
        let jobs = Api::<Job>::namespaced(self.client.clone(), &self.id.namespace);
        let jobs = jobs.list(&ListParams::default().labels(&selector)).await?.items;
        for job in &jobs {
            self.known.seen::<Job>(&job.metadata);
        }
        Ok(jobs)
    }

    pub(super) async fn get<K>(&self, name: String) -> kube::Result<Found<K>>
    where
        K: Resource<Scope = NamespaceResourceScope, DynamicType = ()> + Clone + DeserializeOwned + Debug,
    {
        let namespace = &self.id.namespace;
        if self.known.is_absent::<K>(namespace, &name) {
            return Ok(None);
        }
        let found = Api::<K>::namespaced(self.client.clone(), namespace)
            .get_opt(&name)
            .await?;
        if let Some(object) = &found {
            self.known.seen::<K>(object.meta());
        }
        Ok(found.map(Box::new))
    }
}
