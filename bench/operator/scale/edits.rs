//! Edits of single sites, and how long each takes to reach its child.

use std::time::{Duration, Instant};

use crds::CameraSite;
use futures::{StreamExt as _, TryStreamExt as _};
use k8s_openapi::api::apps::v1::Deployment;
use kube::api::{ListParams, Patch, PatchParams, WatchEvent, WatchParams};
use kube::{Api, Client};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

/// Which sites, and how often.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Number of edits.
    #[arg(long)]
    edits: usize,
    /// Number of sites.
    #[arg(long)]
    sites: usize,
    /// How many namespaces they are spread over.
    #[arg(long)]
    namespaces: usize,
    /// What the namespaces' names begin with.
    #[arg(long)]
    prefix: String,
}

/// Longest time for one edit.
const LIMIT: Duration = Duration::from_mins(1);
/// Time between two edits.
const PAUSE: Duration = Duration::from_millis(200);

/// Edits sites that lie far from each other, one after the other.
pub(crate) async fn edit(client: &Client, arguments: &Arguments) -> Value {
    let mut seconds = Vec::new();
    for number in 0..arguments.edits {
        let site = number * 7 % arguments.sites;
        let namespace = format!("{}-{:02}", arguments.prefix, site % arguments.namespaces);
        seconds.push(one(client, &namespace, &format!("site-{site:04}"), 100 + number).await);
        sleep(PAUSE).await;
    }
    seconds.sort_by(f64::total_cmp);
    let quantile = |of: usize| seconds[(seconds.len() * of).div_ceil(100).saturating_sub(1)];
    json!({ "edits": seconds.len(), "p50": quantile(50), "p99": quantile(99), "worst": quantile(100) })
}

/// Seconds from the request that changes the site until a watch tells of the changed child.
async fn one(client: &Client, namespace: &str, site: &str, cpu: usize) -> f64 {
    let deployments = Api::<Deployment>::namespaced(client.clone(), namespace);
    let name = format!("{site}-web");
    let field = format!("metadata.name={name}");
    // The version of the list is that of now; the object's own may be older than what the API server keeps for watches.
    let list = ListParams::default().fields(&field);
    let listed = deployments.list_metadata(&list).await.unwrap();
    assert_eq!(listed.items.len(), 1, "{name}");
    let current = listed.metadata.resource_version.unwrap();
    let watch = WatchParams::default().fields(&field);
    let mut events = deployments.watch(&watch, &current).await.unwrap().boxed();
    let cpu = format!("{cpu}m");
    let edit = json!({ "spec": { "web": { "resources": { "requests": { "cpu": cpu } } } } });
    let begun = Instant::now();
    let sites = Api::<CameraSite>::namespaced(client.clone(), namespace);
    sites
        .patch(site, &PatchParams::default(), &Patch::Merge(&edit))
        .await
        .unwrap();
    let arrived = async {
        while let Some(event) = events.try_next().await.unwrap() {
            if let WatchEvent::Modified(deployment) = event
                && serde_json::to_value(&deployment)
                    .unwrap()
                    .pointer("/spec/template/spec/containers/0/resources/requests/cpu")
                    .is_some_and(|found| *found == cpu)
            {
                return;
            }
        }
        panic!("the watch of {name} has ended");
    };
    timeout(LIMIT, arrived)
        .await
        .unwrap_or_else(|_| panic!("{name} was not changed within {LIMIT:?}"));
    begun.elapsed().as_secs_f64()
}
