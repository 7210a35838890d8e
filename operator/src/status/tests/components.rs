use super::*;

#[test]
fn a_pod_that_is_gone_is_no_rollout_and_its_trouble_is_told() {
    let mut case = Case::new(MINIMAL);
    let status = case.after(|case| {
        statefulset(&mut case.applied.postgres, 0);
        case.pods = vec![PodFacts {
            name: "corner-shop-postgres-0".into(),
            uid: "1".into(),
            component: Name::Postgres,
            config_hash: None,
            leaving: false,
            trouble: Some("ImagePullBackOff: no such image".into()),
        }];
    });
    assert_says(
        &status,
        &[
            (types::DATABASE_READY, "False Unavailable"),
            (types::AVAILABLE, "False Unavailable"),
        ],
    );
    let text = message(&status, types::DATABASE_READY);
    assert!(
        text.contains("pod corner-shop-postgres-0: ImagePullBackOff: no such image"),
        "{text}"
    );
}

#[test]
fn lost_credentials_come_with_the_command_that_recovers() {
    let (object, mut observed) = observed(MINIMAL);
    observed.secrets.superuser = SecretState::Lost {
        secret: "corner-shop-postgres-superuser".into(),
        claim: "corner-shop-postgres-data".into(),
    };
    let case = Case::observed(object, &observed);
    assert!(
        case.site.database.managed().unwrap().held,
        "the database is left as it is"
    );
    let status = case.status();
    assert_says(
        &status,
        &[
            (types::DATABASE_READY, "False CredentialsLost"),
            (types::STALLED, "True CredentialsLost"),
        ],
    );
    let text = message(&status, types::DATABASE_READY);
    assert!(
        text.contains("kubectl -n lyon create secret generic corner-shop-postgres-superuser"),
        "{text}"
    );
}

#[test]
fn the_migrations_are_part_of_the_database() {
    let mut case = Case::new(MINIMAL);
    if let Outcome::Live(job) = &mut case.applied.migrate {
        job.status = None;
    }
    assert_says(
        &case.status(),
        &[
            (types::DATABASE_READY, "False Waiting"),
            (types::RECONCILING, "True Progressing"),
        ],
    );
    job(&mut case.applied.migrate, "Failed");
    let status = case.status();
    assert_says(
        &status,
        &[
            (types::DATABASE_READY, "False Failed"),
            (types::STALLED, "True Failed"),
        ],
    );
    let text = message(&status, types::DATABASE_READY);
    assert!(
        text.contains("BackoffLimitExceeded") && text.contains("delete job corner-shop-migrate-"),
        "{text}"
    );
}

#[test]
fn missing_scripts_matter_until_the_database_serves() {
    let (object, mut observed) = observed(FULL);
    observed.references.config_maps.remove("seed");
    let mut case = Case::observed(object, &observed);
    case.applied.postgres = Outcome::Unknown(None);
    let status = case.status();
    assert_says(
        &status,
        &[
            (types::DATABASE_READY, "False ConfigMapNotFound"),
            (types::RECONCILING, "True Progressing"),
        ],
    );
    assert!(message(&status, types::DATABASE_READY).contains("ConfigMap seed"));
    let mut case = Case::new(FULL);
    case.findings.database = Some(crate::validate::Finding {
        reason: reason::CONFIG_MAP_NOT_FOUND,
        message: "gone".into(),
    });
    assert_says(&case.status(), &[(types::DATABASE_READY, "True Serving")]);
}

#[test]
fn a_missing_camera_secret_is_told_and_stops_nothing() {
    let status = Case::new(FULL).status();
    assert_says(
        &status,
        &[
            (types::INVENTORY_ACCEPTED, "False SecretNotFound"),
            (types::READY, "True Converged"),
        ],
    );
}

#[test]
fn trouble_of_the_simulator_is_trouble_of_the_probers() {
    let mut case = Case::new(SIMULATED);
    assert_says(&case.status(), &[(types::PROBER_READY, "True Serving")]);
    let status = case.after(|case| {
        deployment(&mut case.applied.simulator, 1, 0);
        case.pods = vec![PodFacts {
            name: "showroom-simulator-0".into(),
            uid: "1".into(),
            component: Name::Simulator,
            config_hash: None,
            leaving: false,
            trouble: Some("ImagePullBackOff: no such image".into()),
        }];
    });
    assert_says(
        &status,
        &[
            (types::PROBER_READY, "False Unavailable"),
            (types::READY, "False Unavailable"),
            (types::AVAILABLE, "True Serving"),
        ],
    );
    assert_eq!(
        message(&status, types::PROBER_READY),
        "simulator: 0 of 1 pods are ready; pod showroom-simulator-0: ImagePullBackOff: no such image"
    );
    case.applied.simulator_service = Outcome::Problem(Problem {
        reason: reason::NAME_TAKEN,
        message: "Service showroom-simulator is not of this site".into(),
    });
    assert_says(&case.status(), &[(types::PROBER_READY, "False NameTaken")]);
}

