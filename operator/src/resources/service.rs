//! The Services of a site.

use contract::Component;
use contract::component::{SIMULATOR_HTTP_PORT, WEB_SERVICE_PORT};
use k8s_openapi::api::core::v1::{Service, ServicePort, ServiceSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::meta;
use crate::site::Site;

/// Name of the simulator's RTSP port.
pub(super) const RTSP_PORT: &str = "rtsp";

/// A Service with an address of its own, on the component's port.
pub(super) fn clustered(site: &Site, component: Component) -> Service {
    service(site, component, own_port(component), ServiceSpec::default())
}

/// A Service that gives each pod of a StatefulSet a DNS name, ready or not.
pub(super) fn headless(site: &Site, component: Component) -> Service {
    let spec = ServiceSpec {
        cluster_ip: Some("None".to_owned()),
        publish_not_ready_addresses: Some(true),
        ..ServiceSpec::default()
    };
    service(site, component, own_port(component), spec)
}

/// The Service of the web page, on port 80.
pub(super) fn web(site: &Site) -> Service {
    let ports = vec![port(super::pod::HTTP_PORT, WEB_SERVICE_PORT)];
    service(site, Component::Web, ports, ServiceSpec::default())
}

/// The Service of the simulator, with its RTSP and its HTTP port.
pub(super) fn simulator(site: &Site) -> Service {
    let mut ports = own_port(Component::Simulator);
    ports.push(port(super::pod::HTTP_PORT, SIMULATOR_HTTP_PORT));
    service(site, Component::Simulator, ports, ServiceSpec::default())
}

/// The component's port under the name that its container has for it.
fn own_port(component: Component) -> Vec<ServicePort> {
    let name = match component {
        Component::Postgres => "postgres",
        Component::Redis => "redis",
        Component::Simulator => RTSP_PORT,
        Component::Api
        | Component::Prober
        | Component::Web
        | Component::Migrate
        | Component::PostgresExporter
        | Component::RedisExporter
        | Component::Monitoring => super::pod::HTTP_PORT,
    };
    component
        .port()
        .map(|number| port(name, number))
        .into_iter()
        .collect()
}

fn port(name: &str, number: u16) -> ServicePort {
    ServicePort {
        name: Some(name.to_owned()),
        port: i32::from(number),
        protocol: Some("TCP".to_owned()),
        target_port: Some(IntOrString::String(name.to_owned())),
        ..ServicePort::default()
    }
}

fn service(site: &Site, component: Component, ports: Vec<ServicePort>, spec: ServiceSpec) -> Service {
    Service {
        metadata: meta::component_meta(&site.id, component),
        spec: Some(ServiceSpec {
            type_: Some("ClusterIP".to_owned()),
            selector: Some(meta::selector_labels(&site.id, component)),
            ports: Some(ports),
            ..spec
        }),
        ..Service::default()
    }
}
