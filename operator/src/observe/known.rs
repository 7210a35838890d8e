//! What is known of children without asking: a pass reads none that is not there, and none of its own writes starts another
//! pass.
//!
//! These are hints, never grounds for a decision. What is said to be absent is made by a POST, which the API server refuses
//! where it is there after all. Of each object only two numbers are kept, and two of each site that has any, however many there are.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::Resource;
use tokio::sync::watch;

use crate::resources::meta::INSTANCE_LABEL;

/// What is known of children. Nothing is, until all watches of a kind have listed it.
#[derive(Debug, Default)]
pub struct Known {
    kinds: Mutex<HashMap<String, Objects>>,
    /// How many children that may be there have a site's label, by the site's fingerprint; none is kept of a site without.
    children: Mutex<HashMap<u64, usize>>,
    /// Fingerprints of the sites with a pass under way. Nothing is sent; that the sender goes tells that the pass has ended.
    passes: Mutex<HashMap<u64, watch::Sender<()>>>,
    /// Watches whose first list has neither come nor failed.
    unanswered: watch::Sender<usize>,
    hash: RandomState,
}

/// A pass that is under way, until this is dropped.
#[derive(Debug)]
pub struct UnderWay<'a> {
    known: &'a Known,
    site: u64,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        lock(&self.known.passes).remove(&self.site);
    }
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
    /// A pass over the site begins.
    pub fn begin(&self, namespace: &str, site: &str) -> UnderWay<'_> {
        let site = self.name(namespace, site);
        lock(&self.passes).insert(site, watch::Sender::new(()));
        UnderWay { known: self, site }
    }

    /// Waits until no pass over the site is under way: what a watch tells meanwhile may be of a write whose answer has not
    /// come yet.
    pub async fn rests(&self, namespace: &str, site: &str) {
        let site = self.name(namespace, site);
        loop {
            let pass = lock(&self.passes).get(&site).map(watch::Sender::subscribe);
            let Some(mut pass) = pass else { return };
            // An error: the sender is gone.
            let _ = pass.changed().await;
        }
    }

    /// A kind is watched from now on by so many watches.
    pub fn watch<K: Resource<DynamicType = ()>>(&self, watches: usize) {
        let objects = Objects {
            unlisted: watches,
            there: HashMap::new(),
        };
        self.unanswered.send_modify(|count| *count += watches);
        lock(&self.kinds).insert(K::kind(&()).into_owned(), objects);
    }

    /// One of a kind's watches has listed it for the first time.
    pub fn listed<K: Resource<DynamicType = ()>>(&self) {
        if let Some(objects) = lock(&self.kinds).get_mut(&*K::kind(&())) {
            objects.unlisted = objects.unlisted.saturating_sub(1);
        }
    }

    /// The first list of one of the watches has come, or has failed.
    pub fn answered(&self) {
        self.unanswered
            .send_modify(|count| *count = count.saturating_sub(1));
    }

    /// Waits until the first list of every watch has come or has failed: a pass asks for each object of a kind that is not
    /// listed yet.
    pub async fn all_answered(&self) {
        // An error would be that the sender is gone, which is ours.
        let _ = self.unanswered.subscribe().wait_for(|count| *count == 0).await;
    }

    /// A watch tells of an object; whether no pass has seen this version of it.
    pub fn is_news<K: Resource<DynamicType = ()>>(&self, object: &ObjectMeta) -> bool {
        let (name, version) = self.fingerprints(object);
        let mut kinds = lock(&self.kinds);
        let Some(objects) = kinds.get_mut(&*K::kind(&())) else {
            return true;
        };
        match objects.there.entry(name) {
            Entry::Occupied(seen) => *seen.get() != Some(version),
            Entry::Vacant(unknown) => {
                unknown.insert(None);
                self.count(object);
                true
            }
        }
    }

    /// Whether the version of an object that a watch has told of has been seen by no pass since, nor the object gone.
    pub fn is_unseen<K: Resource<DynamicType = ()>>(&self, object: &ObjectMeta) -> bool {
        let (name, version) = self.fingerprints(object);
        let kinds = lock(&self.kinds);
        let seen = kinds
            .get(&*K::kind(&()))
            .and_then(|objects| objects.there.get(&name));
        seen.is_some_and(|seen| *seen != Some(version))
    }

    /// A watch tells that an object is gone.
    pub fn gone<K: Resource<DynamicType = ()>>(&self, object: &ObjectMeta) {
        let (name, _) = self.fingerprints(object);
        if let Some(objects) = lock(&self.kinds).get_mut(&*K::kind(&()))
            && objects.there.remove(&name).is_some()
        {
            self.discount(object);
        }
    }

    /// A pass has met an object that it did not expect, and leaves it to the next one.
    pub fn met<K: Resource<DynamicType = ()>>(&self, object: &ObjectMeta) {
        self.is_news::<K>(object);
    }

    /// A pass has read or written this version of an object, be it ours or not.
    pub fn seen<K: Resource<DynamicType = ()>>(&self, object: &ObjectMeta) {
        let (name, version) = self.fingerprints(object);
        if let Some(objects) = lock(&self.kinds).get_mut(&*K::kind(&()))
            && objects.there.insert(name, Some(version)).is_none()
        {
            self.count(object);
        }
    }

    /// Whether there is no such object, as far as is known.
    #[must_use]
    pub fn is_absent<K: Resource<DynamicType = ()>>(&self, namespace: &str, name: &str) -> bool {
        let name = self.name(namespace, name);
        let kinds = lock(&self.kinds);
        let objects = kinds.get(&*K::kind(&()));
        objects.is_some_and(|objects| objects.unlisted == 0 && !objects.there.contains_key(&name))
    }

    /// Whether no child of the site is there, as far as is known.
    #[must_use]
    pub fn is_childless(&self, namespace: &str, site: &str) -> bool {
        let site = self.name(namespace, site);
        let kinds = lock(&self.kinds);
        let listed = !kinds.is_empty() && kinds.values().all(|objects| objects.unlisted == 0);
        listed && !lock(&self.children).contains_key(&site)
    }

    fn count(&self, child: &ObjectMeta) {
        if let Some(site) = self.site(child) {
            *lock(&self.children).entry(site).or_default() += 1;
        }
    }

    fn discount(&self, child: &ObjectMeta) {
        let mut children = lock(&self.children);
        if let Some(site) = self.site(child)
            && let Entry::Occupied(mut left) = children.entry(site)
        {
            *left.get_mut() -= 1;
            if *left.get() == 0 {
                left.remove();
            }
        }
    }

    /// The fingerprint of the site that a child's label names.
    fn site(&self, child: &ObjectMeta) -> Option<u64> {
        let site = child.labels.as_ref()?.get(INSTANCE_LABEL)?;
        Some(self.name(child.namespace.as_deref().unwrap_or_default(), site))
    }

    /// Of an object's name and of its version.
    fn fingerprints(&self, object: &ObjectMeta) -> (u64, u64) {
        let namespace = object.namespace.as_deref().unwrap_or_default();
        let name = self.name(namespace, object.name.as_deref().unwrap_or_default());
        let version = (object.uid.as_deref(), object.resource_version.as_deref());
        (name, self.hash.hash_one(version))
    }

    fn name(&self, namespace: &str, name: &str) -> u64 {
        self.hash.hash_one((namespace, name))
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;
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
    fn a_site_is_childless_once_every_kind_is_listed_while_none_of_its_children_is_there() {
        let known = Known::default();
        assert!(!known.is_childless("paris", "gare"), "nothing is watched");
        known.watch::<Service>(1);
        known.watch::<ConfigMap>(1);
        known.listed::<Service>();
        assert!(!known.is_childless("paris", "gare"), "config maps are not listed");
        known.listed::<ConfigMap>();
        assert!(known.is_childless("paris", "gare"));
        let child = |name: &str, site: &str| ObjectMeta {
            labels: Some([(INSTANCE_LABEL.to_owned(), site.to_owned())].into()),
            ..object(name, "1")
        };
        known.seen::<Service>(&child("a", "gare"));
        known.seen::<Service>(&child("a", "gare"));
        known.is_news::<ConfigMap>(&child("a", "gare"));
        known.is_news::<ConfigMap>(&child("b", "port"));
        for site in ["gare", "port"] {
            assert!(!known.is_childless("paris", site), "{site}");
            assert!(known.is_childless("lyon", site), "{site}");
        }
        known.gone::<Service>(&child("a", "gare"));
        known.gone::<Service>(&child("a", "gare"));
        assert!(!known.is_childless("paris", "gare"), "its config map is there");
        known.gone::<ConfigMap>(&child("a", "gare"));
        assert!(known.is_childless("paris", "gare"));
        assert!(!known.is_childless("paris", "port"));
    }

    #[test]
    fn a_pass_is_under_way_until_it_is_dropped() {
        let known = Known::default();
        let pass = known.begin("paris", "gare");
        assert_eq!(known.rests("paris", "gare").now_or_never(), None);
        assert_eq!(known.rests("lyon", "gare").now_or_never(), Some(()));
        let mut waiting = std::pin::pin!(known.rests("paris", "gare"));
        assert_eq!(waiting.as_mut().now_or_never(), None);
        drop(pass);
        assert_eq!(waiting.now_or_never(), Some(()));
    }

    #[test]
    fn lists_are_waited_for_until_each_has_come_or_failed() {
        let known = Known::default();
        assert_eq!(
            known.all_answered().now_or_never(),
            Some(()),
            "nothing is watched"
        );
        known.watch::<Service>(1);
        known.watch::<ConfigMap>(1);
        known.answered();
        let mut waiting = std::pin::pin!(known.all_answered());
        assert_eq!(waiting.as_mut().now_or_never(), None);
        known.answered();
        assert_eq!(waiting.now_or_never(), Some(()));
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
        assert!(known.is_unseen::<Service>(&object("gare-api", "1")));
        known.seen::<Service>(&object("gare-api", "1"));
        assert!(!known.is_unseen::<Service>(&object("gare-api", "1")));
        assert!(!known.is_unseen::<Service>(&object("gare-web", "1")), "gone");
        assert!(!known.is_news::<Service>(&object("gare-api", "1")));
        assert!(known.is_news::<Service>(&object("gare-api", "2")));
    }
}
