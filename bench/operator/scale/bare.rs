//! A client without an operator: it knows every child beforehand and only sends it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser as _;
use futures::{StreamExt as _, stream};
use http::{Method, Request};
use k8s_openapi::jiff::Timestamp;
use kube::Client;
use operator::cli::{Cli, Command};
use operator::resources::meta::MANAGED_BY_LABEL;
use operator::resources::monitoring::GROUP;
use operator::settings::Settings;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::PARALLEL;
use crate::needed;
use crate::sites::Arguments;

/// Who the children say that they belong to.
const MANAGER: &str = "camerasite-bare-bench";

/// How long after the last child the watches may still tell of some.
const HEARD_LIMIT: Duration = Duration::from_mins(1);

/// Paths and bodies of the children of a site.
type Children = Vec<(String, Vec<u8>)>;

/// What is sent.
#[derive(Debug, clap::Args)]
pub(crate) struct Sent {
    #[command(flatten)]
    of: Arguments,
    /// Also does what no operator can do without: watches the children, and writes the status in this file to each site, which
    /// must be there.
    #[arg(long)]
    status: Option<PathBuf>,
}

/// Makes the children of all sites, site by site, as many sites at a time as the operator has passes.
pub(crate) async fn send(client: &Client, sent: &Sent) -> Value {
    let status = sent.status.as_deref().map(needed::status);
    if status.is_none() {
        sent.of.make_namespaces(client).await;
    }
    let settings = settings();
    let sites: Vec<(Value, Children)> = sent
        .of
        .sites()
        .map(|site| {
            let requests = requests(&site, &settings);
            (site, requests)
        })
        .collect();
    let objects: usize = sites.iter().map(|(_, children)| children.len()).sum();
    let heard = status
        .is_some()
        .then(|| needed::watch(client, kinds(&sites[0].1), MANAGER, objects));
    let status = status.as_ref();
    let begun = Timestamp::now();
    stream::iter(&sites)
        .for_each_concurrent(PARALLEL, |(site, children)| async move {
            for (path, body) in children {
                let request = Request::builder()
                    .method(Method::POST)
                    .uri(path)
                    .header("content-type", "application/json");
                let answer = client.request_text(request.body(body.clone()).unwrap()).await;
                answer.unwrap_or_else(|error| panic!("{path}: {error}"));
            }
            if let Some(status) = status {
                needed::write_status(client, site, status).await;
            }
        })
        .await;
    let ended = Timestamp::now();
    if let Some(heard) = heard {
        // Watches that told of less would have cost less.
        let all = timeout(HEARD_LIMIT, heard).await;
        all.unwrap_or_else(|late| panic!("the watches did not tell of all {objects} children: {late}"))
            .unwrap();
    }
    json!({
        "sites": sites.len(), "objects": objects, "parallel": PARALLEL, "begun": begun.to_string(), "ended": ended.to_string(),
    })
}

/// The collections, over all namespaces, that requests create objects in.
fn kinds(requests: &[(String, Vec<u8>)]) -> BTreeSet<String> {
    let kind = |path: &str| {
        let collection = path.split_once('?')?.0;
        let (root, rest) = collection.split_once("/namespaces/")?;
        Some(format!("{root}/{}", rest.split_once('/')?.1))
    };
    requests.iter().filter_map(|(path, _)| kind(path)).collect()
}

fn settings() -> Settings {
    match Cli::parse_from(["operator", "run"]).command {
        Command::Run(arguments) => arguments.settings,
        _ => panic!("`operator run` is another command"),
    }
}

/// What creates a site's children: path and body of each request.
fn requests(site: &Value, settings: &Settings) -> Children {
    let namespace = site["metadata"]["namespace"].as_str().unwrap();
    let secret = json!({
        "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "cameras", "namespace": namespace },
        "type": "kubernetes.io/basic-auth",
        "stringData": { "username": "viewer", "password": "not a secret" },
    });
    let documents = format!("{site}\n---\n{secret}\n");
    let yaml = operator::render::render(&documents, settings).unwrap();
    let children: Vec<Value> = serde_saphyr::from_multiple(&yaml).unwrap();
    // The cluster has no prometheus-operator, and the operator makes nothing for it there either.
    let served = |child: &Value| !child["apiVersion"].as_str().unwrap().starts_with(GROUP);
    children
        .into_iter()
        .filter(served)
        .map(|child| request(child, namespace))
        .collect()
}

fn request(mut child: Value, namespace: &str) -> (String, Vec<u8>) {
    // Not the operator's: it does not look at them when it runs later.
    child["metadata"]["labels"][MANAGED_BY_LABEL] = json!(MANAGER);
    // What the operator adds to each child.
    child["metadata"]["ownerReferences"] = json!([{
        "apiVersion": "camerasite.io/v1alpha1", "kind": "CameraSite", "controller": true, "blockOwnerDeletion": true,
        "name": "site", "uid": "00000000-0000-0000-0000-000000000000",
    }]);
    child["metadata"]["annotations"]["camerasite.io/desired-hash"] =
        json!("0123456789abcdef0123456789abcdef");
    let version = child["apiVersion"].as_str().unwrap();
    let root = if version.contains('/') { "apis" } else { "api" };
    let kind = child["kind"].as_str().unwrap().to_lowercase();
    let plural = if kind.ends_with("cy") {
        format!("{}ies", kind.trim_end_matches('y'))
    } else {
        format!("{kind}s")
    };
    let path = format!("/{root}/{version}/namespaces/{namespace}/{plural}?fieldManager=bare");
    (path, child.to_string().into_bytes())
}
