//! What a pass wants to know of the site's pods.

use contract::Component;
use k8s_openapi::api::core::v1::Pod;
use kube::api::ListParams;
use kube::{Api, Client, ResourceExt as _};

use super::Known;
use crate::resources::meta::{COMPONENT_LABEL, list_selector};
use crate::site::Identity;

/// What a pass wants to know of a pod.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PodFacts {
    /// Its name.
    pub name: String,
    /// Its UID.
    pub uid: String,
    /// Its component.
    pub component: Component,
    /// Value of its annotation with the hash of the mounted configuration.
    pub config_hash: Option<String>,
    /// Whether it is on its way out.
    pub leaving: bool,
    /// Why it does not run, such as `ImagePullBackOff: …`.
    pub trouble: Option<String>,
}

pub(super) async fn list(client: &Client, known: &Known, id: &Identity) -> kube::Result<Vec<PodFacts>> {
    if known.is_childless(&id.namespace, &id.name) {
        return Ok(Vec::new());
    }
    let pods = Api::<Pod>::namespaced(client.clone(), &id.namespace);
    let pods = pods
        .list(&ListParams::default().labels(&list_selector(id)))
        .await?;
    Ok(pods.iter().filter_map(PodFacts::of).collect())
}

impl PodFacts {
    /// Of a pod; nothing of one that is no component's.
    pub(crate) fn of(pod: &Pod) -> Option<Self> {
        let label = pod.labels().get(COMPONENT_LABEL)?;
        let component = Component::ALL
            .into_iter()
            .find(|component| component.as_str() == label)?;
        Some(Self {
            component,
            config_hash: pod.annotations().get(crds::CONFIG_HASH_ANNOTATION).cloned(),
            leaving: pod.metadata.deletion_timestamp.is_some(),
            trouble: trouble(pod),
            name: pod.metadata.name.clone()?,
            uid: pod.uid()?,
        })
    }
}

/// Why a pod does not run: what its container waits for, how it ended, or why it cannot be scheduled.
fn trouble(pod: &Pod) -> Option<String> {
    /// Reasons that are part of every start.
    const USUAL: [&str; 2] = ["ContainerCreating", "PodInitializing"];
    let status = pod.status.as_ref()?;
    let waiting = status.container_statuses.iter().flatten().find_map(|container| {
        let waiting = container.state.as_ref()?.waiting.as_ref()?;
        let reason = waiting
            .reason
            .as_deref()
            .filter(|reason| !USUAL.contains(reason))?;
        Some(text(reason, waiting.message.as_deref()))
    });
    waiting.or_else(|| {
        let scheduled = status
            .conditions
            .iter()
            .flatten()
            .find(|it| it.type_ == "PodScheduled")?;
        (scheduled.status == "False").then(|| {
            text(
                scheduled.reason.as_deref().unwrap_or("Unschedulable"),
                scheduled.message.as_deref(),
            )
        })
    })
}

fn text(reason: &str, message: Option<&str>) -> String {
    message.map_or_else(|| reason.to_owned(), |message| format!("{reason}: {message}"))
}
