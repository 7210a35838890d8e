//! The controllers, the kubelet and the garbage collector of a namespace, one look at a time.

use std::collections::HashSet;

use kube::ResourceExt;
use kube::api::{DeleteParams, Patch, PatchParams, PostParams, Preconditions};
use kube::core::DynamicObject;
use serde_json::{Value, json};

use super::cluster::Cluster;
use super::state;
use crate::world;

impl Cluster {
    /// One look of every controller at every object: what they saw, and whether anything was to do.
    pub(super) async fn play(&self) -> (Vec<DynamicObject>, bool) {
        let objects = self.objects().await;
        let alive: HashSet<String> = objects.iter().filter_map(ResourceExt::uid).collect();
        let mut busy = false;
        for object in &objects {
            let owners = object.owner_references();
            let orphan = !owners.is_empty() && owners.iter().all(|owner| !alive.contains(&owner.uid));
            busy |= if orphan && object.metadata.deletion_timestamp.is_none() {
                self.collect(object).await;
                true
            } else {
                self.control(object, &objects).await
            };
        }
        (objects, busy)
    }

    async fn collect(&self, object: &DynamicObject) {
        let exactly = Preconditions {
            uid: object.uid(),
            resource_version: None,
        };
        let parameters = DeleteParams {
            grace_period_seconds: Some(0),
            ..DeleteParams::background()
        };
        let deleted = self
            .api_of(object)
            .delete(&object.name_any(), &parameters.preconditions(exactly))
            .await;
        absent_or_done(deleted.map(drop));
    }

    /// What the controller of the object's kind does.
    async fn control(&self, object: &DynamicObject, objects: &[DynamicObject]) -> bool {
        let data = &object.data;
        match object.types.as_ref().unwrap().kind.as_str() {
            "PersistentVolumeClaim" if object.metadata.deletion_timestamp.is_some() => {
                self.patch(object, json!({ "metadata": { "finalizers": null } }))
                    .await;
                true
            }
            "PersistentVolumeClaim" => {
                let size = &data["spec"]["resources"]["requests"];
                self.set_status(object, json!({ "phase": "Bound", "capacity": size }))
                    .await
            }
            "Deployment" => {
                let replicas = &data["spec"]["replicas"];
                let status = json!({
                    "observedGeneration": object.metadata.generation, "replicas": replicas, "readyReplicas": replicas,
                    "availableReplicas": replicas, "updatedReplicas": replicas
                });
                self.set_status(object, status).await | self.give_pod(object, objects).await
            }
            "StatefulSet" => {
                let replicas = &data["spec"]["replicas"];
                let status = json!({
                    "observedGeneration": object.metadata.generation, "replicas": replicas, "readyReplicas": replicas,
                    "availableReplicas": replicas, "updatedReplicas": replicas, "currentReplicas": replicas,
                    "currentRevision": "a", "updateRevision": "a"
                });
                self.set_status(object, status).await | self.give_pod(object, objects).await
            }
            "Job" if data["status"]["succeeded"] != 1 => self.set_status(object, world::completed()).await,
            "HorizontalPodAutoscaler" => self.scale(object, objects).await,
            _ => false,
        }
    }

    /// Sets these fields of the status where they differ.
    async fn set_status(&self, object: &DynamicObject, status: Value) -> bool {
        let now = &object.data["status"];
        // The API server leaves zeros out.
        let zero = |value: &Value| value.is_null() || value == 0;
        let differs = status
            .as_object()
            .unwrap()
            .iter()
            .any(|(key, value)| now[key] != *value && !(zero(value) && zero(&now[key])));
        if differs {
            let patch = Patch::Merge(json!({ "status": status, "metadata": { "uid": object.uid() } }));
            let api = self.api_of(object);
            let done = api.patch_status(&object.name_any(), &controller(), &patch).await;
            absent_or_done(done.map(drop));
        }
        differs
    }

    async fn patch(&self, object: &DynamicObject, patch: Value) {
        let api = self.api_of(object);
        let done = api
            .patch(&object.name_any(), &controller(), &Patch::Merge(patch))
            .await;
        absent_or_done(done.map(drop));
    }

    /// Sees to the least number of pods, as an autoscaler without load.
    async fn scale(&self, autoscaler: &DynamicObject, objects: &[DynamicObject]) -> bool {
        let name = autoscaler.data["spec"]["scaleTargetRef"]["name"]
            .as_str()
            .unwrap();
        let least = &autoscaler.data["spec"]["minReplicas"];
        let target = objects
            .iter()
            .find(|object| state::key(object) == format!("Deployment {name}"));
        let Some(target) = target.filter(|target| target.data["spec"]["replicas"].as_i64() < least.as_i64())
        else {
            return false;
        };
        let patch = Patch::Merge(json!({ "spec": { "replicas": least } }));
        let done = self
            .api_of(target)
            .patch_scale(&target.name_any(), &controller(), &patch)
            .await;
        absent_or_done(done.map(drop));
        true
    }

    /// One pod for each workload is enough: what is done to pods does not depend on how many there are.
    async fn give_pod(&self, workload: &DynamicObject, objects: &[DynamicObject]) -> bool {
        let name = format!("{}-0", workload.name_any());
        let exists = objects
            .iter()
            .any(|object| state::key(object) == format!("Pod {name}"));
        if !self.pods || exists {
            return false;
        }
        let types = workload.types.as_ref().unwrap();
        let template = &workload.data["spec"]["template"]["metadata"];
        let pod: DynamicObject = serde_json::from_value(json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {
                "name": name, "labels": template["labels"], "annotations": template["annotations"],
                "ownerReferences": [{
                    "apiVersion": types.api_version, "kind": types.kind, "name": workload.name_any(),
                    "uid": workload.uid(), "controller": true
                }]
            },
            "spec": {
                "containers": [{ "name": "main", "image": "example.net/main:test" }],
                "automountServiceAccountToken": false, "enableServiceLinks": false
            }
        }))
        .unwrap();
        self.api_of(&pod)
            .create(&PostParams::default(), &pod)
            .await
            .unwrap();
        true
    }
}

/// Writes of controllers have a manager of their own.
fn controller() -> PatchParams {
    PatchParams {
        field_manager: Some("kube-controller-manager".into()),
        ..PatchParams::default()
    }
}

/// A controller that is overtaken looks again.
fn absent_or_done(done: kube::Result<()>) {
    match done {
        Ok(()) => {}
        Err(kube::Error::Api(status)) if status.is_not_found() || status.is_conflict() => {}
        Err(error) => panic!("{error}"),
    }
}
