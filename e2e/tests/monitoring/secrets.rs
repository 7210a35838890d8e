//! The addresses of receivers are in their Secret and nowhere else.

use anyhow::{Context, Result, ensure};
use crds::CameraSite;
use e2e::cluster::OPERATOR_NAMESPACE;
use e2e::monitoring::NAMESPACE;
use e2e::objects::{api_of, object};
use e2e::wait::{seconds, until};
use k8s_openapi::api::core::v1::{ConfigMap, Event, Pod};
use kube::api::{ListParams, LogParams};
use kube::{Api, Client, ResourceExt};
use serde_json::{Value, json};

use crate::stage::{Stage, TOKEN, on_stage};

#[tokio::test]
#[ignore = "needs a cluster with monitoring: make e2e-monitoring"]
async fn what_reaches_a_receiver_is_written_nowhere() -> Result<()> {
    on_stage(async |stage| {
        until("Alertmanager knows the receivers", seconds(120), async || {
            let made = configs(stage).await?;
            ensure!(made.contains("control-room"), "no AlertmanagerConfig names them");
            Ok(())
        })
        .await?;
        let client = stage.first.client();
        let mut texts = vec![("the AlertmanagerConfigs".to_owned(), configs(stage).await?)];
        texts.push(("the sites".to_owned(), list::<CameraSite>(stage).await?));
        texts.push(("the events".to_owned(), list::<Event>(stage).await?));
        texts.push(("the config maps".to_owned(), list::<ConfigMap>(stage).await?));
        for namespace in [stage.first.namespace(), OPERATOR_NAMESPACE, NAMESPACE] {
            logs(client, namespace, &mut texts).await?;
        }
        for (what, text) in &texts {
            ensure!(!text.contains(TOKEN), "the address of a receiver is in {what}");
        }
        Ok(())
    })
    .await
}

/// Every object of a kind in the sites' namespace, status included, as text.
async fn list<K>(stage: &Stage) -> Result<String>
where
    K: kube::Resource<Scope = kube::core::NamespaceResourceScope>
        + Clone
        + std::fmt::Debug
        + serde::de::DeserializeOwned
        + serde::Serialize,
    K::DynamicType: Default,
{
    let found = stage.first.api::<K>().list(&ListParams::default()).await?;
    Ok(serde_json::to_string(&found.items)?)
}

async fn configs(stage: &Stage) -> Result<String> {
    let kind = object(
        json!({"apiVersion": "monitoring.coreos.com/v1alpha1", "kind": "AlertmanagerConfig", "metadata": {}}),
    )?;
    let api = api_of(stage.first.client(), stage.first.namespace(), &kind)?;
    let found = api.list(&ListParams::default()).await?;
    let contents: Value = found.items.into_iter().map(|it| it.data).collect();
    Ok(contents.to_string())
}

/// The logs of every container of a namespace. The receiver itself writes down how it was called.
async fn logs(client: &Client, namespace: &str, texts: &mut Vec<(String, String)>) -> Result<()> {
    let pods: Api<Pod> = Api::namespaced(client.clone(), namespace);
    for pod in pods.list(&ListParams::default()).await?.items {
        let name = pod.name_any();
        let containers = pod.spec.map(|spec| spec.containers).unwrap_or_default();
        for container in containers.iter().filter(|_| name != "receiver") {
            let params = LogParams {
                container: Some(container.name.clone()),
                ..LogParams::default()
            };
            let log = pods.logs(&name, &params).await;
            let log = log.with_context(|| format!("the log of {namespace}/{name}"))?;
            texts.push((format!("the log of {namespace}/{name}"), log));
        }
    }
    Ok(())
}
