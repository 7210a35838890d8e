//! Pods that keep a mended `StatefulSet` from rolling out (kubernetes#67250).
//!
//! A `StatefulSet` waits until each pod is ready before it replaces one. A pod that can never become ready, of a spec that
//! has been mended since, would be waited for until somebody deletes it.

use std::time::Duration;

use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::{ContainerStatus, Pod};
use k8s_openapi::jiff::Timestamp;
use kube::api::{DeleteParams, ListParams, Preconditions};
use kube::{Api, Client, ResourceExt};

use super::child::failure;
use super::{Applied, ApplyError, Outcome};
use crate::metrics::Metrics;
use crate::resources::Resources;
use crate::resources::meta::{COMPONENT_LABEL, list_selector};
use crate::site::Site;

/// Label with the revision of a `StatefulSet` that a pod was made from.
const REVISION_LABEL: &str = "controller-revision-hash";
/// How long a container that runs may take to become ready before a mended spec replaces it: a database may be at its
/// first start, which is not to be cut short.
const PATIENCE: Duration = Duration::from_mins(5);

/// Deletes the site's pods that are not ready, of another revision than their `StatefulSet` wants, and will not get ready
/// by themselves. Never a ready pod, never a pod of another owner, and none while the site is suspended. Whether there is
/// one that still may get ready: it is to be looked at again, since time alone tells of no event.
///
/// # Errors
/// When pods cannot be listed, or one cannot be deleted for another reason than that it is gone or has changed.
pub async fn recover(
    client: &Client,
    metrics: &Metrics,
    site: &Site,
    applied: &Resources<Applied>,
    now: Timestamp,
) -> Result<bool, ApplyError> {
    if site.suspended {
        return Ok(false);
    }
    let mut patient = false;
    let pods = Api::<Pod>::namespaced(client.clone(), &site.id.namespace);
    for set in [&applied.postgres, &applied.redis, &applied.prober] {
        let Outcome::Live(set) = set else { continue };
        let Some(revision) = awaited_revision(set) else {
            continue;
        };
        let component = set.labels().get(COMPONENT_LABEL).map_or("", String::as_str);
        let selector = format!("{},{COMPONENT_LABEL}={component}", list_selector(&site.id));
        let found = pods
            .list(&ListParams::default().labels(&selector))
            .await
            .map_err(|error| failure::<Pod>("list", &selector, error))?;
        for pod in found.iter().filter(|pod| obstructs(pod, set, revision)) {
            if is_hopeless(pod, now) {
                delete(&pods, metrics, pod, revision).await?;
            } else {
                patient = true;
            }
        }
    }
    Ok(patient)
}

/// Whether a pod that is not ready has crashed: what a pass may act on although the pod tells of no trouble.
pub(crate) fn is_crashing(pod: &Pod) -> bool {
    let statuses = pod
        .status
        .iter()
        .flat_map(|status| status.container_statuses.iter().flatten());
    !is_ready(pod) && statuses.into_iter().any(has_crashed)
}

/// The revision that the `StatefulSet` wants, where it has seen its spec and misses pods.
fn awaited_revision(set: &StatefulSet) -> Option<&str> {
    let status = set.status.as_ref()?;
    let wanted = set.spec.as_ref().and_then(|spec| spec.replicas).unwrap_or(1);
    let seen = status.observed_generation.is_some() && status.observed_generation == set.metadata.generation;
    // Not a comparison of its revisions: mended by going back, it wants the one that it already had.
    (seen && status.ready_replicas.unwrap_or_default() < wanted)
        .then_some(status.update_revision.as_deref())
        .flatten()
}

/// Whether the `StatefulSet` waits for the pod before it rolls out `revision`.
fn obstructs(pod: &Pod, set: &StatefulSet, revision: &str) -> bool {
    let owned = set.metadata.uid.is_some()
        && pod
            .owner_references()
            .iter()
            .any(|owner| owner.controller == Some(true) && Some(&owner.uid) == set.metadata.uid.as_ref());
    let outdated = pod.labels().get(REVISION_LABEL).is_some_and(|it| it != revision);
    owned && outdated && pod.metadata.deletion_timestamp.is_none() && !is_ready(pod)
}

fn is_ready(pod: &Pod) -> bool {
    let conditions = pod
        .status
        .iter()
        .flat_map(|status| status.conditions.iter().flatten());
    let mut ready = conditions.filter(|it| it.type_ == "Ready");
    ready.any(|it| it.status == "True")
}

/// Whether nothing of the pod runs, or it has crashed, or runs for long without getting ready.
fn is_hopeless(pod: &Pod, now: Timestamp) -> bool {
    let Some(status) = &pod.status else { return true };
    let all = [&status.init_container_statuses, &status.container_statuses];
    let mut running = all
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|container| Some((container, container.state.as_ref()?.running.as_ref()?)));
    running.all(|(container, running)| {
        let since = running.started_at.as_ref().map(|time| time.0);
        has_crashed(container) || since.is_some_and(|since| since + PATIENCE <= now)
    })
}

const fn has_crashed(container: &ContainerStatus) -> bool {
    container.restart_count > 0
}

