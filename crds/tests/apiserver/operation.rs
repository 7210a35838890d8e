//! How a site is run: placement of its pods, policies, number of pods, the way to the outside.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::cases::{Refused, refused, site};
use crate::server::with_server;

const NETWORK: &[&str] = &["spec.networkPolicy.cameraCIDRs[0]", "such as 10.20.0.0/16"];
const PEER: &[&str] = &["spec.networkPolicy.extraEgress", "either ipBlock or selectors"];
const LIMITS: &[&str] = &[
    "spec.api.autoscaling.minReplicas",
    "lower the one or raise the other",
];
const HOST: &[&str] = &["spec.web.ingress.host", "without scheme, port or path"];
const ANNOTATIONS: &[&str] = &["spec.web.ingress.annotations", "correct or drop the name"];

fn placement_refusals() -> Vec<Refused> {
    let placement = |placement: Value| json!({ "scheduling": placement });
    vec![
        refused(
            placement(json!({ "priorityClassName": "Very Important" })),
            &["spec.scheduling.priorityClassName", "correct the name"],
        ),
        refused(
            placement(json!({ "topologySpread": "Always" })),
            &[
                "spec.scheduling.topologySpread",
                "\"None\", \"Preferred\", \"Required\"",
            ],
        ),
        refused(
            placement(json!({ "nodeSelector": { "disk": "s".repeat(64) } })),
            &["spec.scheduling.nodeSelector", "63"],
        ),
        refused(
            placement(json!({ "tolerations": vec![json!({ "operator": "Exists" }); 33] })),
            &["spec.scheduling.tolerations", "32"],
        ),
    ]
}

fn network_refusals() -> Vec<Refused> {
    let networks = |networks: Value| json!({ "networkPolicy": { "cameraCIDRs": networks } });
    let extra = |peer: Value| json!({ "networkPolicy": { "extraEgress": [peer] } });
    vec![
        refused(networks(json!(["10.20.0.0"])), NETWORK),
        refused(networks(json!(["10.20.0.1/16"])), NETWORK),
        refused(networks(json!(["10.20.0.0/33"])), NETWORK),
        refused(networks(json!(["fd00:0::/64"])), NETWORK),
        refused(
            networks(json!(["10.20.0.0/16", "10.20.0.0/16"])),
            &["spec.networkPolicy.cameraCIDRs[1]", "Duplicate value"],
        ),
        refused(extra(json!({})), PEER),
        refused(
            extra(json!({ "ipBlock": { "cidr": "10.0.0.0/8" }, "podSelector": {} })),
            PEER,
        ),
    ]
}

fn autoscaling_refusals() -> Vec<Refused> {
    let scaled = |autoscaling: Value| json!({ "api": { "autoscaling": autoscaling } });
    vec![
        refused(
            scaled(json!({ "minReplicas": 2 })),
            &["spec.api.autoscaling.maxReplicas", "Required"],
        ),
        refused(scaled(json!({ "minReplicas": 4, "maxReplicas": 3 })), LIMITS),
        refused(scaled(json!({ "maxReplicas": 1 })), LIMITS),
        refused(
            scaled(json!({ "minReplicas": 0, "maxReplicas": 3 })),
            &["spec.api.autoscaling.minReplicas", "1"],
        ),
        refused(
            scaled(json!({ "maxReplicas": 3, "targetCPUUtilization": 0 })),
            &["spec.api.autoscaling.targetCPUUtilization", "1"],
        ),
        refused(
            json!({ "api": { "autoscaling": { "maxReplicas": 3 }, "resources": { "requests": { "memory": "1Gi" } } } }),
            &["spec.api.autoscaling", "add resources.requests.cpu"],
        ),
    ]
}

fn ingress_refusals() -> Vec<Refused> {
    let ingress = |ingress: Value| json!({ "web": { "ingress": ingress } });
    let annotated = |name: &str| ingress(json!({ "host": "a.example.net", "annotations": { name: "x" } }));
    vec![
        refused(ingress(json!({})), &["spec.web.ingress.host", "Required"]),
        refused(ingress(json!({ "host": "https://a.example.net" })), HOST),
        refused(ingress(json!({ "host": "a.example.net:443" })), HOST),
        refused(ingress(json!({ "host": "*.example.net" })), HOST),
        refused(ingress(json!({ "host": "A.example.net" })), HOST),
        refused(
            ingress(json!({ "host": "a", "className": "Nginx" })),
            &["spec.web.ingress.className", "IngressClass", "correct the name"],
        ),
        refused(
            ingress(json!({ "host": "a", "tlsSecretName": "a_b" })),
            &["spec.web.ingress.tlsSecretName", "Secret", "correct the name"],
        ),
        refused(annotated("camerasite.io/desired-hash"), ANNOTATIONS),
        refused(annotated("no spaces"), ANNOTATIONS),
        refused(json!({ "suspend": "yes" }), &["spec.suspend", "boolean"]),
    ]
}

