//! I/O out: writes what differs, in order, then prunes what is switched off.
//!
//! The first write of a child is a POST; later ones are forced server-side applies that carry the UID that was observed.
//! Nothing is written where the live object has what is wanted, and nothing is written to an object that is not ours.

mod child;
mod compare;
mod generated;
mod managed_fields;
mod outcome;
mod pods;
mod prune;
mod recover;
mod rules;
#[cfg(test)]
mod tests;

use std::fmt::Debug;

use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::Secret;
use k8s_openapi::api::networking::v1::NetworkPolicy;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::Client;
use thiserror::Error;

pub use child::DESIRED_HASH_ANNOTATION;
pub use outcome::{Outcome, Problem};
pub use pods::refresh_pods;
pub use prune::prune;
pub(crate) use recover::is_crashing;
pub use recover::recover;

use crate::metrics::Metrics;
use crate::observe::{Found, Known, Live, SecretState};
use crate::resources::network::Policies;
use crate::resources::{Child, Phase, Prepared, Resources};
use crate::site::{GeneratedSecrets, Site};
use child::Object;
use rules::Rules;

/// After apply: what became of each child. Only this may feed the status.
#[derive(Clone, Copy, Debug)]
pub struct Applied;

impl Phase for Applied {
    type Of<K: Clone + Debug> = Outcome<K>;
}

/// A request that failed for a reason that may pass: it is tried again.
#[derive(Debug, Error)]
#[error("cannot {verb} {kind} {name}")]
pub struct ApplyError {
    /// What was tried: `create`, `apply`, `delete`, `annotate`.
    pub verb: &'static str,
    /// Kind of the child.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Why it failed.
    #[source]
    pub source: Box<kube::Error>,
}

/// Writes children, and remembers the first failure: after it nothing more is tried in this pass.
pub struct Applier<'a> {
    client: &'a Client,
    metrics: &'a Metrics,
    site: &'a Site,
    known: Option<&'a Known>,
    error: Option<ApplyError>,
    refused: bool,
}

impl<'a> Applier<'a> {
    /// An applier for one pass over one site.
    #[must_use]
    pub const fn new(client: &'a Client, metrics: &'a Metrics, site: &'a Site) -> Self {
        Self {
            client,
            metrics,
            site,
            known: None,
            error: None,
            refused: false,
        }
    }

    /// The same, which tells what it writes.
    #[must_use]
    pub fn with(self, known: &'a Known) -> Self {
        Self {
            known: Some(known),
            ..self
        }
    }

    /// This version of a child was written or met.
    fn seen<K: Object>(&self, object: &ObjectMeta) {
        if let Some(known) = self.known {
            known.seen::<K>(object);
        }
    }

