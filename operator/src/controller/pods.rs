//! The watch of pods: what keeps one from running is told by no other object's metadata.

use std::collections::HashMap;
use std::future::ready;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use futures::stream::{self, Stream, StreamExt as _};
use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt as _;
use kube::runtime::watcher;

use super::triggers::{Watching, tolerant};
use crate::apply::is_crashing;
use crate::observe::PodFacts;

/// Pods that a list brings at a time; they are decoded whole.
const PAGE: u32 = 50;

/// Pods of which a pass would see something that the one before could not, and those that are gone.
pub(super) fn news(watching: &Watching) -> impl Stream<Item = Result<Pod, watcher::Error>> + Send + 'static {
    let config = watching.ours().page_size(PAGE);
    let watches = watching.each::<Pod>(&config).into_iter().map(|events| {
        let mut told = Told::default();
        let news = events.filter_map(move |event| ready(event.map(|event| told.news(event)).transpose()));
        news.boxed()
    });
    tolerant(stream::select_all(watches), &watching.metrics)
}

/// What a watch has told of each pod: fingerprints by UID.
#[derive(Default)]
struct Told(HashMap<String, u64>);

impl Told {
    fn news(&mut self, event: watcher::Event<Pod>) -> Option<Pod> {
        match event {
            // What has happened since the watch broke off is not known.
            watcher::Event::Init => self.0.clear(),
            watcher::Event::InitDone => {}
            watcher::Event::Apply(pod) | watcher::Event::InitApply(pod) => {
                let fingerprint = fingerprint(&pod);
                let before = self.0.insert(pod.uid()?, fingerprint);
                return (before != Some(fingerprint)).then_some(pod);
            }
            watcher::Event::Delete(pod) => {
                self.0.remove(&pod.uid()?);
                return Some(pod);
            }
        }
        None
    }
}

/// Of what a pass reads of the pod.
fn fingerprint(pod: &Pod) -> u64 {
    let mut hash = DefaultHasher::new();
    (PodFacts::of(pod), is_crashing(pod)).hash(&mut hash);
    hash.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn pod(version: u32, state: &Value) -> Pod {
        serde_json::from_value(json!({
            "metadata": {
                "name": "gare-api-0", "namespace": "paris", "uid": "1", "resourceVersion": version.to_string(),
                "labels": { "app.kubernetes.io/component": "api" }
            },
            "status": { "containerStatuses": [{
                "name": "api", "image": "", "imageID": "", "ready": false, "restartCount": 0, "state": state
            }] }
        }))
        .unwrap()
    }

    #[test]
    fn a_pod_is_news_when_it_comes_gets_into_trouble_or_out_of_it_and_goes() {
        let starting = json!({ "waiting": { "reason": "ContainerCreating" } });
        let running = json!({ "running": {} });
        let stuck = json!({ "waiting": { "reason": "ImagePullBackOff", "message": "no such image" } });
        let mut told = Told::default();
        let mut is_news = |event| told.news(event).is_some();
        let states = [
            (&starting, true),
            (&running, false),
            (&stuck, true),
            (&stuck, false),
            (&running, true),
        ];
        for (version, (state, news)) in (1..).zip(states) {
            assert_eq!(
                is_news(watcher::Event::Apply(pod(version, state))),
                news,
                "{version}"
            );
        }
        assert!(is_news(watcher::Event::Delete(pod(6, &running))));
        assert!(
            is_news(watcher::Event::Apply(pod(7, &running))),
            "it was forgotten"
        );
    }

    #[test]
    fn after_a_watch_broke_off_everything_is_news() {
        let running = json!({ "running": {} });
        let mut told = Told::default();
        assert!(told.news(watcher::Event::InitApply(pod(1, &running))).is_some());
        assert!(told.news(watcher::Event::Init).is_none());
        assert!(told.news(watcher::Event::InitApply(pod(1, &running))).is_some());
        assert!(told.news(watcher::Event::InitDone).is_none());
    }
}
