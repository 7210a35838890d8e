//! What is known of children without asking: a pass reads none that is not there, and none of its own writes starts another
//! pass.
//!
//! These are hints, never grounds for a decision. What is said to be absent is made by a POST, which the API server refuses
//! where it is there after all. Of each object only two numbers are kept, however many sites there are.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::Resource;

/// What is known of children. Nothing is, until all watches of a kind have listed it.
#[derive(Debug, Default)]
pub struct Known {
    kinds: Mutex<HashMap<String, Objects>>,
    hash: RandomState,
}

/// What is known of a kind.
#[derive(Debug)]
struct Objects {
    /// Watches that have not listed it yet.
    unlisted: usize,
    /// Fingerprints of objects that may be there, with that of the version that a pass has seen last.
    there: HashMap<u64, Option<u64>>,
}

impl Known {
    /// A kind is watched from now on by so many watches.
    pub fn watch<K: Resource<DynamicType = ()>>(&self, watches: usize) {
        let objects = Objects {
            unlisted: watches,
            there: HashMap::new(),
        };
        self.lock().insert(K::kind(&()).into_owned(), objects);
    }

    /// One of a kind's watches has listed it for the first time.
    pub fn listed<K: Resource<DynamicType = ()>>(&self) {
        if let Some(objects) = self.lock().get_mut(&*K::kind(&())) {
            objects.unlisted = objects.unlisted.saturating_sub(1);
        }
    }

    /// A watch tells of an object; whether no pass has seen this version of it.
    pub fn is_news<K: Resource<DynamicType = ()>>(&self, object: &ObjectMeta) -> bool {
        let (name, version) = self.fingerprints(object);
        let mut kinds = self.lock();
        let Some(objects) = kinds.get_mut(&*K::kind(&())) else {
            return true;
        };
        *objects.there.entry(name).or_default() != Some(version)
    }

    /// A watch tells that an object is gone.
    pub fn gone<K: Resource<DynamicType = ()>>(&self, object: &ObjectMeta) {
        let (name, _) = self.fingerprints(object);
        if let Some(objects) = self.lock().get_mut(&*K::kind(&())) {
            objects.there.remove(&name);
        }
    }

    /// A pass has met an object that it did not expect, and leaves it to the next one.
    pub fn met<K: Resource<DynamicType = ()>>(&self, object: &ObjectMeta) {
        self.is_news::<K>(object);
    }

    /// A pass has read or written this version of an object, be it ours or not.
    pub fn seen<K: Resource<DynamicType = ()>>(&self, object: &ObjectMeta) {
        let (name, version) = self.fingerprints(object);
        if let Some(objects) = self.lock().get_mut(&*K::kind(&())) {
            objects.there.insert(name, Some(version));
        }
    }

    /// Whether there is no such object, as far as is known.
    #[must_use]
    pub fn is_absent<K: Resource<DynamicType = ()>>(&self, namespace: &str, name: &str) -> bool {
        let name = self.hash.hash_one((Some(namespace), Some(name)));
        let kinds = self.lock();
        let objects = kinds.get(&*K::kind(&()));
        objects.is_some_and(|objects| objects.unlisted == 0 && !objects.there.contains_key(&name))
    }

    /// Of an object's name and of its version.
    fn fingerprints(&self, object: &ObjectMeta) -> (u64, u64) {
        let name = (object.namespace.as_deref(), object.name.as_deref());
        let version = (object.uid.as_deref(), object.resource_version.as_deref());
        (self.hash.hash_one(name), self.hash.hash_one(version))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Objects>> {
        self.kinds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use k8s_openapi::api::core::v1::{ConfigMap, Service};

    use super::*;

    fn object(name: &str, version: &str) -> ObjectMeta {
        ObjectMeta {
            namespace: Some("paris".into()),
            name: Some(name.into()),
            uid: Some("1".into()),
            resource_version: Some(version.into()),
            ..ObjectMeta::default()
        }
    }

    #[test]
    fn nothing_is_absent_before_every_watch_of_its_kind_has_listed() {
        let known = Known::default();
        assert!(!known.is_absent::<Service>("paris", "gare-api"), "not watched");
        known.watch::<Service>(2);
        known.listed::<Service>();
        assert!(!known.is_absent::<Service>("paris", "gare-api"), "half listed");
        known.listed::<Service>();
        assert!(known.is_absent::<Service>("paris", "gare-api"));
        assert!(!known.is_absent::<ConfigMap>("paris", "gare-api"), "another kind");
    }

    #[test]
    fn what_a_watch_tells_or_a_pass_has_seen_is_there_until_it_is_gone() {
        let known = Known::default();
        known.watch::<Service>(0);
        assert!(known.is_news::<Service>(&object("gare-api", "1")));
        known.seen::<Service>(&object("gare-web", "2"));
        for name in ["gare-api", "gare-web"] {
            assert!(!known.is_absent::<Service>("paris", name), "{name}");
            assert!(known.is_absent::<Service>("lyon", name), "{name}");
            known.gone::<Service>(&object(name, "3"));
            assert!(known.is_absent::<Service>("paris", name), "{name}");
        }
    }

    #[test]
    fn only_versions_that_no_pass_has_seen_are_news() {
        let known = Known::default();
        known.watch::<Service>(0);
        assert!(known.is_news::<Service>(&object("gare-api", "1")));
        assert!(
            known.is_news::<Service>(&object("gare-api", "1")),
            "nobody looked"
        );
        known.seen::<Service>(&object("gare-api", "1"));
        assert!(!known.is_news::<Service>(&object("gare-api", "1")));
        assert!(known.is_news::<Service>(&object("gare-api", "2")));
    }
}
