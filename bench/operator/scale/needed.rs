//! What an operator does beside sending children however well it is made: it watches what it has made, and says once of each
//! site how it stands.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use futures::StreamExt as _;
use futures::stream::select_all;
use http::Request;
use http::header::CONTENT_TYPE;
use kube::api::{ApiResource, DynamicObject, GroupVersionKind};
use kube::core::PartialObjectMeta;
use kube::runtime::{WatchStreamExt as _, watcher};
use kube::{Api, Client};
use operator::resources::meta::MANAGED_BY_LABEL;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

/// The status that is written to each site: one that the operator wrote, in a file.
pub(crate) fn status(file: &Path) -> Value {
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

/// Watches the objects of `manager` in these collections, in all namespaces, until as many as `objects` were heard of: names and
/// versions alone, as the operator does, and anew after an error.
pub(crate) fn watch(
    client: &Client,
    collections: impl IntoIterator<Item = String>,
    manager: &str,
    objects: usize,
) -> JoinHandle<()> {
    let config = watcher::Config::default().labels(&format!("{MANAGED_BY_LABEL}={manager}"));
    let watches = collections.into_iter().map(|collection| {
        let api: Api<PartialObjectMeta<DynamicObject>> =
            Api::all_with(client.clone(), &resource(&collection));
        watcher(api, config.clone())
            .default_backoff()
            .applied_objects()
            .boxed()
    });
    let mut events = select_all(watches);
    tokio::spawn(async move {
        let mut heard = HashSet::new();
        while heard.len() < objects {
            if let Ok(object) = events.next().await.unwrap() {
                heard.extend(object.metadata.uid);
            }
        }
    })
}

/// What is watched at the path of a collection, such as `/apis/apps/v1/deployments`.
fn resource(collection: &str) -> ApiResource {
    let parts: Vec<&str> = collection.split('/').skip(2).collect();
    let (group, version, plural) = match parts[..] {
        [version, plural] => ("", version, plural),
        [group, version, plural] => (group, version, plural),
        _ => panic!("{collection} is no collection"),
    };
    // Paths are made of the plural; nothing here asks for the kind.
    ApiResource::from_gvk_with_plural(&GroupVersionKind::gvk(group, version, plural), plural)
}

/// Says of a site how it stands, by server-side apply as the operator does.
pub(crate) async fn write_status(client: &Client, site: &Value, status: &Value) {
    let (name, namespace) = (&site["metadata"]["name"], &site["metadata"]["namespace"]);
    let uri = format!(
        "/apis/camerasite.io/v1alpha1/namespaces/{}/camerasites/{}/status?fieldManager=bare&force=true",
        namespace.as_str().unwrap(),
        name.as_str().unwrap()
    );
    let body = json!({
        "apiVersion": site["apiVersion"], "kind": site["kind"], "metadata": { "name": name }, "status": status,
    });
    let request = Request::patch(&uri).header(CONTENT_TYPE, "application/apply-patch+yaml");
    let answer = client
        .request_text(request.body(body.to_string().into_bytes()).unwrap())
        .await;
    answer.unwrap_or_else(|error| panic!("{uri}: {error}"));
}
