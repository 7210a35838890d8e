//! Deletes what is switched off and what is superseded.

use k8s_openapi::api::batch::v1::Job;
use kube::ResourceExt;
use kube::api::{DeleteParams, Preconditions};

use super::child::{Object, failure};
use super::{Applied, Applier, ApplyError, Outcome};
use crate::ownership::{self, Ownerless, Ownership};
use crate::resources::Resources;

/// Deletes children that are `Off`, and migrate Jobs that were superseded. Called only after a pass in which every step
/// went well. Claims and generated Secrets are never deleted.
///
/// # Errors
/// When a delete fails for another reason than that the object is gone or was changed meanwhile.
pub async fn prune(
    writer: &Applier<'_>,
    applied: &Resources<Applied>,
    jobs: &[Job],
) -> Result<(), ApplyError> {
    let Resources {
        secrets: _,
        postgres_claim: _,
        redis_claim: _,
        cameras,
        camera_credentials,
        postgres_config,
        postgres_service,
        postgres,
        postgres_exporter_service,
        postgres_exporter,
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
    } = applied;
    // Before anything else is written: from now on the Deployment's own number of pods counts.
    off(writer, api_autoscaler).await?;
    off(writer, web_ingress).await?;
    off(writer, service_monitor).await?;
    off(writer, prometheus_rule).await?;
    off(writer, alertmanager_config).await?;
    off(writer, postgres_exporter).await?;
    off(writer, redis_exporter).await?;
    off(writer, postgres).await?;
    off(writer, redis).await?;
    off(writer, api).await?;
    off(writer, prober).await?;
    off(writer, simulator).await?;
    off(writer, web).await?;
    for service in [
        postgres_service,
        postgres_exporter_service,
        redis_service,
        redis_exporter_service,
        api_service,
        prober_service,
        simulator_service,
        web_service,
    ] {
        off(writer, service).await?;
    }
    for config in [
        cameras,
        postgres_config,
        redis_config,
        simulator_config,
        web_config,
        dashboard,
    ] {
        off(writer, config).await?;
    }
    off(writer, camera_credentials).await?;
    off(writer, redis_exporter_login).await?;
    for budget in [api_budget, prober_budget, web_budget] {
        off(writer, budget).await?;
    }
    // Last: what is still running is protected until then.
    for policy in network_policies {
        off(writer, policy).await?;
    }
    off(writer, migrate).await?;
    superseded(writer, migrate, jobs).await
}

async fn off<K: Object>(writer: &Applier<'_>, outcome: &Outcome<K>) -> Result<(), ApplyError> {
    match outcome {
        Outcome::Off(Some(object)) => delete(writer, object.as_ref()).await,
        _ => Ok(()),
    }
}

/// Jobs of earlier images or passwords, once the Job of the present ones is there.
async fn superseded(writer: &Applier<'_>, migrate: &Outcome<Job>, jobs: &[Job]) -> Result<(), ApplyError> {
    let Outcome::Live(current) = migrate else {
        return Ok(());
    };
    let ours =
        |job: &&Job| ownership::judge(&writer.site.id, &job.metadata, Ownerless::Refused) == Ownership::Ours;
    for job in jobs
        .iter()
        .filter(ours)
        .filter(|job| job.metadata.name != current.metadata.name)
    {
        delete(writer, job).await?;
    }
    Ok(())
}

async fn delete<K: Object>(writer: &Applier<'_>, object: &K) -> Result<(), ApplyError> {
    let name = object.name_any();
    let exactly = Preconditions {
        uid: object.uid(),
        resource_version: object.resource_version(),
    };
    let parameters = DeleteParams::background().preconditions(exactly);
    match writer.api::<K>().delete(&name, &parameters).await {
        Ok(_) => {
            writer.metrics.write("delete");
            Ok(())
        }
        // Gone, or changed since it was read: the next pass looks again.
        Err(kube::Error::Api(status)) if status.code == 404 || status.is_conflict() => Ok(()),
        Err(error) => Err(failure::<K>("delete", &name, error)),
    }
}
