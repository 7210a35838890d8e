//! The components, one function each: what its condition says, and whether it serves.

use contract::Component as Name;
use crds::conditions::{self, reason};

use super::{Component, Pass, exporters, rollout};
use crate::apply::{Outcome, Problem};
use crate::conditions::{Verdict, find};
use crate::validate::Finding;

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
        policy(pass, Name::Redis),
    ]);
    let workload = workload(pass, &applied.redis, conditions::CACHE_READY, Name::Redis);
    let cache = with(workload, pass.findings.cache.as_ref(), problem);
    exporters::noted(cache, exporters::redis(pass))
}

pub(super) fn api(pass: &Pass<'_>) -> Component {
    let applied = pass.applied;
    let problem = first_problem(&[
        applied.api_service.problem(),
        applied.secrets.api.problem(),
        policy(pass, Name::Api),
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
        policy(pass, Name::Prober),
        policy(pass, Name::Simulator),
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
        policy(pass, Name::Web),
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
pub(super) fn summary(findings: &[Finding]) -> String {
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

pub(super) fn workload<K: rollout::Workload>(
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

/// What stands in the way of the component's network policy.
pub(super) fn policy<'a>(pass: &Pass<'a>, component: Name) -> Option<&'a Problem> {
    pass.applied.network_policies.of(component)?.problem()
}

pub(super) fn first_problem(problems: &[Option<&Problem>]) -> Option<Verdict> {
    problems.iter().flatten().next().map(|problem| no(problem))
}

pub(super) fn no(problem: &Problem) -> Verdict {
    Verdict::no(problem.reason, problem.message.clone())
}

pub(super) fn verdict(finding: &Finding) -> Verdict {
    Verdict::no(finding.reason, finding.message.clone())
}
