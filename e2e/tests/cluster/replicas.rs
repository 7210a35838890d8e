//! Three replicas of the API on two shards of probers: replaced under load, and of one mind.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use contract::Component;
use e2e::http::Http;
use e2e::pods::{self, Identity};
use e2e::site::{Site, cameras};
use e2e::wait::{seconds, until};
use e2e::{fixture, forward::Forward, scope};
use futures::future::try_join_all;
use k8s_openapi::api::core::v1::Pod;
use kube::Client;
use serde_json::{Value, json};

/// Replicas of the API.
const REPLICAS: usize = 3;
/// Clients that ask one after the other without a pause.
const CLIENTS: usize = 4;
/// What they ask for, each in its turn.
const PATHS: [&str; 4] = [
    "/api/v1/cameras?limit=500",
    "/api/v1/summary",
    "/api/v1/cameras/away-1",
    "/api/v1/events?limit=50",
];

fn spec() -> Value {
    let away = (1..=6).map(|number| fixture::camera(&format!("away-{number}"), "tcp://192.0.2.1:80"));
    let mut spec = fixture::spec(&away.collect::<Vec<_>>());
    spec["api"]["replicas"] = json!(REPLICAS);
    spec["prober"] = json!({ "shards": 2 });
    spec
}

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn a_rolling_update_under_load_fails_no_request_and_replicas_agree() -> Result<()> {
    scope::with_temp_ns("replicas", async |client, namespace| {
        let site = Site::new(client.clone(), namespace, "gare-nord");
        let mut spec = spec();
        site.apply(&spec).await?;
        site.ready(seconds(240)).await?;
        let before = replicas(&site).await?;
        ensure!(before.len() == REPLICAS, "the replicas are {before:?}");
        agree(&client, &site, &before).await?;

        // Any change of the pods' environment replaces them.
        spec["api"]["cors"] = json!({ "allowedOrigins": ["https://page.example.net"] });
        let web = site.http(Component::Web).await?;
        let (done, asked) = tokio::sync::watch::channel(false);
        let load = try_join_all((0..CLIENTS).map(|client| ask(&web, client, asked.clone())));
        let update = async {
            site.apply(&spec).await?;
            until("all replicas are others", seconds(180), async || {
                let now = replicas(&site).await?;
                let replaced = now.len() == REPLICAS && now.keys().all(|name| !before.contains_key(name));
                ensure!(replaced, "the replicas are {now:?}");
                Ok(())
            })
            .await?;
            site.ready(seconds(120)).await?;
            done.send(true)?;
            Ok(())
        };
        let (answered, ()) = tokio::try_join!(load, update)?;
        let answered: usize = answered.into_iter().sum();
        ensure!(answered > 100, "only {answered} requests went through the update");
        agree(&client, &site, &replicas(&site).await?).await
    })
    .await
}

/// Asks until it is done; how many requests were answered with 200. Fails with the first that was not.
async fn ask(web: &Http, client: usize, done: tokio::sync::watch::Receiver<bool>) -> Result<usize> {
    let mut answered = 0;
    while !*done.borrow() {
        let path = PATHS[(client + answered) % PATHS.len()];
        web.json(path)
            .await
            .with_context(|| format!("request {answered} of client {client}"))?;
        answered += 1;
    }
    Ok(answered)
}

/// The pods of the API that are ready.
async fn replicas(site: &Site) -> Result<BTreeMap<String, Identity>> {
    pods::identities(&site.api::<Pod>(), &site.component_selector(Component::Api)).await
}

/// Waits until all replicas say the same of every camera, and all of them are Down.
async fn agree(client: &Client, site: &Site, replicas: &BTreeMap<String, Identity>) -> Result<()> {
    let port = Component::Api.port().context("the API has no port")?;
    let mut each = Vec::new();
    for name in replicas.keys() {
        let forward = Forward::to_pod(client, site.namespace(), name.clone(), port).await?;
        each.push(Http::new(forward)?);
    }
    until("all replicas agree on every state", seconds(90), async || {
        let said = try_join_all(each.iter().map(states)).await?;
        ensure!(
            said.iter().all(|states| *states == said[0]),
            "they differ: {said:?}"
        );
        let down = said[0].values().all(|state| state[0] == "Down");
        ensure!(said[0].len() == 6 && down, "they say {:?}", said[0]);
        Ok(())
    })
    .await
}

/// State, reason and since when, by camera.
async fn states(api: &Http) -> Result<BTreeMap<String, [Value; 3]>> {
    let cameras = cameras(api).await?.into_iter();
    Ok(cameras
        .map(|(name, camera)| {
            let said = ["state", "reason", "since"].map(|key| camera[key].clone());
            (name, said)
        })
        .collect())
}
