//! A database that somebody else runs, and the exporters.

use super::*;
use crate::test_support::EXTERNAL;

#[test]
fn of_a_database_that_somebody_else_runs_the_job_and_the_api_tell() {
    let mut case = Case::new(EXTERNAL);
    let available = |says: &'static str| (types::AVAILABLE, says);
    let database = |says: &'static str| (types::DATABASE_READY, says);
    let polls = [
        (Polled::Never, "True Serving", "True Serving", "has the schema"),
        (Polled::Silent, "True Serving", "True Serving", "has the schema"),
        (
            Polled::Fresh(CameraCounts::default()),
            "True Serving",
            "True Serving",
            "answers",
        ),
        (
            Polled::WithoutDatabase,
            "False Unavailable",
            "False Unavailable",
            "at db.example.net, port 6432",
        ),
    ];
    for (polled, ready, serves, text) in polls {
        case.polled = polled;
        let status = case.status();
        assert_says(&status, &[database(ready), available(serves)]);
        let said = message(&status, types::DATABASE_READY);
        assert!(said.contains(text), "{said}");
    }
}

#[test]
fn a_new_job_of_an_external_database_does_not_interrupt_what_serves() {
    let mut case = Case::new(EXTERNAL);
    case.polled = Polled::Fresh(CameraCounts::default());
    if let Outcome::Live(job) = &mut case.applied.migrate {
        job.status = None;
    }
    let says = [
        (types::DATABASE_READY, "False Waiting"),
        (types::AVAILABLE, "True Serving"),
    ];
    assert_says(&case.status(), &says);
    case.polled = Polled::Never;
    assert_says(&case.status(), &[(types::AVAILABLE, "False Unavailable")]);
    job(&mut case.applied.migrate, "Failed");
    let says = [
        (types::DATABASE_READY, "False Failed"),
        (types::STALLED, "True Failed"),
    ];
    assert_says(&case.status(), &says);
}

#[test]
fn a_missing_secret_of_an_external_database_is_named() {
    let (object, mut observed) = observed(EXTERNAL);
    observed.references.credentials.remove("piers-db");
    let status = Case::observed(object, &observed).status();
    assert_says(&status, &[(types::DATABASE_READY, "False SecretNotFound")]);
    let text = message(&status, types::DATABASE_READY);
    assert!(
        text.starts_with("Secret piers-db of spec.database.external"),
        "{text}"
    );
}

#[test]
fn a_broken_exporter_is_told_beside_what_it_exports_and_changes_no_status() {
    let mut case = Case::new(MINIMAL);
    let before = case.status();
    deployment(&mut case.applied.postgres_exporter, 1, 0);
    case.applied.redis_exporter_login = Outcome::Problem(Problem {
        reason: reason::NAME_TAKEN,
        message: "Secret corner-shop-redis-exporter exists".into(),
    });
    case.pods = vec![PodFacts {
        name: "corner-shop-postgres-exporter-1".into(),
        uid: "1".into(),
        component: Name::PostgresExporter,
        config_hash: None,
        leaving: false,
        trouble: Some("ImagePullBackOff: no such image".into()),
    }];
    let status = case.status();
    let words = |status: &CameraSiteStatus| -> Vec<(String, String)> {
        let conditions = status.conditions.iter();
        conditions
            .map(|it| (it.status.clone(), it.reason.clone()))
            .collect()
    };
    assert_eq!(words(&status), words(&before));
    let database = message(&status, types::DATABASE_READY);
    let pod = "its metrics are not exported: postgres-exporter: 0 of 1 pods are ready; pod corner-shop-postgres-exporter-1";
    assert!(database.contains(pod), "{database}");
    let cache = message(&status, types::CACHE_READY);
    assert!(
        cache.ends_with("redis-exporter: Secret corner-shop-redis-exporter exists"),
        "{cache}"
    );
}
