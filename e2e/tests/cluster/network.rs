//! The network matrix on a cluster whose network enforces policies: who reaches whom.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use contract::Component;
use e2e::namespace::{PodSecurity, TempNamespace};
use e2e::peer::{self, Peer};
use e2e::site::Site;
use e2e::wait::{seconds, until};
use e2e::{fixture, objects, scope};
use kube::Client;
use serde_json::{Value, json};

/// Who opens connections, and what accepts them. The first seven are pods with the labels of these components.
const MATRIX: [(&str, &[&str]); 9] = [
    ("web", &["api"]),
    ("api", &["postgres", "prober", "redis"]),
    // To cameras wherever they are, and so to whoever lets everybody in.
    ("prober", &["elsewhere", "postgres", "simulator", "web"]),
    ("migrate", &["postgres"]),
    ("postgres", &[]),
    ("redis", &[]),
    ("simulator", &[]),
    ("stranger", &["elsewhere", "web"]),
    ("monitoring", &["api", "elsewhere", "prober", "web"]),
];

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn each_component_is_reached_by_those_of_the_matrix_alone() -> Result<()> {
    scope::with_temp_ns("network", async |client, namespace| {
        if !is_enforced(&client, namespace).await? {
            eprintln!(
                "skipped: the network matrix, live: the network of this cluster enforces no NetworkPolicy"
            );
            return Ok(());
        }
        let elsewhere = TempNamespace::create(&client, "elsewhere", PodSecurity::Restricted).await?;
        let site = Site::new(client.clone(), namespace, "halte-ouest");
        let mut spec = fixture::spec(&[json!({"name": "gate", "simulated": {"behaviour": "Healthy"}})]);
        spec["networkPolicy"] = json!({
            "monitoringNamespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": elsewhere.name()}}
        });
        site.apply(&spec).await?;
        site.ready(seconds(240)).await?;
        let outside = Peer::start(&client, elsewhere.name(), "monitoring", &json!({})).await?;
        let targets = targets(&site, &outside.address().await?);
        for (source, accepted) in MATRIX {
            let inside;
            let peer = if source == "monitoring" {
                &outside
            } else {
                inside = Peer::start(
                    &client,
                    namespace,
                    &format!("peer-{source}"),
                    &labels(&site, source),
                )
                .await?;
                &inside
            };
            // Policies reach the network a moment after the pod.
            until(
                &format!("{source} reaches its own alone"),
                seconds(60),
                async || {
                    let reached = peer.reaches(&targets).await?;
                    ensure!(
                        reached == accepted,
                        "{source} reaches {reached:?} instead of {accepted:?}"
                    );
                    Ok(())
                },
            )
            .await?;
        }
        Ok(())
    })
    .await
}

/// Whether a pod that a policy closes cannot be reached after a while.
async fn is_enforced(client: &Client, namespace: &str) -> Result<bool> {
    let policy = json!({
        "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
        "metadata": {"name": "closed"},
        "spec": {"podSelector": {"matchLabels": {"app": "closed"}}, "policyTypes": ["Ingress"]},
    });
    objects::apply_all(client, namespace, &[policy]).await?;
    let closed = Peer::start(client, namespace, "closed", &json!({"app": "closed"})).await?;
    let caller = Peer::start(client, namespace, "caller", &json!({})).await?;
    let target = BTreeMap::from([("closed", format!("{}:{}", closed.address().await?, peer::PORT))]);
    let shut = until("the pod is closed", seconds(15), async || {
        ensure!(caller.reaches(&target).await?.is_empty(), "it is open");
        Ok(())
    });
    Ok(shut.await.is_ok())
}

/// What is to be reached, by name.
fn targets(site: &Site, elsewhere: &str) -> BTreeMap<&'static str, String> {
    let service = |component, port: u16| {
        let host = format!("{}.{}.svc", site.child(component), site.namespace());
        (component.as_str(), format!("{host}:{port}"))
    };
    BTreeMap::from([
        service(Component::Web, 80),
        service(Component::Api, 8080),
        service(Component::Prober, 8081),
        service(Component::Postgres, 5432),
        service(Component::Redis, 6379),
        service(Component::Simulator, 8554),
        ("elsewhere", format!("{elsewhere}:{}", peer::PORT)),
    ])
}

/// The labels by which policies take a pod for one of the component.
fn labels(site: &Site, component: &str) -> Value {
    if component == "stranger" {
        return json!({"app": "stranger"});
    }
    json!({
        "app.kubernetes.io/name": "camerasite",
        "app.kubernetes.io/instance": site.name(),
        "app.kubernetes.io/component": component,
    })
}