fn operations() -> Vec<Value> {
    let peers = json!([
        { "ipBlock": { "cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"] } },
        { "namespaceSelector": {}, "podSelector": { "matchLabels": { "app": "recorder" } } },
    ]);
    vec![
        json!({ "networkPolicy": { "enabled": false } }),
        json!({ "networkPolicy": {
            "cameraCIDRs": ["10.20.0.0/16", "192.168.7.20/32", "0.0.0.0/0", "fd00:1:2::/48", "::/0"],
            "monitoringNamespaceSelector": { "matchExpressions": [{ "key": "a", "operator": "Exists" }] },
            "extraEgress": peers,
        } }),
        json!({ "networkPolicy": { "monitoringNamespaceSelector": {} } }),
        json!({ "api": { "autoscaling": { "maxReplicas": 2 } } }),
        json!({ "api": { "autoscaling": { "minReplicas": 1, "maxReplicas": 1, "targetCPUUtilization": 250 } } }),
        json!({ "api": { "autoscaling": { "maxReplicas": 9 }, "resources": { "limits": { "cpu": 1 } } } }),
        json!({ "api": { "resources": { "requests": { "memory": "1Gi" } } } }),
        json!({ "web": { "ingress": { "host": "cameras" } } }),
        json!({ "web": { "ingress": {
            "host": "cameras.gare-1.example.net", "className": "nginx.internal", "tlsSecretName": "cameras-tls",
            "annotations": { "cert-manager.io/cluster-issuer": "letsencrypt", "plain": "" },
        } } }),
        json!({ "suspend": true }),
        json!({ "web": { "language": "en", "externalURL": "http://10.20.0.7:8080" } }),
        json!({ "web": { "language": "fr", "externalURL": "https://cameras.example.net" } }),
        json!({ "web": { "tilesURL": "https://tiles.example.net:8443/osm@2x/{z}/{x}/{y}.png?key=a-B_1" } }),
        json!({ "web": {
            "tilesURL": "https://tiles.example.net/{z}/{x}/{y}.png", "tilesAttribution": "© <Example> & sons",
        } }),
        json!({ "web": { "floorPlans": [
            { "name": "level-0", "imageConfigMapRef": { "name": "plans", "key": "level-0.svg" } },
            { "name": "level-1.east", "imageConfigMapRef": { "name": "plans.v2", "key": "Level_1.east.jpeg" } },
        ] } }),
    ]
}

fn placements() -> Vec<Value> {
    let term = json!({ "matchExpressions": [{ "key": "disk", "operator": "In", "values": ["ssd"] }] });
    let nodes = json!({ "requiredDuringSchedulingIgnoredDuringExecution": { "nodeSelectorTerms": [term] } });
    vec![
        json!({ "scheduling": {} }),
        json!({ "scheduling": {
            "nodeSelector": { "kubernetes.io/arch": "arm64", "empty": "" },
            "tolerations": [{ "operator": "Exists" }, { "key": "a", "value": "b", "effect": "NoExecute", "tolerationSeconds": 30 }],
            "affinity": { "nodeAffinity": nodes },
            "priorityClassName": "system-cluster-critical",
            "topologySpread": "Preferred",
        } }),
    ]
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_wrong_way_to_run_a_site_is_refused_with_the_field_and_the_cure() -> Result<()> {
    with_server(async |server| {
        let parts = [
            placement_refusals(),
            network_refusals(),
            autoscaling_refusals(),
            ingress_refusals(),
        ];
        for Refused { patch, says } in parts.into_iter().flatten() {
            let said = server
                .try_create(&site("gare", &patch))
                .await
                .err()
                .unwrap_or_default();
            ensure!(
                says.iter().all(|words| said.contains(words)),
                "{patch}\n  must say {says:?}\n  says {said}"
            );
        }
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn every_reasonable_way_to_run_a_site_is_accepted() -> Result<()> {
    with_server(async |server| {
        let parts = [placements(), operations()];
        for spec in parts.into_iter().flatten() {
            if let Err(said) = server.try_create(&site("gare", &spec)).await {
                anyhow::bail!("{spec}: {said}");
            }
        }
        Ok(())
    })
    .await
}
