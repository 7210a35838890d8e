//! The exporters. A site without its metrics serves all the same: what is wrong with an exporter is said in the message
//! of what it exports, and changes no status.

use contract::Component as Name;
use crds::conditions;
use k8s_openapi::api::apps::v1::Deployment;

use super::components::{first_problem, policy, workload};
use super::{Component, Pass};
use crate::apply::{Outcome, Problem};
use crate::conditions::Verdict;

/// What is wrong with the exporter of the database's metrics.
pub(super) fn postgres(pass: &Pass<'_>) -> Option<String> {
    pass.site.postgres_exporter.as_ref()?;
    let applied = pass.applied;
    trouble(
        pass,
        &applied.postgres_exporter,
        Name::PostgresExporter,
        &[
            applied.postgres_exporter_service.problem(),
            policy(pass, Name::PostgresExporter),
        ],
    )
}

/// What is wrong with the exporter of the cache's metrics.
pub(super) fn redis(pass: &Pass<'_>) -> Option<String> {
    pass.site.redis_exporter.as_ref()?;
    let applied = pass.applied;
    trouble(
        pass,
        &applied.redis_exporter,
        Name::RedisExporter,
        &[
            applied.redis_exporter_login.problem(),
            applied.redis_exporter_service.problem(),
            policy(pass, Name::RedisExporter),
        ],
    )
}

fn trouble(
    pass: &Pass<'_>,
    exporter: &Outcome<Deployment>,
    name: Name,
    problems: &[Option<&Problem>],
) -> Option<String> {
    let found = workload(pass, exporter, conditions::DATABASE_READY, name).verdict;
    let verdict = first_problem(problems).or_else(|| (!found.holds()).then_some(found))?;
    Some(format!("{name}: {}", verdict.message))
}

/// The component with a note on its exporter; where the component itself is in trouble, that alone is said.
pub(super) fn noted(component: Component, trouble: Option<String>) -> Component {
    let Some(trouble) = trouble.filter(|_| component.verdict.holds()) else {
        return component;
    };
    let message = format!(
        "{}; its metrics are not exported: {trouble}",
        component.verdict.message
    );
    Component {
        verdict: Verdict {
            message,
            ..component.verdict
        },
        ..component
    }
}
