//! Passes whose status is judged.

mod components;
mod database;
mod kstatus;
mod monitoring;
mod operation;
mod summary;

use contract::summary::CameraCounts;
use crds::conditions as types;
use k8s_openapi::api::apps::v1::{Deployment, DeploymentStatus, StatefulSet, StatefulSetStatus};
use k8s_openapi::api::batch::v1::{Job, JobCondition, JobStatus};
use k8s_openapi::jiff::SignedDuration;

use super::*;
use crate::apply::{Outcome, Problem};
use crate::observe::{Observed, Referenced, SecretState};
use crate::resources::{Child, Prepared, build};
use crate::site::GeneratedSecrets;
use crate::test_support::{FULL, MINIMAL, NO_CACHE, SIMULATED, observed, settings};
use crate::validate::validate;

/// A pass that can be changed before it is judged.
struct Case {
    object: CameraSite,
    site: Site,
    findings: Findings,
    applied: Resources<Applied>,
    pods: Vec<PodFacts>,
    polled: Polled,
    previous: Vec<Condition>,
}

impl Case {
    fn new(fixture: &str) -> Self {
        let (object, observed) = observed(fixture);
        Self::observed(object, &observed)
    }

    fn observed(object: CameraSite, observed: &Observed) -> Self {
        let (site, findings) = validate(&object, observed, &settings()).unwrap();
        let applied = applied(build(&site));
        let mut case = Self {
            object,
            site,
            findings,
            applied,
            pods: Vec::new(),
            polled: Polled::Never,
            previous: Vec::new(),
        };
        case.serve();
        case
    }

    /// Every workload is up, and the Job complete.
    fn serve(&mut self) {
        for set in [
            &mut self.applied.postgres,
            &mut self.applied.redis,
            &mut self.applied.prober,
        ] {
            let wanted = set.live().map_or(0, |set| set.rollout().wanted);
            statefulset(set, wanted);
        }
        for workload in [
            &mut self.applied.api,
            &mut self.applied.postgres_exporter,
            &mut self.applied.redis_exporter,
            &mut self.applied.simulator,
            &mut self.applied.web,
        ] {
            let wanted = workload.live().map_or(0, |workload| workload.rollout().wanted);
            deployment(workload, wanted, wanted);
        }
        job(&mut self.applied.migrate, "Complete");
    }

    fn status(&self) -> CameraSiteStatus {
        let pass = Pass {
            site: &self.site,
            applied: &self.applied,
            findings: &self.findings,
            pods: &self.pods,
            polled: &self.polled,
            previous: &self.previous,
            generation: self.object.metadata.generation,
        };
        compute(&pass, Timestamp::UNIX_EPOCH)
    }

    /// The status of the next pass, after a change.
    fn after(&mut self, change: impl FnOnce(&mut Self)) -> CameraSiteStatus {
        self.previous = self.status().conditions;
        change(self);
        self.status()
    }
}

use rollout::Workload as _;

fn applied(children: Resources<Prepared>) -> Resources<Applied> {
    fn live<K>(child: Child<K>) -> Outcome<K> {
        match child {
            Child::Apply(object) => Outcome::Live(object),
            Child::Off => Outcome::Off(None),
            Child::Unknown => Outcome::Unknown(None),
        }
    }
    Resources {
        secrets: children.secrets.map(live),
        cameras: live(children.cameras),
        camera_credentials: live(children.camera_credentials),
        postgres_claim: live(children.postgres_claim),
        postgres_config: live(children.postgres_config),
        postgres_service: live(children.postgres_service),
        postgres: live(children.postgres),
        postgres_exporter_service: live(children.postgres_exporter_service),
        postgres_exporter: live(children.postgres_exporter),
        redis_claim: live(children.redis_claim),
        redis_config: live(children.redis_config),
        redis_service: live(children.redis_service),
        redis: live(children.redis),
        redis_exporter_login: live(children.redis_exporter_login),
        redis_exporter_service: live(children.redis_exporter_service),
        redis_exporter: live(children.redis_exporter),
        migrate: live(children.migrate),
        api_service: live(children.api_service),
        api: live(children.api),
        prober_service: live(children.prober_service),
        prober: live(children.prober),
        simulator_config: live(children.simulator_config),
        simulator_service: live(children.simulator_service),
        simulator: live(children.simulator),
        web_config: live(children.web_config),
        web_service: live(children.web_service),
        web: live(children.web),
        network_policies: children.network_policies.into_iter().map(live).collect(),
        api_budget: live(children.api_budget),
        api_autoscaler: live(children.api_autoscaler),
        prober_budget: live(children.prober_budget),
        web_budget: live(children.web_budget),
        web_ingress: live(children.web_ingress),
        service_monitor: live(children.service_monitor),
        prometheus_rule: live(children.prometheus_rule),
        alertmanager_config: live(children.alertmanager_config),
        dashboard: live(children.dashboard),
    }
}

fn statefulset(outcome: &mut Outcome<StatefulSet>, ready: i32) {
    let Outcome::Live(set) = outcome else { return };
    set.metadata.generation = Some(1);
    set.status = Some(StatefulSetStatus {
        observed_generation: Some(1),
        replicas: ready,
        ready_replicas: Some(ready),
        current_revision: Some("a".into()),
        update_revision: Some("a".into()),
        ..StatefulSetStatus::default()
    });
}

fn deployment(outcome: &mut Outcome<Deployment>, updated: i32, available: i32) {
    let Outcome::Live(workload) = outcome else { return };
    workload.metadata.generation = Some(1);
    workload.status = Some(DeploymentStatus {
        observed_generation: Some(1),
        replicas: Some(available.max(updated)),
        updated_replicas: Some(updated),
        available_replicas: Some(available),
        ..DeploymentStatus::default()
    });
}

fn job(outcome: &mut Outcome<Job>, type_: &str) {
    let Outcome::Live(job) = outcome else { return };
    let condition = JobCondition {
        type_: type_.into(),
        status: "True".into(),
        message: Some("BackoffLimitExceeded".into()),
        ..JobCondition::default()
    };
    job.status = Some(JobStatus {
        conditions: Some(vec![condition]),
        ..JobStatus::default()
    });
}

/// `True Serving`, or `-` where there is no such condition.
fn said(status: &CameraSiteStatus, type_: &str) -> String {
    find(&status.conditions, type_).map_or_else(|| "-".into(), |it| format!("{} {}", it.status, it.reason))
}

fn message<'a>(status: &'a CameraSiteStatus, type_: &str) -> &'a str {
    &find(&status.conditions, type_).unwrap().message
}

#[track_caller]
fn assert_says(status: &CameraSiteStatus, expected: &[(&str, &str)]) {
    for (type_, words) in expected {
        assert_eq!(&said(status, type_), words, "{type_} in {:#?}", status.conditions);
    }
}
