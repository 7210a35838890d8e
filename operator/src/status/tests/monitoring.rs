//! What the status says of monitoring, which keeps no site from being ready.

use super::*;
use crate::monitoring::Served;

fn ready() -> (&'static str, &'static str) {
    (types::READY, "True Converged")
}

#[test]
fn what_is_there_is_said_and_what_is_switched_off_too() {
    let status = Case::new(MINIMAL).status();
    assert_says(&status, &[(types::MONITORING_READY, "True Converged"), ready()]);
    let off = MINIMAL.replacen("spec:\n", "spec:\n  monitoring: {enabled: false}\n", 1);
    let status = Case::new(&off).status();
    assert_says(&status, &[(types::MONITORING_READY, "True Disabled"), ready()]);
}

#[test]
fn kinds_that_the_cluster_lacks_are_named_and_those_that_nobody_wants_are_not() {
    let missing = |spec: &str, served| {
        let (object, mut observed) = observed(&MINIMAL.replacen("spec:\n", &format!("spec:\n{spec}"), 1));
        observed.served = served;
        let status = Case::observed(object, &observed).status();
        assert_says(
            &status,
            &[ready(), (types::STALLED, "-"), (types::RECONCILING, "-")],
        );
        let message = message(&status, types::MONITORING_READY).to_owned();
        (said(&status, types::MONITORING_READY), message)
    };
    let (said, message) = missing("", Some(Served::default()));
    assert_eq!(said, "False CRDsMissing");
    for words in [
        "no ServiceMonitor, PrometheusRule, AlertmanagerConfig:",
        "install",
        "enabled to false",
    ] {
        assert!(message.contains(words), "{message}");
    }
    let no_rules = Served {
        prometheus_rules: false,
        ..Served::ALL
    };
    assert!(missing("", Some(no_rules)).1.contains("no PrometheusRule:"));
    let without = missing("  monitoring: {rules: {enabled: false}}\n", Some(no_rules));
    assert_eq!(without.0, "True Converged");
    assert_eq!(missing("", None).0, "Unknown Pending");
}

#[test]
fn what_stands_in_the_way_of_monitoring_is_said_there_alone() {
    let mut case = Case::new(FULL);
    let status = case.status();
    assert_says(&status, &[(types::MONITORING_READY, "False SecretNotFound")]);
    assert!(message(&status, types::MONITORING_READY).contains("the receiver missing is left out"));
    let status = case.after(|case| {
        case.applied.prometheus_rule = Outcome::Problem(Problem {
            reason: reason::APPLY_FAILED,
            message: "the webhook does not answer".to_owned(),
        });
    });
    assert_says(
        &status,
        &[
            (types::MONITORING_READY, "False ApplyFailed"),
            (types::STALLED, "-"),
        ],
    );
}

#[test]
fn a_suspended_site_says_what_is_not_there() {
    let mut case = Case::new(&MINIMAL.replacen("spec:\n", "spec:\n  suspend: true\n", 1));
    let status = case.after(|case| case.applied.service_monitor = Outcome::Unknown(None));
    assert_says(&status, &[(types::MONITORING_READY, "False Suspended")]);
    assert!(message(&status, types::MONITORING_READY).contains("ServiceMonitor is not there"));
}
