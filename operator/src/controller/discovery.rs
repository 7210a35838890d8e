//! Which kinds of prometheus-operator the cluster has. They may come and go at any time.
//!
//! The discovery API is asked, which everybody may who has logged in: the definitions themselves are no namespace's, and an
//! operator of some namespaces may not read them. Three small requests for all sites, however many there are.

use std::time::Duration;

use futures::{Stream, stream};
use kube::Client;
use tokio::sync::watch;

use super::error::chain;
use crate::monitoring::Served;
use crate::resources::monitoring::{AlertmanagerConfigs, GROUP, Kind, PrometheusRules, ServiceMonitors};

/// How soon is asked again while nothing is known.
const RETRY: Duration = Duration::from_secs(15);

/// What was found last; nothing before the first answer.
#[derive(Debug)]
pub struct Discovered(watch::Sender<Option<Served>>);

impl Default for Discovered {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl Discovered {
    /// What is known now.
    #[must_use]
    pub fn now(&self) -> Option<Served> {
        *self.0.borrow()
    }

    /// This is so from now on.
    pub fn set(&self, served: Served) {
        self.0.send_if_modified(|known| {
            let changed = *known != Some(served);
            *known = Some(served);
            changed
        });
    }

    /// What will be known.
    pub(super) fn subscribe(&self) -> watch::Receiver<Option<Served>> {
        self.0.subscribe()
    }

    /// Asks once. Without an answer all stays as it was.
    pub async fn look(&self, client: &Client) {
        match served(client).await {
            Ok(served) => {
                if self.now() != Some(served) {
                    tracing::info!(?served, "the kinds of prometheus-operator in this cluster");
                }
                self.set(served);
            }
            Err(error) => tracing::warn!(
                error = chain(&error),
                "cannot ask which kinds of prometheus-operator there are; it is tried again"
            ),
        }
    }

    /// Asks again and again.
    pub(super) async fn follow(&self, client: &Client, period: Duration) {
        loop {
            let pause = if self.now().is_none() {
                RETRY.min(period)
            } else {
                period
            };
            tokio::time::sleep(pause).await;
            self.look(client).await;
        }
    }
}

/// An item for each change.
pub(super) fn changes(served: watch::Receiver<Option<Served>>) -> impl Stream<Item = ()> + Send + 'static {
    stream::unfold(served, |mut served| async move {
        served.changed().await.ok()?;
        Some(((), served))
    })
}

async fn served(client: &Client) -> kube::Result<Served> {
    let (service_monitors, prometheus_rules, alertmanager_configs) = tokio::try_join!(
        has::<ServiceMonitors>(client),
        has::<PrometheusRules>(client),
        has::<AlertmanagerConfigs>(client)
    )?;
    Ok(Served {
        service_monitors,
        prometheus_rules,
        alertmanager_configs,
    })
}

async fn has<K: Kind>(client: &Client) -> kube::Result<bool> {
    let version = format!("{GROUP}/{}", K::VERSION);
    match client.list_api_group_resources(&version).await {
        Ok(list) => Ok(list.resources.iter().any(|it| it.name == K::PLURAL)),
        // Of a group that nobody serves the answer is plain text, which kube does not take for its own "not found".
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use futures::{FutureExt as _, StreamExt as _};
    use serde_json::json;

    use super::*;
    use crate::test_support::{api, refusal};

    fn list(version: &str, resources: &[&str]) -> serde_json::Value {
        let resources = resources.iter().map(|name| {
            json!({ "name": name, "singularName": "", "namespaced": true, "kind": "X", "verbs": ["get"] })
        });
        json!({
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": format!("{GROUP}/{version}"),
            "resources": resources.collect::<Vec<_>>()
        })
    }

    #[tokio::test]
    async fn kinds_are_found_by_their_version_and_what_is_known_outlasts_an_answer_that_does_not_come() {
        let mut asked = 0;
        let (client, _) = api(move |call| {
            asked += 1;
            match call.path.rsplit('/').next() {
                _ if asked > 6 => refusal(503, "ServiceUnavailable", "down"),
                Some("v1") if asked > 3 => (200, list("v1", &["servicemonitors", "servicemonitors/status"])),
                _ => (404, json!("404 page not found")),
            }
        });
        let discovered = Discovered::default();
        let mut changed = changes(discovered.subscribe()).boxed();
        discovered.look(&client).await;
        assert_eq!(discovered.now(), Some(Served::default()));
        assert_eq!(changed.next().now_or_never(), Some(Some(())));
        discovered.look(&client).await;
        let found = Served {
            service_monitors: true,
            ..Served::default()
        };
        assert_eq!(discovered.now(), Some(found));
        assert_eq!(changed.next().now_or_never(), Some(Some(())));
        discovered.look(&client).await;
        assert_eq!(discovered.now(), Some(found));
        discovered.set(found);
        assert_eq!(changed.next().now_or_never(), None, "nothing has changed");
    }
}
