//! What the API of network policies says, word by word.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::Value;

type Labels = BTreeMap<String, String>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    Tcp,
    Udp,
    Icmp,
}

/// Where a connection goes to on its host.
#[derive(Clone, Copy, Debug)]
pub(super) struct Port {
    pub protocol: Protocol,
    pub number: Option<u16>,
}

impl Port {
    pub(super) const fn tcp(number: u16) -> Self {
        Self {
            protocol: Protocol::Tcp,
            number: Some(number),
        }
    }

    pub(super) const fn udp(number: u16) -> Self {
        Self {
            protocol: Protocol::Udp,
            number: Some(number),
        }
    }

    pub(super) const fn icmp() -> Self {
        Self {
            protocol: Protocol::Icmp,
            number: None,
        }
    }
}

/// An end of a connection.
pub(super) struct Endpoint {
    name: String,
    pub address: IpAddr,
    /// Namespace and labels of a pod.
    pub pod: Option<(String, Labels)>,
}

impl Endpoint {
    pub(super) fn pod(name: &str, namespace: &str, labels: &Value) -> Self {
        Self {
            name: name.to_owned(),
            address: "10.244.0.9".parse().unwrap(),
            pod: Some((namespace.to_owned(), map(labels))),
        }
    }

    pub(super) fn outside(name: &str, address: &str) -> Self {
        Self {
            name: name.to_owned(),
            address: address.parse().unwrap(),
            pod: None,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// Policies, and the labels of namespaces.
pub(super) struct Network {
    pub policies: Vec<Value>,
    pub namespaces: BTreeMap<String, Labels>,
}

impl Network {
    pub(super) fn new(policies: Vec<Value>) -> Self {
        Self {
            policies,
            namespaces: BTreeMap::new(),
        }
    }

    /// Adds a namespace with these labels and that with its name, which the API server sets.
    pub(super) fn namespace(mut self, name: &str, labels: &Value) -> Self {
        let mut labels = map(labels);
        labels.insert("kubernetes.io/metadata.name".to_owned(), name.to_owned());
        self.namespaces.insert(name.to_owned(), labels);
        self
    }

    /// A connection is possible when the one end may open it and the other may take it.
    pub(super) fn allows(&self, from: &Endpoint, to: &Endpoint, port: Port) -> bool {
        self.side("Egress", "egress", "to", from, to, port)
            && self.side("Ingress", "ingress", "from", to, from, port)
    }

    /// How many policies select the pod.
    pub(super) fn selecting(&self, pod: &Endpoint) -> usize {
        self.policies.iter().filter(|policy| selects(policy, pod)).count()
    }

    /// A pod that no policy of a direction selects is open in it; else one rule of one of them must match.
    fn side(
        &self,
        direction: &str,
        rules: &str,
        peers: &str,
        own: &Endpoint,
        other: &Endpoint,
        port: Port,
    ) -> bool {
        let applying: Vec<&Value> = self
            .policies
            .iter()
            .filter(|policy| {
                selects(policy, own) && list(&policy["spec"]["policyTypes"]).any(|it| it == direction)
            })
            .collect();
        applying.is_empty()
            || applying.iter().any(|policy| {
                list(&policy["spec"][rules]).any(|rule| {
                    let namespace = policy["metadata"]["namespace"].as_str().unwrap();
                    let any_peer = list(&rule[peers]).next().is_none();
                    let any_port = list(&rule["ports"]).next().is_none();
                    (any_peer || list(&rule[peers]).any(|peer| self.is_peer(peer, namespace, other)))
                        && (any_port || list(&rule["ports"]).any(|wanted| is_port(wanted, port)))
                })
            })
    }

    fn is_peer(&self, peer: &Value, namespace: &str, other: &Endpoint) -> bool {
        let block = &peer["ipBlock"];
        if block.is_object() {
            return contains(block["cidr"].as_str().unwrap(), other.address)
                && !list(&block["except"]).any(|hole| contains(hole.as_str().unwrap(), other.address));
        }
        let Some((theirs, labels)) = &other.pod else {
            return false;
        };
        let of_namespace = if peer["namespaceSelector"].is_null() {
            theirs == namespace
        } else {
            matches(&peer["namespaceSelector"], &self.namespaces[theirs])
        };
        of_namespace && (peer["podSelector"].is_null() || matches(&peer["podSelector"], labels))
    }
}

fn selects(policy: &Value, pod: &Endpoint) -> bool {
    pod.pod.as_ref().is_some_and(|(namespace, labels)| {
        policy["metadata"]["namespace"] == **namespace && matches(&policy["spec"]["podSelector"], labels)
    })
}

fn is_port(wanted: &Value, port: Port) -> bool {
    let protocol = match wanted["protocol"].as_str().unwrap_or("TCP") {
        "TCP" => Protocol::Tcp,
        "UDP" => Protocol::Udp,
        other => unreachable!("protocol {other}"),
    };
    assert!(wanted["endPort"].is_null(), "no range of ports is expected");
    protocol == port.protocol && wanted["port"].as_u64() == port.number.map(u64::from)
}

/// An empty selector matches everything.
fn matches(selector: &Value, labels: &Labels) -> bool {
    let equal = map(&selector["matchLabels"])
        .iter()
        .all(|(key, value)| labels.get(key) == Some(value));
    equal
        && list(&selector["matchExpressions"]).all(|expression| {
            let label = labels.get(expression["key"].as_str().unwrap());
            let listed = label.is_some_and(|label| list(&expression["values"]).any(|value| value == label));
            match expression["operator"].as_str().unwrap() {
                "In" => listed,
                "NotIn" => !listed,
                "Exists" => label.is_some(),
                "DoesNotExist" => label.is_none(),
                other => unreachable!("operator {other}"),
            }
        })
}

/// Whether the network, such as 10.0.0.0/8, holds the address.
fn contains(network: &str, address: IpAddr) -> bool {
    let (first, length) = network.split_once('/').unwrap();
    let (first, length): (IpAddr, u32) = (first.parse().unwrap(), length.parse().unwrap());
    let bits = |address: IpAddr| match address {
        // Left-aligned, so that one mask fits both.
        IpAddr::V4(address) => u128::from(address.to_bits()) << 96,
        IpAddr::V6(address) => address.to_bits(),
    };
    let mask = u128::MAX.checked_shl(128 - length).unwrap_or_default();
    first.is_ipv4() == address.is_ipv4() && bits(first) & mask == bits(address) & mask
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn map(value: &Value) -> Labels {
    serde_json::from_value(value.clone()).unwrap_or_default()
}