async fn delete(pods: &Api<Pod>, metrics: &Metrics, pod: &Pod, revision: &str) -> Result<(), ApplyError> {
    let name = pod.name_any();
    // As it was read: a pod that has become ready meanwhile is another version of it.
    let exactly = Preconditions {
        uid: pod.uid(),
        resource_version: pod.resource_version(),
    };
    match pods
        .delete(&name, &DeleteParams::default().preconditions(exactly))
        .await
    {
        Ok(_) => {
            metrics.write("delete");
            tracing::info!(
                pod = name,
                of = pod.labels().get(REVISION_LABEL),
                wanted = revision,
                "deleted a pod that kept its mended StatefulSet from rolling out"
            );
            Ok(())
        }
        Err(kube::Error::Api(status)) if status.is_not_found() || status.is_conflict() => Ok(()),
        Err(error) => Err(failure::<Pod>("delete", &name, error)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const NOW: &str = "2026-01-01T01:00:00Z";

    fn set(ready: i32, observed: i64) -> StatefulSet {
        serde_json::from_value(json!({
            "metadata": { "name": "gare-postgres", "uid": "set", "generation": 2 },
            "spec": { "replicas": 1, "selector": {}, "serviceName": "", "template": {} },
            "status": {
                "replicas": 1, "readyReplicas": ready, "observedGeneration": observed,
                "currentRevision": "good", "updateRevision": "good"
            }
        }))
        .unwrap()
    }

    /// A pod of the bad revision with this container, changed by `edit`.
    fn pod(container: &Value, edit: impl Fn(&mut Value)) -> Pod {
        let mut pod = json!({
            "metadata": {
                "name": "gare-postgres-0", "uid": "pod", "labels": { "controller-revision-hash": "bad" },
                "ownerReferences": [{
                    "apiVersion": "apps/v1", "kind": "StatefulSet", "name": "gare-postgres", "uid": "set", "controller": true
                }]
            },
            "status": {
                "conditions": [{ "type": "Ready", "status": "False" }],
                "containerStatuses": [container]
            }
        });
        edit(&mut pod);
        serde_json::from_value(pod).unwrap()
    }

    fn container(state: &Value, restarts: i32) -> Value {
        json!({ "name": "postgres", "image": "", "imageID": "", "ready": false, "restartCount": restarts, "state": state })
    }

    fn waiting(reason: &str) -> Value {
        container(&json!({ "waiting": { "reason": reason } }), 0)
    }

    fn running(since: &str, restarts: i32) -> Value {
        container(&json!({ "running": { "startedAt": since } }), restarts)
    }

    fn obstructing(pod: &Pod) -> bool {
        obstructs(pod, &set(0, 2), "good") && is_hopeless(pod, NOW.parse().unwrap())
    }

    #[test]
    fn a_set_that_has_seen_its_spec_and_misses_pods_awaits_its_revision() {
        assert_eq!(awaited_revision(&set(0, 2)), Some("good"));
        assert_eq!(awaited_revision(&set(1, 2)), None, "all pods are ready");
        assert_eq!(awaited_revision(&set(0, 1)), None, "it has not seen its spec");
        let unseen = StatefulSet {
            status: None,
            ..set(0, 2)
        };
        assert_eq!(awaited_revision(&unseen), None);
    }

    #[test]
    fn a_pod_that_cannot_run_obstructs() {
        let bad = [
            waiting("ImagePullBackOff"),
            waiting("ContainerCreating"),
            waiting("CreateContainerConfigError"),
            container(&json!({ "terminated": { "exitCode": 1 } }), 0),
            container(&json!({ "waiting": { "reason": "CrashLoopBackOff" } }), 7),
            running("2026-01-01T00:59:59Z", 1),
            running("2026-01-01T00:00:00Z", 0),
        ];
        for container in bad {
            assert!(obstructing(&pod(&container, |_| {})), "{container}");
        }
        let unschedulable = pod(&Value::Null, |pod| {
            pod["status"] = json!({ "conditions": [{ "type": "PodScheduled", "status": "False" }] });
        });
        assert!(obstructing(&unschedulable));
    }

    #[test]
    fn a_pod_that_may_still_become_ready_does_not() {
        assert!(!obstructing(&pod(&running("2026-01-01T00:59:00Z", 0), |_| {})));
        let initialises = pod(&waiting("PodInitializing"), |pod| {
            pod["status"]["initContainerStatuses"] = json!([running("2026-01-01T00:59:00Z", 0)]);
        });
        assert!(!obstructing(&initialises));
    }

    #[test]
    fn ready_pods_new_pods_leaving_pods_and_pods_of_others_are_left_alone() {
        let edits: [fn(&mut Value); 6] = [
            |pod| pod["status"]["conditions"][0]["status"] = json!("True"),
            |pod| pod["metadata"]["labels"]["controller-revision-hash"] = json!("good"),
            |pod| pod["metadata"]["labels"] = json!({}),
            |pod| pod["metadata"]["deletionTimestamp"] = json!(NOW),
            |pod| pod["metadata"]["ownerReferences"][0]["uid"] = json!("other"),
            |pod| pod["metadata"]["ownerReferences"][0]["controller"] = json!(false),
        ];
        for (number, edit) in edits.into_iter().enumerate() {
            assert!(
                !obstructing(&pod(&waiting("ErrImagePull"), edit)),
                "edit {number}"
            );
        }
    }
}
