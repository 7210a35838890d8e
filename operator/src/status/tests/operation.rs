//! What the status says of how a site is run.

use contract::Component;

use super::*;
use crate::resources::network::Policies;

fn case(spec: &str) -> Case {
    Case::new(&MINIMAL.replacen("spec:\n", &format!("spec:\n  {spec}\n"), 1))
}

#[test]
fn a_suspended_site_is_as_ready_as_what_is_there() {
    let mut case = case("suspend: true");
    let status = case.status();
    assert_says(
        &status,
        &[
            (types::READY, "True Suspended"),
            (types::AVAILABLE, "True Serving"),
        ],
    );
    assert!(message(&status, types::READY).contains("nothing is changed"));
    let status = case.after(|case| deployment(&mut case.applied.api, 2, 0));
    assert_says(
        &status,
        &[
            (types::READY, "False Suspended"),
            (types::AVAILABLE, "False Unavailable"),
            (types::STALLED, "-"),
            (types::RECONCILING, "-"),
        ],
    );
}

#[test]
fn the_page_is_where_its_spec_or_its_ingress_says() {
    let web = |spec: &str| case(spec).status().endpoints.unwrap().web.unwrap();
    assert_eq!(web("web: {}"), "http://corner-shop-web.lyon.svc");
    assert_eq!(
        web("web: {ingress: {host: cameras.example.net}}"),
        "http://cameras.example.net"
    );
    assert_eq!(
        web("web: {ingress: {host: cameras.example.net, tlsSecretName: cameras-tls}}"),
        "https://cameras.example.net"
    );
    assert_eq!(
        web("web: {externalURL: 'https://portal.example.net:8443', ingress: {host: cameras.example.net}}"),
        "https://portal.example.net:8443"
    );
}

#[test]
fn what_is_not_ours_is_told_where_it_stands_in_the_way() {
    let problem = || Problem {
        reason: reason::NAME_TAKEN,
        message: "theirs".into(),
    };
    let mut case = Case::new(FULL);
    let taken = [Component::Redis, Component::Migrate];
    case.applied.network_policies = Policies::each(|component| {
        let of = case.applied.network_policies.of(component).unwrap();
        if taken.contains(&component) {
            Outcome::Problem(problem())
        } else {
            of.clone()
        }
    });
    case.applied.api_autoscaler = Outcome::Problem(problem());
    case.applied.prober_budget = Outcome::Problem(problem());
    case.applied.web_ingress = Outcome::Problem(problem());
    assert_says(
        &case.status(),
        &[
            (types::DATABASE_READY, "False NameTaken"),
            (types::CACHE_READY, "False NameTaken"),
            (types::API_READY, "False NameTaken"),
            (types::PROBER_READY, "False NameTaken"),
            (types::WEB_READY, "False NameTaken"),
            (types::STALLED, "True NameTaken"),
        ],
    );
}
