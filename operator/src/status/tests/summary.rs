use super::*;

#[test]
fn a_site_that_serves_is_ready_and_says_nothing_of_kstatus() {
    for fixture in [MINIMAL, FULL, NO_CACHE] {
        let status = Case::new(fixture).status();
        assert_says(
            &status,
            &[
                (types::READY, "True Converged"),
                (types::AVAILABLE, "True Serving"),
                (types::DATABASE_READY, "True Serving"),
                (types::RECONCILING, "-"),
                (types::STALLED, "-"),
            ],
        );
        assert_eq!(status.observed_generation, Some(3));
        assert!(
            status
                .conditions
                .iter()
                .all(|it| it.observed_generation == Some(3))
        );
        assert!(status.cameras.is_none(), "the counts are the poller's");
    }
    assert_eq!(
        said(&Case::new(NO_CACHE).status(), types::CACHE_READY),
        "True Disabled"
    );
}

#[test]
fn the_first_start_is_a_rollout() {
    let mut case = Case::new(MINIMAL);
    case.applied = applied(build(&case.site));
    let status = case.status();
    assert_says(
        &status,
        &[
            (types::READY, "False RollingOut"),
            (types::AVAILABLE, "False Unavailable"),
            (types::DATABASE_READY, "False RollingOut"),
            (types::CACHE_READY, "False RollingOut"),
            (types::RECONCILING, "True Progressing"),
            (types::STALLED, "-"),
        ],
    );
}

#[test]
fn a_cache_that_died_leaves_the_site_ready() {
    let mut case = Case::new(MINIMAL);
    let status = case.after(|case| statefulset(&mut case.applied.redis, 0));
    assert_says(
        &status,
        &[
            (types::READY, "True CacheUnavailable"),
            (types::CACHE_READY, "False Unavailable"),
            (types::RECONCILING, "-"),
        ],
    );
    case.previous = status.conditions;
    assert_eq!(
        said(&case.status(), types::READY),
        "True CacheUnavailable",
        "and it stays so"
    );
}

#[test]
fn a_cache_that_has_never_been_up_keeps_the_site_from_being_ready() {
    let mut case = Case::new(MINIMAL);
    statefulset(&mut case.applied.redis, 0);
    assert_says(
        &case.status(),
        &[
            (types::READY, "False RollingOut"),
            (types::AVAILABLE, "True Serving"),
        ],
    );
}

#[test]
fn a_rollout_of_the_api_keeps_the_site_available() {
    let mut case = Case::new(MINIMAL);
    deployment(&mut case.applied.api, 1, 2);
    assert_says(
        &case.status(),
        &[
            (types::READY, "False RollingOut"),
            (types::API_READY, "False RollingOut"),
            (types::AVAILABLE, "True Serving"),
        ],
    );
}

#[test]
fn scaled_to_zero_is_ready_but_does_not_serve() {
    let (mut object, observed) = observed(MINIMAL);
    object.spec.api.replicas = 0;
    let status = Case::observed(object, &observed).status();
    assert_says(
        &status,
        &[
            (types::API_READY, "True ScaledToZero"),
            (types::READY, "True Converged"),
            (types::AVAILABLE, "False ScaledToZero"),
        ],
    );
}

#[test]
fn a_taken_name_stalls_the_site_and_is_named() {
    let mut case = Case::new(MINIMAL);
    case.applied.web_service = Outcome::Problem(Problem {
        reason: reason::NAME_TAKEN,
        message: "Service corner-shop-web exists and is not of this site".into(),
    });
    deployment(&mut case.applied.api, 1, 1);
    let status = case.status();
    assert_says(
        &status,
        &[
            (types::READY, "False NameTaken"),
            (types::WEB_READY, "False NameTaken"),
            (types::STALLED, "True NameTaken"),
            (types::RECONCILING, "-"),
        ],
    );
    assert!(message(&status, types::READY).contains("Service corner-shop-web"));
}

#[test]
fn the_same_pass_twice_is_the_same_status() {
    let mut case = Case::new(FULL);
    let first = case.status();
    assert_eq!(case.after(|_| {}), first);
}

#[test]
fn an_error_keeps_what_was_known_and_ends_a_stall() {
    let mut object = Case::new(MINIMAL).object;
    let mut before = Case::new(MINIMAL).status();
    before.conditions.push(condition(
        &[],
        types::STALLED,
        Verdict::yes(reason::NAME_TAKEN, "x"),
        Some(3),
        Timestamp::UNIX_EPOCH,
    ));
    object.status = Some(before);
    let later = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1);
    let status = interrupted(&object, "etcd is away", later);
    assert_says(
        &status,
        &[
            (types::READY, "True Converged"),
            (types::RECONCILING, "True Progressing"),
            (types::STALLED, "-"),
        ],
    );
    object.status = None;
    let status = interrupted(&object, "etcd is away", later);
    assert_says(
        &status,
        &[
            (types::READY, "Unknown Pending"),
            (types::RECONCILING, "True Progressing"),
        ],
    );
    assert_eq!(status.observed_generation, None);
}

#[test]
fn an_unusable_spec_stalls() {
    let mut object = Case::new(MINIMAL).object;
    object.spec.cameras = vec![object.spec.cameras[0].clone(), object.spec.cameras[0].clone()];
    let problem = validate(&object, &Observed::default(), &settings()).unwrap_err();
    let status = invalid(&object, &problem, Timestamp::UNIX_EPOCH);
    assert_says(
        &status,
        &[
            (types::READY, "False InvalidSpec"),
            (types::STALLED, "True InvalidSpec"),
        ],
    );
    assert!(message(&status, types::READY).contains("two entries called door"));
    assert_eq!(status.observed_generation, Some(3));
}

#[test]
fn the_first_findings_of_an_inventory_are_told_and_all_are_counted() {
    let mut case = Case::new(MINIMAL);
    let finding = |number: usize| crate::validate::Finding {
        reason: reason::CONFIG_MAP_INVALID,
        message: format!("finding {number}"),
    };
    let message = |case: &Case| {
        let status = case.status();
        let condition = find(&status.conditions, types::INVENTORY_ACCEPTED).unwrap();
        assert_eq!(
            (condition.status.as_str(), condition.reason.as_str()),
            ("False", "ConfigMapInvalid")
        );
        condition.message.clone()
    };
    case.findings.inventory = (1..=2).map(finding).collect();
    assert_eq!(message(&case), "finding 1; finding 2");
    case.findings.inventory = (1..=12).map(finding).collect();
    let told = "the first 5 of 12: finding 1; finding 2; finding 3; finding 4; finding 5";
    assert_eq!(message(&case), told);
}
