//! A database that somebody else runs.

use std::collections::BTreeSet;

use contract::Component;
use crds::conditions::reason;
use k8s_openapi::api::batch::v1::Job;
use operator::observe::Referenced;
use operator::resources::{Child, manifests};
use serde_json::{Value, json};

use crate::support;

/// Values of the environment of a workload's container, by name.
fn variable(workload: &Value, name: &str) -> Option<String> {
    let variables = workload["spec"]["template"]["spec"]["containers"][0]["env"].as_array()?;
    let found = variables.iter().find(|variable| variable["name"] == name)?;
    found["value"].as_str().map(str::to_owned)
}

/// Secrets that a workload mounts, with the keys that are mounted of them.
fn mounted(workload: &Value) -> BTreeSet<(String, String)> {
    let volumes = workload["spec"]["template"]["spec"]["volumes"]
        .as_array()
        .unwrap();
    let secrets = volumes.iter().map(|volume| &volume["secret"]);
    secrets
        .filter(|secret| secret.is_object())
        .map(|secret| {
            let items = secret["items"].as_array().into_iter().flatten();
            let keys: Vec<_> = items.map(|item| item["key"].as_str().unwrap()).collect();
            (secret["secretName"].as_str().unwrap().to_owned(), keys.join(" "))
        })
        .collect()
}

fn workload(name: &str) -> Value {
    let children = manifests(&support::children("external")).unwrap();
    let found = children.into_iter().find(|child| {
        let own = child["metadata"]["name"].as_str().unwrap();
        child["spec"]["template"].is_object() && own.starts_with(&format!("landungsbruecken-{name}"))
    });
    found.unwrap()
}

#[test]
fn nothing_of_a_database_is_made_and_nothing_of_one_is_deleted() {
    let children = support::children("external");
    assert!(matches!(children.postgres, Child::Off));
    assert!(matches!(children.postgres_config, Child::Off));
    assert!(matches!(children.postgres_service, Child::Off));
    assert!(matches!(children.postgres_exporter, Child::Off));
    assert!(matches!(children.postgres_exporter_service, Child::Off));
    assert!(matches!(
        children.network_policies.of(Component::Postgres),
        Some(Child::Off)
    ));
    assert!(matches!(children.postgres_claim, Child::Unknown));
    for child in manifests(&children).unwrap() {
        let name = child["metadata"]["name"].as_str().unwrap();
        assert!(!name.contains("postgres"), "{} {name}", child["kind"]);
    }
}

#[test]
fn the_servers_find_the_database_and_hold_no_more_than_they_need() {
    for (name, secrets) in [
        (
            "api",
            vec![("piers-db", "username password"), ("db-ca", "ca.crt")],
        ),
        (
            "prober",
            vec![("piers-db", "username password"), ("db-ca", "ca.crt")],
        ),
        (
            "migrate",
            vec![
                ("piers-db", "username password"),
                ("piers-db-owner", "username password"),
                ("db-ca", "ca.crt"),
            ],
        ),
    ] {
        let workload = workload(name);
        let variable = |key: &str| variable(&workload, key);
        let given = [
            ("CAMERASITE_DATABASE_HOST", "db.example.net".to_owned()),
            ("CAMERASITE_DATABASE_PORT", "6432".to_owned()),
            ("CAMERASITE_DATABASE_NAME", "piers".to_owned()),
            ("CAMERASITE_DATABASE_TLS", "verify-full".to_owned()),
            (
                "CAMERASITE_DATABASE_CA_FILE",
                format!("/etc/camerasite/{name}/postgres-ca/ca.crt"),
            ),
        ];
        for (key, value) in given {
            assert_eq!(variable(key), Some(value), "{name} {key}");
        }
        let mode = variable("CAMERASITE_DATABASE_MODE");
        assert_eq!(
            mode.as_deref(),
            (name == "migrate").then_some("external"),
            "{name}"
        );
        let theirs: BTreeSet<_> = mounted(&workload)
            .into_iter()
            .filter(|(secret, _)| !secret.starts_with("landungsbruecken-"))
            .collect();
        let expected = secrets
            .iter()
            .map(|(secret, keys)| ((*secret).to_owned(), (*keys).to_owned()));
        assert_eq!(theirs, expected.collect(), "{name}");
    }
}

