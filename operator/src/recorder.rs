//! Writes events, repeated ones as a series of one (events.k8s.io/v1).
//!
//! kube's own recorder keeps each event whole for some minutes, in a table that never shrinks: megabytes where many sites
//! change at once. Here it is three numbers of each.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use k8s_openapi::api::core::v1::ObjectReference;
use k8s_openapi::api::events::v1::{Event as EventObject, EventSeries};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{MicroTime, ObjectMeta};
use k8s_openapi::jiff::Timestamp;
use kube::api::{Patch, PatchParams, PostParams};
use kube::runtime::events::{Event, EventType};
use kube::{Api, Client};
use serde_json::json;
use tokio::time::Instant;

/// Time after which the same news is an event of its own, as in client-go.
const SERIES: Duration = Duration::from_mins(6);

/// Writes events. Clones share what they have written.
#[derive(Clone)]
pub struct Recorder {
    client: Client,
    written: Arc<Mutex<HashMap<u64, Written>>>,
    hash: RandomState,
}

/// An event that was written.
#[derive(Clone, Copy, Debug)]
struct Written {
    /// When it was first, which makes its name.
    first: Timestamp,
    count: i32,
    last: Instant,
}

impl Recorder {
    /// A recorder that has written nothing.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self {
            client,
            written: Arc::default(),
            hash: RandomState::new(),
        }
    }

    /// Writes an event about an object, or that the one which said the same some minutes ago has happened again.
    ///
    /// # Errors
    /// When the API server cannot be asked or refuses.
    pub async fn publish(&self, event: &Event, regarding: &ObjectReference) -> kube::Result<()> {
        let (now, at) = (Timestamp::now(), Instant::now());
        let key = self.key(event, regarding);
        let before = {
            let mut written = self.lock();
            written.retain(|_, it| at.duration_since(it.last) < SERIES);
            written.get(&key).copied()
        };
        let again = match before {
            Some(before) => self.repeat(before, regarding, now).await?,
            None => None,
        };
        let (first, count) = if let Some(again) = again {
            again
        } else {
            self.create(event, regarding, now).await?;
            (now, 1)
        };
        self.lock().insert(
            key,
            Written {
                first,
                count,
                last: at,
            },
        );
        Ok(())
    }

    /// Counts one more of an event; `None` where it is gone.
    async fn repeat(
        &self,
        before: Written,
        regarding: &ObjectReference,
        now: Timestamp,
    ) -> kube::Result<Option<(Timestamp, i32)>> {
        let count = before.count.saturating_add(1);
        let series = EventSeries {
            count,
            last_observed_time: MicroTime(now),
        };
        let patch = Patch::Merge(json!({ "series": series }));
        let patched = self
            .api(regarding)
            .patch(&name(regarding, before.first), &PatchParams::default(), &patch)
            .await;
        match patched {
            Ok(_) => Ok(Some((before.first, count))),
            Err(kube::Error::Api(status)) if status.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn create(&self, event: &Event, regarding: &ObjectReference, now: Timestamp) -> kube::Result<()> {
        let object = EventObject {
            metadata: ObjectMeta {
                name: Some(name(regarding, now)),
                namespace: regarding.namespace.clone(),
                ..ObjectMeta::default()
            },
            event_time: Some(MicroTime(now)),
            type_: Some(kind(event).to_owned()),
            reason: Some(event.reason.clone()),
            action: Some(event.action.clone()),
            note: event.note.clone(),
            regarding: Some(regarding.clone()),
            reporting_controller: Some(crds::FIELD_MANAGER.to_owned()),
            reporting_instance: Some(crds::FIELD_MANAGER.to_owned()),
            ..EventObject::default()
        };
        self.api(regarding)
            .create(&PostParams::default(), &object)
            .await
            .map(drop)
    }

    fn api(&self, regarding: &ObjectReference) -> Api<EventObject> {
        let namespace = regarding.namespace.as_deref().unwrap_or("default");
        Api::namespaced(self.client.clone(), namespace)
    }

    /// What makes two events the same news: of what kind, why, and about which object.
    fn key(&self, event: &Event, regarding: &ObjectReference) -> u64 {
        self.hash
            .hash_one((kind(event), &event.reason, &event.action, &regarding.uid))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Written>> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn name(regarding: &ObjectReference, first: Timestamp) -> String {
    let about = regarding.name.as_deref().unwrap_or(crds::FIELD_MANAGER);
    format!("{about}.{:x}", first.as_nanosecond())
}

const fn kind(event: &Event) -> &'static str {
    match event.type_ {
        EventType::Normal => "Normal",
        EventType::Warning => "Warning",
    }
}

#[cfg(test)]
mod tests {
    use http::Method;
    use serde_json::Value;

    use super::*;
    use crate::test_support::{Call, Calls, api, not_found, stored};

    fn recorder(answer: impl FnMut(&Call) -> (u16, Value) + Send + 'static) -> (Recorder, Calls) {
        let (client, calls) = api(answer);
        (Recorder::new(client), calls)
    }

    fn site(uid: &str) -> ObjectReference {
        ObjectReference {
            name: Some("gare".to_owned()),
            namespace: Some("paris".to_owned()),
            uid: Some(uid.to_owned()),
            ..ObjectReference::default()
        }
    }

    fn event(reason: &str, note: &str) -> Event {
        Event {
            type_: EventType::Warning,
            reason: reason.to_owned(),
            note: Some(note.to_owned()),
            action: "CamerasHealthy".to_owned(),
            secondary: None,
        }
    }

    /// What was sent: the method, the name of the event and how often it has happened.
    fn sent(calls: &Calls) -> Vec<(Method, String, Value)> {
        let calls = calls.lock().unwrap();
        calls
            .iter()
            .map(|call| {
                let name = call.body.pointer("/metadata/name").and_then(Value::as_str);
                let name = name.unwrap_or_else(|| call.path.rsplit('/').next().unwrap());
                (
                    call.method.clone(),
                    name.to_owned(),
                    call.body["series"]["count"].clone(),
                )
            })
            .collect()
    }

    #[tokio::test(start_paused = true)]
    async fn the_same_news_is_one_event_that_is_counted_until_it_is_old() {
        let (recorder, calls) = recorder(stored);
        let news = [
            event("CamerasDown", "2 are down"),
            event("CamerasDown", "3 are down"),
        ];
        for event in news.iter().chain(&news) {
            recorder.clone().publish(event, &site("1")).await.unwrap();
        }
        tokio::time::advance(SERIES).await;
        recorder.publish(&news[0], &site("1")).await.unwrap();
        let sent = sent(&calls);
        let methods: Vec<_> = sent
            .iter()
            .map(|(method, _, count)| (method.as_str(), count.as_i64()))
            .collect();
        assert_eq!(
            methods,
            [
                ("POST", None),
                ("PATCH", Some(2)),
                ("PATCH", Some(3)),
                ("PATCH", Some(4)),
                ("POST", None)
            ]
        );
        assert!(sent[1..4].iter().all(|(_, name, _)| *name == sent[0].1));
        assert_ne!(sent[4].1, sent[0].1);
        assert_eq!(recorder.lock().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn other_news_and_other_objects_have_events_of_their_own() {
        let (recorder, calls) = recorder(stored);
        let all = [
            (event("CamerasDown", ""), site("1")),
            (event("AllUp", ""), site("1")),
            (event("CamerasDown", ""), site("2")),
        ];
        for (event, site) in &all {
            recorder.publish(event, site).await.unwrap();
        }
        let calls = calls.lock().unwrap();
        assert!(calls.iter().all(|call| call.method == Method::POST), "{calls:?}");
        let body = &calls[0].body;
        assert_eq!(calls[0].path, "/apis/events.k8s.io/v1/namespaces/paris/events");
        assert_eq!(body["regarding"]["uid"], "1");
        assert_eq!(body["type"], "Warning");
        assert_eq!(body["reportingController"], crds::FIELD_MANAGER);
    }

    #[tokio::test(start_paused = true)]
    async fn an_event_that_is_gone_is_written_anew() {
        let gone = |call: &Call| {
            if call.method == Method::PATCH {
                not_found()
            } else {
                stored(call)
            }
        };
        let (recorder, calls) = recorder(gone);
        for _ in 0..2 {
            recorder
                .publish(&event("CamerasDown", ""), &site("1"))
                .await
                .unwrap();
        }
        let methods: Vec<Method> = sent(&calls).into_iter().map(|(method, ..)| method).collect();
        assert_eq!(methods, [Method::POST, Method::PATCH, Method::POST]);
    }
}
