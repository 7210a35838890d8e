//! Who reaches whom: the policies of all fixtures, evaluated as their API defines it, against the matrix.

mod cyclonus;
mod evaluate;

use std::fmt;

use contract::Component;
use operator::resources::manifests;
use serde_json::{Value, json};

use crate::support::{self, FIXTURES};
use evaluate::{Endpoint, Network, Port, Protocol};

/// Every port that a component listens on, and some that none does.
const PORTS: [u16; 12] = [22, 53, 80, 5432, 6379, 6432, 8080, 8081, 8554, 8555, 9121, 9187];
/// The namespace of the operator in tests.
const OPERATORS: &str = "operators";

/// A fixture's policies among the pods of the site and of others.
struct World {
    network: Network,
    site: Vec<Endpoint>,
    others: Vec<Endpoint>,
}

impl World {
    fn new(fixture: &str) -> Self {
        let children = manifests(&support::children(fixture)).unwrap();
        let policies: Vec<Value> = children
            .iter()
            .filter(|child| child["kind"] == "NetworkPolicy")
            .cloned()
            .collect();
        let namespace = children[0]["metadata"]["namespace"].as_str().unwrap().to_owned();
        let network = Network::new(policies)
            .namespace(&namespace, &json!({ "purpose": "site" }))
            .namespace(OPERATORS, &json!({}))
            .namespace("prometheus", &json!({ "purpose": "monitoring" }))
            .namespace("recorders", &json!({ "purpose": "video" }))
            .namespace("kube-system", &json!({}));
        let templates = children
            .iter()
            .filter_map(|child| child.pointer("/spec/template"));
        let site = templates.map(|template| {
            let labels = &template["metadata"]["labels"];
            let component = labels["app.kubernetes.io/component"].as_str().unwrap();
            Endpoint::pod(component, &namespace, labels)
        });
        let foreign = json!({
            "app.kubernetes.io/name": "camerasite", "app.kubernetes.io/instance": "another-site",
            "app.kubernetes.io/component": "api"
        });
        let others = vec![
            Endpoint::pod("another-site's api", &namespace, &foreign),
            Endpoint::pod(
                "operator",
                OPERATORS,
                &json!({ "app.kubernetes.io/name": "camerasite-operator" }),
            ),
            Endpoint::pod("monitoring", "prometheus", &json!({ "app": "prometheus" })),
            Endpoint::pod("recorder", "recorders", &json!({ "app": "recorder" })),
            Endpoint::pod("dns", "kube-system", &json!({ "k8s-app": "kube-dns" })),
            Endpoint::outside("camera", "10.20.1.12"),
            Endpoint::outside("camera by IPv6", "fd12:3456::12"),
            Endpoint::outside("internet", "203.0.113.7"),
            Endpoint::outside("partner", "198.51.100.7"),
            Endpoint::outside("partner's closed half", "198.51.100.200"),
            Endpoint::outside("metadata", "169.254.169.254"),
            Endpoint::outside("metadata by IPv6", "fd00:ec2::254"),
        ];
        Self {
            site: site.collect(),
            network,
            others,
        }
    }
}

/// The matrix: who reaches a component of the site, and on which port.
fn admitted(fixture: &str, from: &str, to: &str, port: u16) -> bool {
    let restricted = fixture == "full";
    let site = |names: &[&str]| names.contains(&from);
    match (to, port) {
        // Every component may be asked by all who may go anywhere; of the site that is the prober without networks.
        ("web", 8080) => {
            !site(&[
                "postgres",
                "postgres-exporter",
                "redis",
                "redis-exporter",
                "migrate",
                "api",
                "simulator",
                "web",
            ]) && (from != "prober" || !restricted)
        }
        ("api", 8080) => site(&["web", "operator"]) || (restricted && from == "monitoring"),
        ("prober", 8081) => site(&["api"]) || (restricted && from == "monitoring"),
        ("postgres", 5432) => site(&["api", "prober", "migrate", "postgres-exporter"]),
        ("redis", 6379) => site(&["api", "redis-exporter"]),
        ("postgres-exporter", 9187) | ("redis-exporter", 9121) => restricted && from == "monitoring",
        ("simulator", 8554 | 8555) => site(&["prober"]),
        _ => false,
    }
}

/// What a component reaches outside of the site.
fn released(fixture: &str, from: &str, to: &str, port: Port) -> bool {
    if matches!(port.number, Some(53 | 5353)) && port.protocol != Protocol::Icmp {
        return true;
    }
    let restricted = fixture == "full";
    let closed = ["metadata", "metadata by IPv6"].contains(&to);
    let camera = ["camera", "camera by IPv6"].contains(&to);
    // The host of `external.yaml` is a name, which policies do not know.
    let database = fixture == "external"
        && port.protocol == Protocol::Tcp
        && port.number == Some(6432)
        && ["api", "prober", "migrate"].contains(&from);
    if database {
        return true;
    }
    let extra = restricted && ["recorder", "partner"].contains(&to);
    match from {
        "prober" if restricted => camera || extra,
        "prober" => !closed,
        "api" | "migrate" => extra,
        _ => false,
    }
}