#[test]
fn one_role_will_do_and_tls_can_be_switched_off() {
    let (mut object, observed) = support::observed("external");
    let external = object.spec.database.external.as_mut().unwrap();
    external.owner_credentials_secret_ref = None;
    external.tls = serde_json::from_value(json!({ "mode": "Disable" })).unwrap();
    let children = support::built(&object, &observed);
    let Child::Apply(job) = children.migrate else {
        panic!("no Job")
    };
    let job = serde_json::to_value(job).unwrap();
    let keys = "username password".to_owned();
    assert_eq!(mounted(&job), BTreeSet::from([("piers-db".to_owned(), keys)]));
    assert_eq!(variable(&job, "CAMERASITE_DATABASE_TLS"), None);
    let dirs = job["spec"]["template"]["spec"]["containers"][0]["volumeMounts"]
        .as_array()
        .unwrap();
    let dirs: Vec<_> = dirs
        .iter()
        .map(|mount| mount["mountPath"].as_str().unwrap())
        .collect();
    assert_eq!(
        dirs,
        [
            "/etc/camerasite/migrate/postgres-owner",
            "/etc/camerasite/migrate/postgres-app"
        ]
    );
}

#[test]
fn whatever_opens_the_database_starts_a_new_job_when_it_changes() {
    let (object, observed) = support::observed("external");
    let name = |child: Child<Job>| match child {
        Child::Apply(job) => job.metadata.name.unwrap(),
        other => panic!("{other:?}"),
    };
    let mut names = BTreeSet::from([name(support::built(&object, &observed).migrate)]);
    for secret in ["piers-db", "piers-db-owner"] {
        let mut observed = observed.clone();
        let login = observed.references.credentials.get_mut(secret).unwrap();
        let Referenced::Found(login) = login else {
            panic!("{login:?}")
        };
        login.password = "another".into();
        names.insert(name(support::built(&object, &observed).migrate));
    }
    let mut other = observed.clone();
    let authority = other.references.authorities.get_mut("db-ca").unwrap();
    let Referenced::Found(certificates) = authority else {
        panic!("{authority:?}")
    };
    *certificates = certificates.repeat(2);
    names.insert(name(support::built(&object, &other).migrate));
    let mut moved = object;
    moved.spec.database.external.as_mut().unwrap().host = "db-2.example.net".into();
    names.insert(name(support::built(&moved, &observed).migrate));
    assert_eq!(names.len(), 5, "{names:?}");
}

#[test]
fn a_secret_that_is_missing_or_wrong_is_named_and_holds_what_mounts_it() {
    let cases = [
        (
            "piers-db",
            "credentialsSecretRef",
            "with type kubernetes.io/basic-auth",
        ),
        (
            "piers-db-owner",
            "ownerCredentialsSecretRef",
            "with type kubernetes.io/basic-auth",
        ),
        ("db-ca", "tls.caSecretRef", "under the key ca.crt"),
    ];
    for (secret, field, cure) in cases {
        let (object, mut observed) = support::observed("external");
        observed.references.credentials.remove(secret);
        observed.references.authorities.remove(secret);
        let (site, findings) = support::validated(&object, &observed);
        let finding = findings.database.unwrap();
        assert_eq!(finding.reason, reason::SECRET_NOT_FOUND, "{secret}");
        for words in [secret, field, cure] {
            assert!(finding.message.contains(words), "{words}: {}", finding.message);
        }
        let children = operator::resources::build(&site);
        assert!(matches!(children.migrate, Child::Unknown), "{secret}");
        assert!(matches!(children.api, Child::Unknown), "{secret}");
        assert!(matches!(children.prober, Child::Unknown), "{secret}");
        assert!(matches!(children.web, Child::Apply(_)), "{secret}");
    }
    let (object, mut observed) = support::observed("external");
    let wrong = Referenced::Invalid("is not of type kubernetes.io/basic-auth: delete it");
    observed.references.credentials.insert("piers-db".into(), wrong);
    let finding = support::validated(&object, &observed).1.database.unwrap();
    assert_eq!(finding.reason, reason::SECRET_INVALID);
    assert!(
        finding
            .message
            .starts_with("Secret piers-db of spec.database.external.credentialsSecretRef is not")
    );
}
