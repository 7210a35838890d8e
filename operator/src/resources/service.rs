//! The Services of a site.

use contract::Component;
use contract::component::WEB_SERVICE_PORT;
use k8s_openapi::api::core::v1::{Service, ServicePort, ServiceSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::meta;
use crate::site::Site;

/// A Service with an address of its own, on the component's port.
pub(super) fn clustered(site: &Site, component: Component) -> Service {
    service(site, component, component.port(), ServiceSpec::default())
}

/// A Service that gives each pod of a StatefulSet a DNS name, ready or not.
pub(super) fn headless(site: &Site, component: Component) -> Service {
    let spec = ServiceSpec {
        cluster_ip: Some("None".to_owned()),
        publish_not_ready_addresses: Some(true),
        ..ServiceSpec::default()
    };
    service(site, component, component.port(), spec)
}

/// The Service of the web page, on port 80.
pub(super) fn web(site: &Site) -> Service {
    service(
        site,
        Component::Web,
        Some(WEB_SERVICE_PORT),
        ServiceSpec::default(),
    )
}

fn service(site: &Site, component: Component, port: Option<u16>, spec: ServiceSpec) -> Service {
    let port_name = match component {
        Component::Postgres => "postgres",
        Component::Redis => "redis",
        Component::Api | Component::Prober | Component::Web | Component::Migrate => super::pod::HTTP_PORT,
    };
    let port = port.map(|number| ServicePort {
        name: Some(port_name.to_owned()),
        port: i32::from(number),
        protocol: Some("TCP".to_owned()),
        target_port: Some(IntOrString::String(port_name.to_owned())),
        ..ServicePort::default()
    });
    Service {
        metadata: meta::component_meta(&site.id, component),
        spec: Some(ServiceSpec {
            type_: Some("ClusterIP".to_owned()),
            selector: Some(meta::selector_labels(&site.id, component)),
            ports: Some(port.into_iter().collect()),
            ..spec
        }),
        ..Service::default()
    }
}