/// A connection, and what the matrix says of it.
#[derive(Clone, Copy)]
struct Case<'a> {
    from: &'a Endpoint,
    to: &'a Endpoint,
    port: Port,
    expected: bool,
}

impl fmt::Display for Case<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} → {} {:?}",
            self.from.name(),
            self.to.name(),
            self.port
        )
    }
}

impl World {
    /// Every way into the site.
    fn inward(&self, fixture: &str) -> Vec<Case<'_>> {
        let mut cases = Vec::new();
        for to in &self.site {
            let all = self.site.iter().chain(&self.others);
            for from in all.filter(|from| from.name() != to.name()) {
                cases.extend(PORTS.map(|number| Case {
                    from,
                    to,
                    port: Port::tcp(number),
                    expected: admitted(fixture, from.name(), to.name(), number),
                }));
                cases.push(Case {
                    from,
                    to,
                    port: Port::udp(5432),
                    expected: false,
                });
            }
        }
        cases
    }

    /// Every way out of the site.
    fn outward(&self, fixture: &str) -> Vec<Case<'_>> {
        let ports = PORTS.map(Port::tcp).into_iter().chain([
            Port::tcp(5353),
            Port::udp(53),
            Port::udp(5353),
            Port::udp(554),
            Port::icmp(),
        ]);
        let ports: Vec<Port> = ports.collect();
        let pairs = self
            .site
            .iter()
            .flat_map(|from| self.others.iter().map(move |to| (from, to)));
        pairs
            .flat_map(|(from, to)| {
                ports.iter().map(move |port| Case {
                    from,
                    to,
                    port: *port,
                    expected: released(fixture, from.name(), to.name(), *port),
                })
            })
            .collect()
    }
}

#[test]
fn into_the_site_go_only_those_whom_the_matrix_names() {
    let mut open = 0;
    for fixture in FIXTURES {
        let world = World::new(fixture);
        for case in world.inward(fixture) {
            let found = world.network.allows(case.from, case.to, case.port);
            assert_eq!(found, case.expected, "{fixture}: {case}");
            open += usize::from(found);
        }
    }
    assert!(open > 50, "only {open} connections are possible at all");
}

#[test]
fn out_of_the_site_go_only_names_cameras_and_what_is_given() {
    for fixture in FIXTURES {
        let world = World::new(fixture);
        for case in world.outward(fixture) {
            let found = world.network.allows(case.from, case.to, case.port);
            assert_eq!(found, case.expected, "{fixture}: {case}");
        }
    }
}

#[test]
fn every_pod_has_a_policy_of_its_own_and_no_policy_selects_a_stranger() {
    for fixture in FIXTURES {
        let World {
            network,
            site,
            others,
        } = World::new(fixture);
        assert!(site.len() >= 4, "{fixture}");
        for pod in &site {
            assert_eq!(network.selecting(pod), 1, "{fixture}: {}", pod.name());
        }
        for other in &others {
            assert_eq!(network.selecting(other), 0, "{fixture}: {}", other.name());
        }
    }
}

#[test]
fn a_database_with_an_address_opens_that_address_alone() {
    for (host, cidr) in [("10.0.0.7", "10.0.0.7/32"), ("fd00::7", "fd00::7/128")] {
        let (mut object, observed) = support::observed("external");
        object.spec.database.external.as_mut().unwrap().host = host.into();
        let policies = support::built(&object, &observed).network_policies;
        for (policy, expected) in [
            (Component::Api, true),
            (Component::Prober, true),
            (Component::Migrate, true),
            (Component::Web, false),
            (Component::Redis, false),
        ] {
            let policy = policies.of(policy).unwrap();
            let operator::resources::Child::Apply(policy) = policy else {
                panic!("{policy:?}")
            };
            let policy = serde_json::to_value(policy).unwrap();
            let rule = json!({
                "to": [{ "ipBlock": { "cidr": cidr } }], "ports": [{ "port": 6432, "protocol": "TCP" }]
            });
            let rules = policy["spec"]["egress"].as_array().unwrap();
            assert_eq!(rules.contains(&rule), expected, "{}", policy["metadata"]["name"]);
        }
    }
}

#[test]
fn a_site_may_do_without_policies() {
    let (mut object, observed) = support::observed("full");
    object.spec.network_policy.enabled = false;
    let children = support::built(&object, &observed);
    for policy in &children.network_policies {
        assert!(matches!(policy, operator::resources::Child::Off), "{policy:?}");
    }
}
