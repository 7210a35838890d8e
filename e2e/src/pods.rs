//! Pods: which ones there are, whether they are ready, and whether they are still the same.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use k8s_openapi::api::core::v1::Pod;
use kube::api::ListParams;
use kube::{Api, ResourceExt};

/// Whether the pod is ready and not being deleted.
#[must_use]
pub fn is_ready(pod: &Pod) -> bool {
    let conditions = pod
        .status
        .as_ref()
        .and_then(|status| status.conditions.as_deref())
        .unwrap_or_default();
    let ready = conditions
        .iter()
        .any(|condition| condition.type_ == "Ready" && condition.status == "True");
    ready && pod.metadata.deletion_timestamp.is_none()
}

/// A ready pod that `selector` matches.
///
/// # Errors
/// When there is none.
pub async fn ready_pod(pods: &Api<Pod>, selector: &str) -> Result<Pod> {
    let found = pods.list(&ListParams::default().labels(selector)).await?;
    found
        .items
        .into_iter()
        .find(is_ready)
        .with_context(|| format!("no pod with {selector} is ready"))
}

/// What changes when a pod is replaced or one of its containers restarts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// UID of the pod.
    pub uid: String,
    /// Restarts of all its containers.
    pub restarts: i32,
}

/// The identities of the pods that `selector` matches, by pod name. Pods that have ended or are about to are left out.
///
/// # Errors
/// When the API server refuses.
pub async fn identities(pods: &Api<Pod>, selector: &str) -> Result<BTreeMap<String, Identity>> {
    let found = pods.list(&ListParams::default().labels(selector)).await?;
    let running = found.items.into_iter().filter(|pod| {
        let phase = pod.status.as_ref().and_then(|status| status.phase.as_deref());
        phase == Some("Running") && pod.metadata.deletion_timestamp.is_none()
    });
    Ok(running.map(|pod| (pod.name_any(), identity(&pod))).collect())
}

fn identity(pod: &Pod) -> Identity {
    let containers = pod
        .status
        .as_ref()
        .and_then(|status| status.container_statuses.as_deref())
        .unwrap_or_default();
    Identity {
        uid: pod.uid().unwrap_or_default(),
        restarts: containers.iter().map(|container| container.restart_count).sum(),
    }
}
