//! Live children by name.

use std::fmt::Debug;

use contract::{Component, secrets};
use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{ConfigMap, PersistentVolumeClaim, Secret, Service};
use kube::api::ListParams;
use kube::{Api, Client, Resource};
use serde::de::DeserializeOwned;

use crate::resources::meta::{COMPONENT_LABEL, list_selector};
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
    /// The cache's volume.
    pub redis_claim: Found<PersistentVolumeClaim>,
    /// The cache's configuration.
    pub redis_config: Found<ConfigMap>,
    /// The cache's Service.
    pub redis_service: Found<Service>,
    /// The cache.
    pub redis: Found<StatefulSet>,
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
}

pub(super) async fn read(client: &Client, id: &Identity) -> kube::Result<Live> {
    let (configs, services, workloads, claims) = tokio::try_join!(
        read_configs(client, id),
        read_services(client, id),
        read_workloads(client, id),
        read_claims(client, id)
    )?;
    let (cameras, camera_credentials, postgres_config, redis_config, simulator_config, web_config) = configs;
    let (postgres_service, redis_service, api_service, prober_service, simulator_service, web_service) =
        services;
    let (postgres, redis, migrate, api, prober, simulator, web) = workloads;
    let (postgres_claim, redis_claim) = claims;
    Ok(Live {
        cameras,
        camera_credentials,
        postgres_claim,
        postgres_config,
        postgres_service,
        postgres,
        redis_claim,
        redis_config,
        redis_service,
        redis,
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

async fn read_configs(client: &Client, id: &Identity) -> kube::Result<Configs> {
    tokio::try_join!(
        get(client, id, secrets::cameras_config_map_name(&id.name)),
        get(client, id, secrets::camera_credentials_name(&id.name)),
        get(client, id, id.child(Component::Postgres)),
        get(client, id, id.child(Component::Redis)),
        get(client, id, id.child(Component::Simulator)),
        get(client, id, id.child(Component::Web)),
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

async fn read_services(client: &Client, id: &Identity) -> kube::Result<Services> {
    tokio::try_join!(
        get(client, id, id.child(Component::Postgres)),
        get(client, id, id.child(Component::Redis)),
        get(client, id, id.child(Component::Api)),
        get(client, id, id.child(Component::Prober)),
        get(client, id, id.child(Component::Simulator)),
        get(client, id, id.child(Component::Web)),
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

async fn read_workloads(client: &Client, id: &Identity) -> kube::Result<Workloads> {
    tokio::try_join!(
        get(client, id, id.child(Component::Postgres)),
        get(client, id, id.child(Component::Redis)),
        list_jobs(client, id),
        get(client, id, id.child(Component::Api)),
        get(client, id, id.child(Component::Prober)),
        get(client, id, id.child(Component::Simulator)),
        get(client, id, id.child(Component::Web)),
    )
}

async fn read_claims(
    client: &Client,
    id: &Identity,
) -> kube::Result<(Found<PersistentVolumeClaim>, Found<PersistentVolumeClaim>)> {
    tokio::try_join!(
        get(client, id, claim_name(id, Component::Postgres)),
        get(client, id, claim_name(id, Component::Redis)),
    )
}

async fn list_jobs(client: &Client, id: &Identity) -> kube::Result<Vec<Job>> {
    let selector = format!("{},{COMPONENT_LABEL}={}", list_selector(id), Component::Migrate);
    let jobs = Api::namespaced(client.clone(), &id.namespace);
    Ok(jobs.list(&ListParams::default().labels(&selector)).await?.items)
}

async fn get<K>(client: &Client, id: &Identity, name: String) -> kube::Result<Found<K>>
where
    K: Resource<Scope = NamespaceResourceScope, DynamicType = ()> + Clone + DeserializeOwned + Debug,
{
    let found = Api::<K>::namespaced(client.clone(), &id.namespace)
        .get_opt(&name)
        .await?;
    Ok(found.map(Box::new))
}
