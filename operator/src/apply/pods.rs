//! The hash of the mounted configuration on live pods: changing it makes the kubelet refresh their volumes at once.

use contract::Component;
use k8s_openapi::api::core::v1::Pod;
use kube::api::{Patch, PatchParams};
use kube::{Api, Client};
use serde_json::json;

use super::ApplyError;
use super::child::failure;
use crate::metrics::Metrics;
use crate::observe::PodFacts;
use crate::resources::cameras;
use crate::site::Site;

/// Sets the hash on the pods of api and prober that have another one. No pod is restarted.
///
/// # Errors
/// When a pod cannot be changed for another reason than that it is gone.
pub async fn refresh_pods(
    client: &Client,
    metrics: &Metrics,
    site: &Site,
    pods: &[PodFacts],
) -> Result<(), ApplyError> {
    let hash = config_hash(site);
    let stale = pods.iter().filter(|pod| {
        matches!(pod.component, Component::Api | Component::Prober)
            && !pod.leaving
            && pod.config_hash.as_deref() != Some(&hash)
    });
    let api = Api::<Pod>::namespaced(client.clone(), &site.id.namespace);
    let manager = PatchParams {
        field_manager: Some(crds::FIELD_MANAGER.to_owned()),
        ..PatchParams::default()
    };
    for pod in stale {
        let patch = json!({
            "metadata": { "uid": pod.uid, "annotations": { crds::CONFIG_HASH_ANNOTATION: hash } }
        });
        match api
            .patch_metadata(&pod.name, &manager, &Patch::Merge(&patch))
            .await
        {
            Ok(_) => metrics.write("annotate"),
            // Gone, or another pod of the same name: the next pass sees that one.
            Err(kube::Error::Api(status)) if status.is_not_found() || status.is_conflict() => {}
            Err(error) => return Err(failure::<Pod>("annotate", &pod.name, error)),
        }
    }
    Ok(())
}

fn config_hash(site: &Site) -> String {
    let inventory = cameras::json(&site.cameras);
    let credentials = cameras::json(&site.credentials);
    site.key
        .fingerprint([inventory.as_bytes(), credentials.as_bytes()])
}
