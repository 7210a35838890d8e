//! How a site is run: placement of its pods.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::cases::{Refused, refused, site};
use crate::server::with_server;

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
        let parts = [placement_refusals()];
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
        let parts = [placements()];
        for spec in parts.into_iter().flatten() {
            if let Err(said) = server.try_create(&site("gare", &spec)).await {
                anyhow::bail!("{spec}: {said}");
            }
        }
        Ok(())
    })
    .await
}
