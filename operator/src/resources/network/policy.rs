//! The network policy `<site>-<component>`.

use std::collections::BTreeMap;
use std::net::IpAddr;

use contract::Component;
use contract::networks::{CLOSED_V4, CLOSED_V6};
use k8s_openapi::api::networking::v1::{
    IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer,
    NetworkPolicyPort, NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::Policies;
use super::matrix::{Source, ports, runs, sources, targets};
use crate::database::ExternalDatabase;
use crate::resources::{Child, meta};
use crate::site::{Network, Site};

/// Label that every namespace has, with its name.
const NAMESPACE_LABEL: &str = "kubernetes.io/metadata.name";
/// Ports of name servers; policies see a pod's own port, and that of `OpenShift`'s DNS is 5353.
const DNS_PORTS: [u16; 2] = [53, 5353];
/// Port of an https URL that names none.
const HTTPS_PORT: u16 = 443;
/// The policies of all components; a component that the site does not have, or a site without policies, has none.
#[must_use]
pub fn policies(site: &Site) -> Policies<Child<NetworkPolicy>> {
    Policies::each(|component| {
        let network = site.network.as_ref().filter(|_| runs(site, component));
        network.map_or(Child::Off, |network| {
            Child::apply(policy(site, network, component))
        })
    })
}

fn policy(site: &Site, network: &Network, component: Component) -> NetworkPolicy {
    NetworkPolicy {
        metadata: meta::component_meta(&site.id, component),
        spec: Some(NetworkPolicySpec {
            pod_selector: Some(meta::selector(&site.id, component)),
            policy_types: Some(vec!["Ingress".to_owned(), "Egress".to_owned()]),
            ingress: Some(ingress(site, network, component)),
            egress: Some(egress(site, network, component)),
        }),
    }
}

/// No rule where nobody may connect: a rule without peers would let everybody in.
fn ingress(site: &Site, network: &Network, component: Component) -> Vec<NetworkPolicyIngressRule> {
    let ports = Some(tcp(&ports(component)));
    if sources(site, component).any(|source| source == Source::Anyone) {
        return vec![NetworkPolicyIngressRule { from: None, ports }];
    }
    let from: Vec<_> = sources(site, component)
        .filter_map(|source| peer(site, network, source))
        .collect();
    if from.is_empty() {
        return Vec::new();
    }
    vec![NetworkPolicyIngressRule {
        from: Some(from),
        ports,
    }]
}

fn egress(site: &Site, network: &Network, component: Component) -> Vec<NetworkPolicyEgressRule> {
    let mut rules = vec![names()];
    rules.extend(targets(site, component).map(|target| NetworkPolicyEgressRule {
        to: Some(vec![pods(site, target)]),
        ports: Some(tcp(&ports(target))),
    }));
    let anywhere = |to: Vec<NetworkPolicyPeer>| NetworkPolicyEgressRule {
        to: Some(to),
        // No ports: ICMP has none, and a policy with ports cannot name it.
        ports: None,
    };
    if component == Component::Prober {
        rules.push(anywhere(anywhere_or(&network.camera_cidrs)));
    }
    if component == Component::Api
        && let Some(port) = provider_port(site)
    {
        rules.push(NetworkPolicyEgressRule {
            to: Some(anywhere_or(&[])),
            ports: Some(tcp(&[port])),
        });
    }
    let asks_others = matches!(component, Component::Api | Component::Prober | Component::Migrate);
    rules.extend(site.database.external().filter(|_| asks_others).map(database));
    if asks_others && !network.extra_egress.is_empty() {
        rules.push(anywhere(network.extra_egress.clone()));
    }
    rules
}

/// Port of the OpenID Connect provider, wherever that is: policies know no names.
fn provider_port(site: &Site) -> Option<u16> {
    let issuer = &site.access.oidc.as_ref()?.issuer;
    let authority = issuer.strip_prefix("https://")?.split('/').next()?;
    let port = authority.rsplit_once(':').map(|(_, port)| port.parse());
    port.map_or(Some(HTTPS_PORT), Result::ok)
}

/// Name servers, wherever they run: as pods, on the node, or outside.
fn names() -> NetworkPolicyEgressRule {
    let ports = DNS_PORTS
        .iter()
        .flat_map(|number| ["UDP", "TCP"].map(|protocol| port(*number, protocol)));
    NetworkPolicyEgressRule {
        to: None,
        ports: Some(ports.collect()),
    }
}

/// A database that somebody else runs: its address alone where that is known, else its port anywhere, since policies know
/// no names.
fn database(database: &ExternalDatabase) -> NetworkPolicyEgressRule {
    let address = database.host.parse::<IpAddr>().ok();
    NetworkPolicyEgressRule {
        to: address.map(|address| {
            let length = if address.is_ipv4() { 32 } else { 128 };
            vec![NetworkPolicyPeer {
                ip_block: Some(IPBlock {
                    cidr: format!("{address}/{length}"),
                    except: None,
                }),
                ..NetworkPolicyPeer::default()
            }]
        }),
        ports: Some(tcp(&[database.port])),
    }
}

/// The networks; where none is given, everything that is not closed.
fn anywhere_or(networks: &[String]) -> Vec<NetworkPolicyPeer> {
    let block = |cidr: &str, closed: &[&str]| NetworkPolicyPeer {
        ip_block: Some(IPBlock {
            cidr: cidr.to_owned(),
            except: (!closed.is_empty()).then(|| closed.iter().map(|&it| it.to_owned()).collect()),
        }),
        ..NetworkPolicyPeer::default()
    };
    if networks.is_empty() {
        return vec![block("0.0.0.0/0", &CLOSED_V4), block("::/0", &CLOSED_V6)];
    }
    networks.iter().map(|network| block(network, &[])).collect()
}

/// The peer that a source is; `None` where the site names none.
fn peer(site: &Site, network: &Network, source: Source) -> Option<NetworkPolicyPeer> {
    match source {
        Source::Anyone => None,
        Source::Component(component) => Some(pods(site, component)),
        Source::Operator => Some(namespaces(LabelSelector {
            match_labels: Some(BTreeMap::from([(
                NAMESPACE_LABEL.to_owned(),
                network.operator_namespace.clone(),
            )])),
            ..LabelSelector::default()
        })),
        Source::Monitoring => network.monitoring.clone().map(namespaces),
    }
}

/// The component's pods, of this site and in its namespace alone.
fn pods(site: &Site, component: Component) -> NetworkPolicyPeer {
    NetworkPolicyPeer {
        pod_selector: Some(meta::selector(&site.id, component)),
        ..NetworkPolicyPeer::default()
    }
}

fn namespaces(selector: LabelSelector) -> NetworkPolicyPeer {
    NetworkPolicyPeer {
        namespace_selector: Some(selector),
        ..NetworkPolicyPeer::default()
    }
}

fn tcp(numbers: &[u16]) -> Vec<NetworkPolicyPort> {
    numbers.iter().map(|number| port(*number, "TCP")).collect()
}

fn port(number: u16, protocol: &str) -> NetworkPolicyPort {
    NetworkPolicyPort {
        port: Some(IntOrString::Int(i32::from(number))),
        protocol: Some(protocol.to_owned()),
        end_port: None,
    }
}