    /// Whether every child could be written, and may be.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.error.is_none() && !self.refused && !self.site.suspended
    }

    /// The first failure.
    ///
    /// # Errors
    /// When there was one.
    pub fn finish(self) -> Result<(), ApplyError> {
        self.error.map_or(Ok(()), Err)
    }

    /// Writes every child, or only judges them while the site is suspended: configuration, Secrets, Services and claims first, workloads after what they mount.
    pub async fn apply(
        &mut self,
        wanted: Resources<Prepared>,
        live: Live,
        secrets: GeneratedSecrets<SecretState>,
    ) -> Resources<Applied> {
        let Resources {
            secrets: wanted_secrets,
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
        } = wanted;
        let live_job = job(live.migrate, &migrate);
        let owned = Rules::OWNED;
        let autoscaled = live.api_autoscaler.is_some() || !matches!(api_autoscaler, Child::Off);
        let of_api = Rules::of_api(autoscaled);
        Resources {
            secrets: self.secrets(wanted_secrets, secrets).await,
            cameras: self.child(cameras, live.cameras, owned).await,
            camera_credentials: self
                .child(camera_credentials, live.camera_credentials, owned)
                .await,
            redis_exporter_login: self
                .child(redis_exporter_login, live.redis_exporter_login, owned)
                .await,
            postgres_claim: self
                .child(postgres_claim, live.postgres_claim, Rules::CLAIM)
                .await,
            redis_claim: self.child(redis_claim, live.redis_claim, Rules::CLAIM).await,
            postgres_config: self.child(postgres_config, live.postgres_config, owned).await,
            redis_config: self.child(redis_config, live.redis_config, owned).await,
            simulator_config: self.child(simulator_config, live.simulator_config, owned).await,
            web_config: self.child(web_config, live.web_config, owned).await,
            postgres_service: self.child(postgres_service, live.postgres_service, owned).await,
            postgres_exporter_service: self
                .child(postgres_exporter_service, live.postgres_exporter_service, owned)
                .await,
            redis_exporter_service: self
                .child(redis_exporter_service, live.redis_exporter_service, owned)
                .await,
            redis_service: self.child(redis_service, live.redis_service, owned).await,
            api_service: self.child(api_service, live.api_service, owned).await,
            prober_service: self.child(prober_service, live.prober_service, owned).await,
            simulator_service: self.child(simulator_service, live.simulator_service, owned).await,
            web_service: self.child(web_service, live.web_service, owned).await,
            web_ingress: self.child(web_ingress, live.web_ingress, owned).await,
            network_policies: self.policies(network_policies, live.network_policies).await,
            api_budget: self.child(api_budget, live.api_budget, owned).await,
            prober_budget: self.child(prober_budget, live.prober_budget, owned).await,
            web_budget: self.child(web_budget, live.web_budget, owned).await,
            postgres: self.child(postgres, live.postgres, owned).await,
            redis: self.child(redis, live.redis, owned).await,
            migrate: self.child(migrate, live_job, Rules::JOB).await,
            api: self.child(api, live.api, of_api).await,
            // After the Deployment has left the number of its pods to it.
            api_autoscaler: self.child(api_autoscaler, live.api_autoscaler, owned).await,
            postgres_exporter: self.child(postgres_exporter, live.postgres_exporter, owned).await,
            redis_exporter: self.child(redis_exporter, live.redis_exporter, owned).await,
            simulator: self.child(simulator, live.simulator, owned).await,
            prober: self.child(prober, live.prober, owned).await,
            web: self.child(web, live.web, owned).await,
            dashboard: self.child(dashboard, live.dashboard, owned).await,
            service_monitor: self
                .child(service_monitor, live.service_monitor, Rules::FOREIGN)
                .await,
            prometheus_rule: self
                .child(prometheus_rule, live.prometheus_rule, Rules::FOREIGN)
                .await,
            alertmanager_config: self
                .child(alertmanager_config, live.alertmanager_config, Rules::FOREIGN)
                .await,
        }
    }

    async fn policies(
        &mut self,
        wanted: Policies<Child<NetworkPolicy>>,
        live: Policies<Found<NetworkPolicy>>,
    ) -> Policies<Outcome<NetworkPolicy>> {
        let mut outcomes = Vec::new();
        for (wanted, live) in wanted.into_iter().zip(live) {
            outcomes.push(self.child(wanted, live, Rules::OWNED).await);
        }
        outcomes.into_iter().collect()
    }

    async fn secrets(
        &mut self,
        wanted: GeneratedSecrets<Child<Secret>>,
        live: GeneratedSecrets<SecretState>,
    ) -> GeneratedSecrets<Outcome<Secret>> {
        let live = live.map(SecretState::into_present);
        GeneratedSecrets {
            superuser: self.generated(wanted.superuser, live.superuser).await,
            owner: self.generated(wanted.owner, live.owner).await,
            app: self.generated(wanted.app, live.app).await,
            exporter: self.generated(wanted.exporter, live.exporter).await,
            redis: self.generated(wanted.redis, live.redis).await,
            api: self.generated(wanted.api, live.api).await,
        }
    }
}

/// The live Job of the wanted one's name.
fn job(jobs: Vec<Job>, wanted: &Child<Job>) -> Found<Job> {
    let Child::Apply(wanted) = wanted else { return None };
    jobs.into_iter()
        .find(|job| job.metadata.name == wanted.metadata.name)
        .map(Box::new)
}
