//! The components, one function each: what its condition says, and whether it serves.

use contract::Component as Name;
use crds::conditions::{self, reason};
use k8s_openapi::api::batch::v1::Job;

use super::{Component, Pass, rollout};
use crate::apply::{Outcome, Problem};
use crate::conditions::{Verdict, find};
use crate::validate::Finding;

pub(super) fn database(pass: &Pass<'_>) -> Component {
    let applied = pass.applied;
    let workload = workload(
        pass,
        &applied.postgres,
        conditions::DATABASE_READY,
        Name::Postgres,
    );
    let secrets = &applied.secrets;
    let problem = first_problem(&[
        applied.postgres_claim.problem(),
        applied.postgres_config.problem(),
        applied.postgres_service.problem(),
        secrets.superuser.problem(),
        secrets.owner.problem(),
        secrets.app.problem(),
        secrets.exporter.problem(),
        applied.network_policies.postgres.problem(),
        applied.network_policies.migrate.problem(),
    ]);
    let finding = pass
        .findings
        .database
        .as_ref()
        // Scripts are for the first start: once the database serves, a ConfigMap that is gone hurts nobody yet.
        .filter(|finding| finding.reason != reason::CONFIG_MAP_NOT_FOUND || !workload.serving);
    if let Some(verdict) = finding.map(verdict).or(problem) {
        return Component { verdict, ..workload };
    }
    if !workload.verdict.holds() {
        return workload;
    }
    let migrated = migration(&applied.migrate, &pass.site.id.namespace);
    Component {
        verdict: migrated.unwrap_or(workload.verdict),
        ..workload
    }
}

/// What the migrate Job says; `None` when it has completed.
fn migration(outcome: &Outcome<Job>, namespace: &str) -> Option<Verdict> {
    let job = match outcome {
        Outcome::Live(job) => job,
        Outcome::Problem(problem) => return Some(no(problem)),
        _ => {
            return Some(Verdict::no(
                reason::WAITING,
                "the migrations have not been started yet",
            ));
        }
    };
    let name = job.metadata.name.as_deref().unwrap_or_default();
    let conditions = job
        .status
        .as_ref()
        .and_then(|status| status.conditions.as_deref())
        .unwrap_or_default();
    let is = |type_: &str| {
        conditions
            .iter()
            .find(|it| it.type_ == type_ && it.status == "True")
    };
    if is("Complete").is_some() {
        return None;
    }
    is("Failed").map_or_else(
        || Some(Verdict::no(reason::WAITING, format!("Job {name} makes roles and schema"))),
        |failed| {
            let why = failed.message.as_deref().unwrap_or("no reason was given");
            Some(Verdict::no(
                reason::FAILED,
                format!(
                    "Job {name} failed: {why}. See kubectl -n {namespace} logs job/{name}; to try again: kubectl -n \
                     {namespace} delete job {name}"
                ),
            ))
        },
    )
}

pub(super) fn cache(pass: &Pass<'_>) -> Component {
    if pass.site.cache.is_none() {
        return Component::absent(Verdict::yes(reason::DISABLED, "switched off by the spec"));
    }
    let applied = pass.applied;
    let problem = first_problem(&[
        applied.redis_claim.problem(),
        applied.redis_config.problem(),
        applied.redis_service.problem(),
        applied.secrets.redis.problem(),
        applied.network_policies.redis.problem(),
    ]);
    let workload = workload(pass, &applied.redis, conditions::CACHE_READY, Name::Redis);
    with(workload, pass.findings.cache.as_ref(), problem)
}

pub(super) fn api(pass: &Pass<'_>) -> Component {
    let applied = pass.applied;
    let problem = first_problem(&[
        applied.api_service.problem(),
        applied.secrets.api.problem(),
        applied.network_policies.api.problem(),
        applied.api_budget.problem(),
        applied.api_autoscaler.problem(),
    ]);
    let workload = workload(pass, &applied.api, conditions::API_READY, Name::Api);
    with(workload, pass.findings.api.as_ref(), problem)
}

/// The probers, and the simulator where there is one: a site with simulated cameras is not well without it.
pub(super) fn prober(pass: &Pass<'_>) -> Component {
    let applied = pass.applied;
    let problem = first_problem(&[
        applied.prober_service.problem(),
        applied.simulator_config.problem(),
        applied.simulator_service.problem(),
        applied.network_policies.prober.problem(),
        applied.network_policies.simulator.problem(),
        applied.prober_budget.problem(),
    ]);
    let prober = workload(pass, &applied.prober, conditions::PROBER_READY, Name::Prober);
    let simulator = workload(
        pass,
        &applied.simulator,
        conditions::PROBER_READY,
        Name::Simulator,
    )
    .verdict;
    if !prober.verdict.holds() || problem.is_some() || simulator.holds() {
        return with(prober, None, problem);
    }
    let message = format!("simulator: {}", simulator.message);
    Component {
        verdict: Verdict { message, ..simulator },
        ..prober
    }
}

pub(super) fn web(pass: &Pass<'_>) -> Component {
    let applied = pass.applied;
    let problem = first_problem(&[
        applied.web_config.problem(),
        applied.web_service.problem(),
        applied.network_policies.web.problem(),
        applied.web_budget.problem(),
        applied.web_ingress.problem(),
    ]);
    with(
        workload(pass, &applied.web, conditions::WEB_READY, Name::Web),
        None,
        problem,
    )
}

/// The inventory, and whether its objects could be written.
pub(super) fn inventory(pass: &Pass<'_>) -> (Verdict, bool) {
    let applied = pass.applied;
    let written = first_problem(&[applied.cameras.problem(), applied.camera_credentials.problem()]);
    if let Some(verdict) = written {
        return (verdict, false);
    }
    let verdict = match pass.findings.inventory.as_slice() {
        [] => Verdict::yes(
            reason::ACCEPTED,
            format!("{} cameras", pass.site.cameras.cameras.len()),
        ),
        findings @ [first, ..] => Verdict::no(first.reason, summary(findings)),
    };
    (verdict, true)
}

/// The first findings, and how many more there are.
fn summary(findings: &[Finding]) -> String {
    const SHOWN: usize = 5;
    let shown = findings.iter().take(SHOWN).map(|it| it.message.as_str());
    let shown = shown.collect::<Vec<_>>().join("; ");
    if findings.len() > SHOWN {
        // In front, where it is not cut off.
        format!("the first {SHOWN} of {}: {shown}", findings.len())
    } else {
        shown
    }
}

fn workload<K: rollout::Workload>(
    pass: &Pass<'_>,
    outcome: &Outcome<K>,
    condition: &str,
    component: Name,
) -> Component {
    let trouble = pass
        .pods
        .iter()
        .filter(|pod| pod.component == component && !pod.leaving)
        .find_map(|pod| {
            pod.trouble
                .as_ref()
                .map(|trouble| format!("pod {}: {trouble}", pod.name))
        });
    rollout::judge(
        outcome,
        find(pass.previous, condition),
        pass.generation,
        trouble.as_deref(),
    )
}

fn with(workload: Component, finding: Option<&Finding>, problem: Option<Verdict>) -> Component {
    match finding.map(verdict).or(problem) {
        Some(verdict) => Component { verdict, ..workload },
        None => workload,
    }
}

fn first_problem(problems: &[Option<&Problem>]) -> Option<Verdict> {
    problems.iter().flatten().next().map(|problem| no(problem))
}

fn no(problem: &Problem) -> Verdict {
    Verdict::no(problem.reason, problem.message.clone())
}

fn verdict(finding: &Finding) -> Verdict {
    Verdict::no(finding.reason, finding.message.clone())
}