#[test]
fn a_missing_or_wrong_authority_is_told_and_stops_nothing() {
    let (object, mut observed) = observed(FULL);
    observed.references.authorities.clear();
    let status = Case::observed(object.clone(), &observed).status();
    let text = message(&status, types::INVENTORY_ACCEPTED);
    assert!(
        text.contains("Secret camera-ca of camera platform-b does not exist"),
        "{text}"
    );
    assert_says(&status, &[(types::READY, "True Converged")]);
    let wrong = Referenced::Invalid("has no text under the key ca.crt");
    observed.references.authorities.insert("camera-ca".into(), wrong);
    let case = Case::observed(object, &observed);
    assert_eq!(case.site.authorities.0.len(), 0);
    let status = case.status();
    let text = message(&status, types::INVENTORY_ACCEPTED);
    assert!(
        text.contains("Secret camera-ca of camera platform-b has no text under the key ca.crt"),
        "{text}"
    );
}

#[test]
fn a_camera_without_an_address_is_left_out_and_told() {
    let (mut object, observed) = observed(SIMULATED);
    object.spec.cameras[1].simulated = None;
    let case = Case::observed(object, &observed);
    assert_eq!(case.site.cameras.cameras.len(), 3);
    let status = case.status();
    assert_says(&status, &[(types::INVENTORY_ACCEPTED, "False InvalidSpec")]);
    let text = message(&status, types::INVENTORY_ACCEPTED);
    assert!(
        text.contains("camera counter needs exactly one of url and simulated"),
        "{text}"
    );
}

#[test]
fn cameras_are_judged_by_the_last_summary() {
    let counts = |up, down, unknown, disabled| {
        let total = up + down + unknown + disabled;
        Polled::Fresh(CameraCounts {
            total,
            up,
            down,
            unknown,
            disabled,
            ..CameraCounts::default()
        })
    };
    let cases = [
        (Polled::Never, "Unknown SummaryUnavailable"),
        (Polled::Silent, "Unknown SummaryUnavailable"),
        (counts(0, 0, 0, 2), "True NoCameras"),
        (counts(3, 1, 1, 0), "False CamerasDown"),
        (counts(3, 0, 1, 0), "Unknown CamerasUnknown"),
        (counts(3, 0, 0, 1), "True AllUp"),
    ];
    for (polled, expected) in cases {
        let mut case = Case::new(MINIMAL);
        case.polled = polled;
        assert_says(
            &case.status(),
            &[
                (types::CAMERAS_HEALTHY, expected),
                (types::READY, "True Converged"),
            ],
        );
    }
}

#[test]
fn what_was_said_of_the_cameras_stays_until_a_new_operator_has_asked() {
    let up = CameraCounts {
        total: 1,
        up: 1,
        ..CameraCounts::default()
    };
    let mut case = Case::new(MINIMAL);
    case.polled = Polled::Fresh(up);
    let status = case.after(|case| case.polled = Polled::Never);
    assert_says(&status, &[(types::CAMERAS_HEALTHY, "True AllUp")]);
    let status = case.after(|case| case.polled = Polled::Silent);
    assert_says(&status, &[(types::CAMERAS_HEALTHY, "Unknown SummaryUnavailable")]);
}

#[test]
fn a_poller_changes_only_what_it_knows() {
    let mut case = Case::new(MINIMAL);
    case.polled = Polled::Fresh(CameraCounts::default());
    let before = CameraSiteStatus {
        cameras: Some(counts(&CameraCounts::default())),
        ..case.status()
    };
    let at = Timestamp::UNIX_EPOCH;
    assert!(polled(&before, &Polled::Fresh(CameraCounts::default()), at).holds_in(&before));
    let silent = polled(&before, &Polled::Silent, at);
    assert!(!silent.holds_in(&before));
    assert_eq!(silent.cameras, before.cameras, "the last counts stay");
    let never = polled(&CameraSiteStatus::default(), &Polled::Silent, at);
    let written = serde_json::to_value(never).unwrap();
    assert_eq!(written.get("cameras"), None, "the API server takes no null");
}

#[test]
fn the_summary_counts_what_works() {
    let summary = counts(&CameraCounts {
        total: 24,
        up: 21,
        degraded: 1,
        down: 1,
        maintenance: 1,
        ..CameraCounts::default()
    });
    assert_eq!(summary.summary, "22/24");
}

#[test]
fn a_secret_that_is_not_ours_holds_what_mounts_it() {
    let (object, mut observed) = observed(MINIMAL);
    observed.secrets = GeneratedSecrets {
        api: SecretState::Taken {
            secret: "corner-shop-api".into(),
        },
        ..observed.secrets
    };
    let case = Case::observed(object, &observed);
    assert!(case.site.api.held && case.site.prober.held && !case.site.database.managed().unwrap().held);
    assert_says(
        &case.status(),
        &[
            (types::API_READY, "False NameTaken"),
            (types::STALLED, "True NameTaken"),
        ],
    );
}
