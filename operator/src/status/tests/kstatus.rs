//! What kstatus (sigs.k8s.io/cli-utils) makes of the status: `kubectl wait`, Flux and Argo CD decide by it.

use super::*;

/// kstatus' verdict on an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kstatus {
    InProgress,
    Failed,
    Current,
    Terminating,
}

/// The rules of kstatus for a resource that it does not know, in their order.
fn kstatus(object: &CameraSite) -> Kstatus {
    let status = object.status.clone().unwrap_or_default();
    let is =
        |type_: &str, wanted: &str| find(&status.conditions, type_).is_some_and(|it| it.status == wanted);
    if object.metadata.deletion_timestamp.is_some() {
        return Kstatus::Terminating;
    }
    if status.observed_generation.is_some() && status.observed_generation != object.metadata.generation {
        return Kstatus::InProgress;
    }
    // Of the two it takes the one that comes first; a status may not have both.
    assert!(
        !(is(types::RECONCILING, "True") && is(types::STALLED, "True")),
        "{status:#?}"
    );
    if is(types::RECONCILING, "True") {
        return Kstatus::InProgress;
    }
    if is(types::STALLED, "True") {
        return Kstatus::Failed;
    }
    if is(types::READY, "False") || is(types::READY, "Unknown") {
        return Kstatus::InProgress;
    }
    Kstatus::Current
}

/// The object with this status, as the API server would hand it out.
fn with(object: &CameraSite, status: CameraSiteStatus) -> CameraSite {
    let mut object = object.clone();
    object.status = Some(status);
    object
}

fn judged(case: &Case) -> Kstatus {
    kstatus(&with(&case.object, case.status()))
}

/// The status that the schema gives a new object.
fn fresh() -> CameraSiteStatus {
    CameraSiteStatus {
        observed_generation: Some(-1),
        ..CameraSiteStatus::default()
    }
}

#[test]
fn a_new_site_is_in_progress_until_its_first_pass_and_through_its_rollout() {
    let mut case = Case::new(MINIMAL);
    assert_eq!(kstatus(&with(&case.object, fresh())), Kstatus::InProgress);
    case.object.status = Some(fresh());
    let interrupted = interrupted(&case.object, "no answer", Timestamp::UNIX_EPOCH);
    assert_eq!(kstatus(&with(&case.object, interrupted)), Kstatus::InProgress);
    case.applied = applied(build(&case.site));
    assert_eq!(judged(&case), Kstatus::InProgress);
    case.serve();
    assert_eq!(judged(&case), Kstatus::Current);
}

#[test]
fn a_site_that_serves_is_current_whatever_its_cameras_or_its_cache_do() {
    for fixture in [MINIMAL, FULL, NO_CACHE, SIMULATED] {
        let mut case = Case::new(fixture);
        assert_eq!(judged(&case), Kstatus::Current);
        case.polled = Polled::Fresh(CameraCounts {
            total: 1,
            down: 1,
            ..CameraCounts::default()
        });
        assert_eq!(judged(&case), Kstatus::Current, "cameras are down");
        let status = case.after(|case| statefulset(&mut case.applied.redis, 0));
        assert_eq!(kstatus(&with(&case.object, status)), Kstatus::Current);
    }
}

#[test]
fn an_edit_is_in_progress_before_any_pass_has_seen_it() {
    let case = Case::new(MINIMAL);
    let mut edited = with(&case.object, case.status());
    edited.metadata.generation = edited.metadata.generation.map(|it| it + 1);
    assert_eq!(kstatus(&edited), Kstatus::InProgress);
    // A pass that an error ends has seen nothing: it leaves the generation alone.
    let interrupted = interrupted(&edited, "no answer", Timestamp::UNIX_EPOCH);
    assert_eq!(interrupted.observed_generation, case.object.metadata.generation);
    assert_eq!(kstatus(&with(&edited, interrupted)), Kstatus::InProgress);
}

#[test]
fn a_workload_that_died_is_in_progress_and_heals_to_current() {
    let mut case = Case::new(MINIMAL);
    let status = case.after(|case| deployment(&mut case.applied.api, 2, 0));
    assert_eq!(kstatus(&with(&case.object, status)), Kstatus::InProgress);
    let status = case.after(Case::serve);
    assert_eq!(kstatus(&with(&case.object, status)), Kstatus::Current);
}

#[test]
fn what_only_a_user_can_mend_has_failed_until_it_is_mended() {
    let taken = |case: &mut Case| {
        case.applied.web_service = Outcome::Problem(Problem {
            reason: reason::NAME_TAKEN,
            message: "theirs".into(),
        });
    };
    let refused = |case: &mut Case| {
        case.applied.postgres_claim = Outcome::Problem(Problem {
            reason: reason::STORAGE_NOT_RESIZABLE,
            message: "no".into(),
        });
    };
    let failed = |case: &mut Case| job(&mut case.applied.migrate, "Failed");
    let breaks: [&dyn Fn(&mut Case); 3] = [&taken, &refused, &failed];
    for (number, hurt) in breaks.into_iter().enumerate() {
        let mut case = Case::new(MINIMAL);
        let status = case.after(hurt);
        assert_eq!(
            kstatus(&with(&case.object, status)),
            Kstatus::Failed,
            "break {number}"
        );
        let previous = std::mem::take(&mut case.previous);
        let mut mended = Case::new(MINIMAL);
        mended.previous = previous;
        assert_eq!(judged(&mended), Kstatus::Current, "break {number}, mended");
    }
    let case = Case::new(MINIMAL);
    let invalid = invalid(
        &case.object,
        &Invalid::TooManyCameras(1001),
        Timestamp::UNIX_EPOCH,
    );
    assert_eq!(kstatus(&with(&case.object, invalid)), Kstatus::Failed);
}

#[test]
fn a_failed_site_whose_next_pass_ends_in_an_error_is_in_progress_again() {
    let case = Case::new(MINIMAL);
    let stalled = invalid(
        &case.object,
        &Invalid::TooManyCameras(1001),
        Timestamp::UNIX_EPOCH,
    );
    let object = with(&case.object, stalled);
    let interrupted = interrupted(&object, "no answer", Timestamp::UNIX_EPOCH);
    assert_eq!(kstatus(&with(&object, interrupted)), Kstatus::InProgress);
}

#[test]
fn a_suspended_site_is_as_far_as_what_is_there() {
    let spec = MINIMAL.replacen("spec:\n", "spec:\n  suspend: true\n", 1);
    let mut case = Case::new(&spec);
    assert_eq!(judged(&case), Kstatus::Current);
    let status = case.after(|case| deployment(&mut case.applied.api, 2, 0));
    assert_eq!(kstatus(&with(&case.object, status)), Kstatus::InProgress);
}

#[test]
fn a_site_on_its_way_out_is_terminating() {
    let case = Case::new(MINIMAL);
    let mut object = with(&case.object, case.status());
    object.metadata.deletion_timestamp = Some(k8s_openapi::apimachinery::pkg::apis::meta::v1::Time(
        Timestamp::UNIX_EPOCH,
    ));
    assert_eq!(kstatus(&object), Kstatus::Terminating);
}
