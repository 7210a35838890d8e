//! The database: what its condition says, and whether it serves.

use contract::Component as Name;
use crds::conditions::{self, reason};
use k8s_openapi::api::batch::v1::Job;

use super::components::{first_problem, no, policy, verdict, workload};
use super::{Component, Pass, exporters};
use crate::apply::Outcome;
use crate::conditions::Verdict;
use crate::database::{Database, ExternalDatabase};
use crate::poll::Polled;

pub(super) fn database(pass: &Pass<'_>) -> Component {
    match &pass.site.database {
        Database::Managed(_) => managed(pass),
        Database::External(database) => external(pass, database),
    }
}

/// Of a database that somebody else runs, what can be known: the migrations have completed, and what the API says of it.
/// Until the API has answered for the first time, completed migrations are the proof.
fn external(pass: &Pass<'_>, database: &ExternalDatabase) -> Component {
    let ExternalDatabase { host, port, .. } = database;
    let away = *pass.polled == Polled::WithoutDatabase;
    let answers = matches!(pass.polled, Polled::Fresh(_));
    let migrated = migration(&pass.applied.migrate, &pass.site.id.namespace);
    let serving = !away && (answers || migrated.is_none());
    let problem = || first_problem(&[policy(pass, Name::Migrate)]);
    let finding = pass.findings.database.as_ref().map(verdict);
    let lost = || {
        let message = format!(
            "the site's API cannot reach the database at {host}, port {port}: see that it runs and lets the site's pods in"
        );
        away.then(|| Verdict::no(reason::UNAVAILABLE, message))
    };
    let verdict = finding.or_else(problem).or(migrated).or_else(lost);
    Component {
        verdict: verdict.unwrap_or_else(|| {
            let said = if answers { "answers" } else { "has the schema" };
            Verdict::yes(
                reason::SERVING,
                format!("the database at {host}, port {port}, {said}"),
            )
        }),
        serving,
    }
}

fn managed(pass: &Pass<'_>) -> Component {
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
        policy(pass, Name::Postgres),
        policy(pass, Name::Migrate),
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
    let database = Component {
        verdict: migrated.unwrap_or(workload.verdict),
        ..workload
    };
    exporters::noted(database, exporters::postgres(pass))
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
        || Some(Verdict::no(
                reason::WAITING,
                format!("Job {name} makes roles and schema; kubectl -n {namespace} logs job/{name} says what it waits for"),
            )),
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
