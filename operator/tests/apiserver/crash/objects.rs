//! What there is in a namespace.

use std::collections::HashMap;

use futures::future::join_all;
use kube::api::{ListParams, TypeMeta};
use kube::core::DynamicObject;
use kube::discovery::ApiResource;
use kube::{Api, ResourceExt};

use super::cluster::Cluster;
use super::state::{self, State};
use crate::world;

/// By version and plural of a kind: how many writes of it the audit log had at the last look, and what was seen.
pub(super) type Seen = HashMap<(String, String), (usize, Vec<DynamicObject>)>;

impl Cluster {
    /// The kinds of which anybody has written an object here, and how often.
    fn written(&self) -> Vec<(&ApiResource, usize)> {
        let mut counts: HashMap<(String, String), usize> = HashMap::new();
        for write in self.server.log.writes(&self.namespace) {
            *counts.entry((write.group, write.resource)).or_default() += 1;
        }
        let kinds = self.server.kinds.iter();
        let counted = kinds.map(|kind| (kind, counts.get(&(kind.group.clone(), kind.plural.clone()))));
        counted
            .filter_map(|(kind, count)| Some((kind, *count?)))
            .collect()
    }

    /// Every object of the kinds that anybody has written here, events aside. Kinds that nobody has written since the last
    /// look are as they were: half of all requests would be such looks.
    pub(super) async fn objects(&self) -> Vec<DynamicObject> {
        let mut kinds = self.written();
        kinds.retain(|(kind, _)| kind.plural != "events");
        let looks = kinds.into_iter().map(|(kind, writes)| async move {
            let key = (kind.api_version.clone(), kind.plural.clone());
            let seen = self.seen.lock().unwrap().get(&key).cloned();
            if let Some((_, objects)) = seen.filter(|(then, _)| *then == writes) {
                return objects;
            }
            let objects = self.list(kind).await;
            let look = (writes, objects.clone());
            self.seen.lock().unwrap().insert(key, look);
            objects
        });
        join_all(looks).await.into_iter().flatten().collect()
    }

    async fn list(&self, kind: &ApiResource) -> Vec<DynamicObject> {
        let list = self.dynamic(kind).list(&ListParams::default()).await.unwrap();
        let types = TypeMeta {
            api_version: kind.api_version.clone(),
            kind: kind.kind.clone(),
        };
        let objects = list.items.into_iter().map(|mut object| {
            object.types = Some(types.clone());
            object
        });
        objects.collect()
    }

    /// Deletes what a run has made: the more there is, the longer each list and each new Service takes.
    pub(super) async fn clear(&self) {
        let deletes = self.written().into_iter().map(|(kind, _)| async move {
            let all = ListParams::default();
            let api = self.dynamic(kind);
            api.delete_collection(&world::delete(), &all).await.unwrap();
        });
        join_all(deletes).await;
    }

    fn dynamic(&self, kind: &ApiResource) -> Api<DynamicObject> {
        Api::namespaced_with(self.server.user.clone(), &self.namespace, kind)
    }

    pub(super) fn api_of(&self, object: &DynamicObject) -> Api<DynamicObject> {
        let types = object.types.as_ref().unwrap();
        let same = |kind: &&ApiResource| kind.kind == types.kind && kind.api_version == types.api_version;
        self.dynamic(self.server.kinds.iter().find(same).unwrap())
    }

    /// What there is, but for what differs from run to run.
    pub(super) fn state(&self, objects: &[DynamicObject]) -> State {
        State::of(&self.namespace, objects)
    }

    /// What is left of a site that is gone, and would not outlive it.
    pub(super) async fn leftovers(&self) -> Vec<String> {
        let objects = self.objects().await.into_iter();
        let ours = objects.filter(state::is_ours);
        let kinds = ["PersistentVolumeClaim", "Secret"];
        ours.filter(|object| {
            let kind = &object.types.as_ref().unwrap().kind;
            !kinds.contains(&kind.as_str()) || !object.owner_references().is_empty()
        })
        .map(|object| state::key(&object))
        .collect()
    }
}
