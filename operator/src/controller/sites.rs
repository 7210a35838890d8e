//! The sites of several namespaces as one stream, in which each namespace is listed in its own time: one that cannot be
//! listed holds up no other.

use std::collections::HashSet;
use std::future::ready;

use futures::stream::{self, BoxStream};
use futures::{Stream, StreamExt as _};
use kube::runtime::watcher::{Event, Result};
use kube::{Resource as _, ResourceExt as _};

use super::watched::Watched;

/// The streams as one that begins with an empty list; what each of them lists comes as changes. `listed` is called at the
/// end of each list.
pub(super) fn merge(
    streams: impl IntoIterator<Item = BoxStream<'static, Result<Event<Watched>>>>,
    listed: impl Fn() + Clone + Send + 'static,
) -> impl Stream<Item = Result<Event<Watched>>> + Send + 'static {
    let changes = streams.into_iter().map(move |stream| {
        let listed = listed.clone();
        stream
            .scan(Listing::default(), move |listing, item| {
                if matches!(item, Ok(Event::InitDone)) {
                    listed();
                }
                let changes = match item {
                    Ok(event) => listing.changes(event).into_iter().map(Ok).collect(),
                    Err(error) => vec![Err(error)],
                };
                ready(Some(stream::iter(changes)))
            })
            .flatten()
            .boxed()
    });
    let changes = stream::select_all(changes);
    stream::iter([Ok(Event::Init), Ok(Event::InitDone)]).chain(changes)
}

type Key = (Option<String>, String);

/// What one stream has told so far.
#[derive(Debug, Default)]
struct Listing {
    /// Sites that exist.
    known: HashSet<Key>,
    /// Sites of the list that is being read.
    listed: HashSet<Key>,
}

impl Listing {
    fn changes(&mut self, event: Event<Watched>) -> Vec<Event<Watched>> {
        match event {
            Event::Init => {
                self.listed.clear();
                Vec::new()
            }
            Event::InitApply(site) => {
                self.listed.insert(key(&site));
                self.known.insert(key(&site));
                vec![Event::Apply(site)]
            }
            Event::InitDone => {
                let listed = std::mem::take(&mut self.listed);
                let gone = self.known.difference(&listed).map(tombstone).collect();
                self.known = listed;
                gone
            }
            Event::Apply(site) => {
                self.known.insert(key(&site));
                vec![Event::Apply(site)]
            }
            Event::Delete(site) => {
                self.known.remove(&key(&site));
                vec![Event::Delete(site)]
            }
        }
    }
}

fn key(site: &Watched) -> Key {
    (site.meta().namespace.clone(), site.name_any())
}

/// The deletion of a site of which only the name is known.
fn tombstone((namespace, name): &Key) -> Event<Watched> {
    Event::Delete(Watched::named(namespace.clone(), name.clone()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use futures::channel::mpsc::{UnboundedSender, unbounded};
    use kube::runtime::{WatchStreamExt as _, reflector};

    use super::*;

    fn site(namespace: &str, name: &str) -> Watched {
        let object = serde_json::json!({
            "apiVersion": "camerasite.io/v1alpha1", "kind": "CameraSite",
            "metadata": { "namespace": namespace, "name": name, "uid": "1" },
            "spec": { "location": { "city": "Turin" } }
        });
        serde_json::from_value(object).unwrap()
    }

    struct World {
        north: UnboundedSender<Result<Event<Watched>>>,
        south: UnboundedSender<Result<Event<Watched>>>,
        stream: BoxStream<'static, Result<Event<Watched>>>,
        sites: reflector::Store<Watched>,
        lists: Arc<AtomicU32>,
    }

    fn world() -> World {
        let (north, from_north) = unbounded();
        let (south, from_south) = unbounded();
        let lists = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&lists);
        let (sites, writer) = reflector::store();
        let merged = merge([from_north.boxed(), from_south.boxed()], move || {
            count.fetch_add(1, Ordering::Relaxed);
        });
        let stream = merged.reflect(writer).boxed();
        World {
            north,
            south,
            stream,
            sites,
            lists,
        }
    }

    impl World {
        /// Hands on everything that was sent, and tells which sites the store holds then.
        fn names(&mut self) -> Vec<String> {
            while futures::FutureExt::now_or_never(self.stream.next()).is_some() {}
            let mut names: Vec<String> = self.sites.state().iter().map(|site| site.name_any()).collect();
            names.sort_unstable();
            names
        }
    }

    fn list(to: &UnboundedSender<Result<Event<Watched>>>, sites: Vec<Watched>) {
        to.unbounded_send(Ok(Event::Init)).unwrap();
        for site in sites {
            to.unbounded_send(Ok(Event::InitApply(site))).unwrap();
        }
        to.unbounded_send(Ok(Event::InitDone)).unwrap();
    }

    #[tokio::test]
    async fn a_namespace_that_cannot_be_listed_holds_up_no_other() {
        let mut world = world();
        let refused = kube::runtime::watcher::Error::NoResourceVersion;
        world.south.unbounded_send(Err(refused)).unwrap();
        list(&world.north, vec![site("north", "gare")]);
        assert_eq!(world.names(), ["gare"]);
        assert_eq!(world.lists.load(Ordering::Relaxed), 1);
        world.sites.wait_until_ready().await.unwrap();
    }

    #[tokio::test]
    async fn a_second_list_of_one_namespace_removes_what_is_gone_there_and_nothing_elsewhere() {
        let mut world = world();
        list(&world.north, vec![site("north", "gare"), site("north", "port")]);
        list(&world.south, vec![site("south", "mole")]);
        assert_eq!(world.names(), ["gare", "mole", "port"]);
        list(&world.north, vec![site("north", "gare"), site("north", "quay")]);
        assert_eq!(world.names(), ["gare", "mole", "quay"]);
        world
            .south
            .unbounded_send(Ok(Event::Delete(site("south", "mole"))))
            .unwrap();
        world
            .north
            .unbounded_send(Ok(Event::Apply(site("north", "yard"))))
            .unwrap();
        list(&world.north, vec![site("north", "yard")]);
        assert_eq!(world.names(), ["yard"]);
    }
}
