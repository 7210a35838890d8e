//! What an operator does beside sending children however well it is made: it watches what it has made, and says once of each
//! site how it stands.

use std::fs;
use std::path::Path;

use futures::io::{copy, sink};
use http::Request;
use http::header::{ACCEPT, CONTENT_TYPE};
use kube::Client;
use operator::resources::meta::MANAGED_BY_LABEL;
use serde_json::{Value, json};

/// Names and versions alone, as the operator watches.
const METADATA: &str = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

/// The status that is written to each site: one that the operator wrote, in a file.
pub(crate) fn status(file: &Path) -> Value {
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

/// Watches the objects of `manager` of each kind, in all namespaces, until the process ends.
pub(crate) fn watch(client: &Client, kinds: impl IntoIterator<Item = String>, manager: &str) {
    for kind in kinds {
        let client = client.clone();
        let uri = format!("{kind}?watch=true&labelSelector={MANAGED_BY_LABEL}%3D{manager}");
        tokio::spawn(async move {
            let request = Request::get(&uri).header(ACCEPT, METADATA);
            let events = client.request_stream(request.body(Vec::new()).unwrap()).await;
            copy(events.unwrap(), &mut sink()).await.unwrap();
            panic!("the watch of {uri} has ended");
        });
    }
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
