//! The watches of children, as far as passes have not made or seen what they tell.

use std::fmt::Debug;
use std::future::ready;
use std::sync::Arc;

use futures::stream::{self, Stream, StreamExt as _};
use k8s_openapi::NamespaceResourceScope;
use kube::Resource;
use kube::runtime::watcher;

use super::triggers::{Watching, owner, tolerant};
use super::watched::Touched;
use crate::observe::Known;

/// Changes of a kind that wait at a time for the pass to end that may have made them.
const SETTLING: usize = 1000;

/// The changes and deletions of objects of a kind that no pass has made or seen, metadata only.
pub(super) fn news<K>(
    watching: &Watching,
    config: &watcher::Config,
) -> impl Stream<Item = Result<Touched<K>, watcher::Error>> + Send + 'static
where
    K: Resource<Scope = NamespaceResourceScope, DynamicType = ()> + Clone + Debug + 'static,
{
    let watches = watching.each::<Touched<K>>(config);
    watching.known.watch::<K>(watches.len());
    let news = watches.into_iter().map(|events| {
        let known = Arc::clone(&watching.known);
        let mut progress = Progress::default();
        let settling = Arc::clone(&known);
        events
            .filter_map(move |event| {
                progress.note::<K>(&known, &event);
                ready(event.map(|event| change(&known, event)).transpose())
            })
            .map(move |object| settled(Arc::clone(&settling), object))
            .buffer_unordered(SETTLING)
            .filter_map(ready)
            .boxed()
    });
    tolerant(stream::select_all(news), &watching.metrics)
}

/// The object of a change as soon as no pass over its site is under way, unless that pass has made or seen it.
async fn settled<K>(
    known: Arc<Known>,
    change: watcher::Result<Change<K>>,
) -> Option<watcher::Result<Touched<K>>>
where
    K: Resource<DynamicType = ()>,
{
    let object = match change {
        Ok(Change::New(object)) => object,
        Ok(Change::Gone(object)) => return Some(Ok(object)),
        Err(error) => return Some(Err(error)),
    };
    let Some(site) = owner(&object) else {
        return Some(Ok(object));
    };
    let namespace = site.namespace.as_deref().unwrap_or_default();
    known.rests(namespace, &site.name).await;
    known.is_unseen::<K>(object.meta()).then_some(Ok(object))
}

/// What a watch tells of an object.
enum Change<K> {
    /// It has a version that no pass has seen.
    New(Touched<K>),
    /// It is there no longer.
    Gone(Touched<K>),
}

/// How far a watch has come.
#[derive(Default)]
struct Progress {
    /// Its first list has come or has failed.
    answered: bool,
    /// It has listed.
    listed: bool,
}

impl Progress {
    fn note<K: Resource<DynamicType = ()>>(
        &mut self,
        known: &Known,
        event: &watcher::Result<watcher::Event<Touched<K>>>,
    ) {
        let (failed, listed) = (event.is_err(), matches!(event, Ok(watcher::Event::InitDone)));
        if listed && !std::mem::replace(&mut self.listed, true) {
            known.listed::<K>();
        }
        if (listed || failed) && !std::mem::replace(&mut self.answered, true) {
            known.answered();
        }
    }
}

/// The object of an event that is news; what is known of children follows.
fn change<K>(known: &Known, event: watcher::Event<Touched<K>>) -> Option<Change<K>>
where
    K: Resource<Scope = NamespaceResourceScope, DynamicType = ()>,
{
    match event {
        watcher::Event::Init | watcher::Event::InitDone => None,
        watcher::Event::Apply(object) | watcher::Event::InitApply(object) => {
            // Objects of others are not kept in mind.
            let news = owner(&object).is_none() || known.is_news::<K>(object.meta());
            news.then_some(Change::New(object))
        }
        watcher::Event::Delete(object) => {
            known.gone::<K>(object.meta());
            Some(Change::Gone(object))
        }
    }
}
