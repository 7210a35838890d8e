//! Ingress `<site>-web`.

use contract::Component;
use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressRule, IngressServiceBackend,
    IngressSpec, IngressTLS, ServiceBackendPort,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::resources::{meta, pod};
use crate::site::Site;

/// The web page's way to the outside.
#[must_use]
pub fn ingress(site: &Site, ingress: &crds::Ingress) -> Ingress {
    let annotations = (!ingress.annotations.is_empty()).then(|| ingress.annotations.clone());
    Ingress {
        metadata: ObjectMeta {
            annotations,
            ..meta::component_meta(&site.id, Component::Web)
        },
        spec: Some(IngressSpec {
            ingress_class_name: ingress.class_name.clone(),
            rules: Some(vec![IngressRule {
                host: Some(ingress.host.clone()),
                http: Some(HTTPIngressRuleValue {
                    paths: vec![everything(site)],
                }),
            }]),
            tls: ingress.tls_secret_name.clone().map(|secret| {
                vec![IngressTLS {
                    hosts: Some(vec![ingress.host.clone()]),
                    secret_name: Some(secret),
                }]
            }),
            ..IngressSpec::default()
        }),
        ..Ingress::default()
    }
}

/// nginx behind the Service knows which paths are the page's and which the API's.
fn everything(site: &Site) -> HTTPIngressPath {
    HTTPIngressPath {
        path: Some("/".to_owned()),
        path_type: "Prefix".to_owned(),
        backend: IngressBackend {
            service: Some(IngressServiceBackend {
                name: site.id.child(Component::Web),
                port: Some(ServiceBackendPort {
                    name: Some(pod::HTTP_PORT.to_owned()),
                    ..ServiceBackendPort::default()
                }),
            }),
            ..IngressBackend::default()
        },
    }
}
