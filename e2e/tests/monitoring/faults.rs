//! What is empty while all is well: filled by an operator without rights, a database that is gone and cameras that are cut off.

use anyhow::{Context, Result};
use contract::Component;
use crds::CameraSite;
use e2e::cluster::OPERATOR_NAMESPACE;
use e2e::simulator::Simulator;
use e2e::wait::seconds;
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::Pod;
use k8s_openapi::api::rbac::v1::{ClusterRoleBinding, RoleBinding};
use kube::api::{DeleteParams, ListParams, ObjectMeta, Patch, PatchParams, PostParams};
use kube::{Api, Resource};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::queries::{Query, have_data, listed};
use crate::stage::{CAMERAS, Stage, behave, on_stage};

/// The operator's binding in the whole cluster, and that of its Lease.
const BINDING: &str = "camerasite-operator";
const LEADER_BINDING: &str = "camerasite-operator-leader";
/// Label of the operator's pods.
const OPERATORS: &str = "app.kubernetes.io/name=camerasite-operator";

#[tokio::test]
#[ignore = "needs a cluster with monitoring: make e2e-monitoring"]
async fn faults_fill_every_query_that_is_empty_while_all_is_well() -> Result<()> {
    on_stage(async |stage| {
        let mut queries = listed(stage).await?;
        queries.retain(|query| query.empty_when_well);
        let client = stage.first.client().clone();
        let everywhere: Api<ClusterRoleBinding> = Api::all(client.clone());
        let leader: Api<RoleBinding> = Api::namespaced(client, OPERATOR_NAMESPACE);
        let rights = everywhere.get(BINDING).await?;
        let leadership = leader.get(LEADER_BINDING).await?;
        let outcome = broken(stage, &queries, &everywhere, &leader).await;
        give_back(&everywhere, rights, |it| &mut it.metadata).await?;
        give_back(&leader, leadership, |it| &mut it.metadata).await?;
        all_healthy(&Simulator::of(&stage.first).await?).await?;
        outcome?;
        stage.first.ready(seconds(240)).await
    })
    .await
}

async fn broken(
    stage: &Stage,
    queries: &[Query],
    everywhere: &Api<ClusterRoleBinding>,
    leader: &Api<RoleBinding>,
) -> Result<()> {
    // While its watch of sites still lasts the operator hears of the change, and may do nothing about it.
    everywhere.delete(BINDING, &DeleteParams::default()).await?;
    let noted = json!({"metadata": {"annotations": {"camerasite.io/e2e": "look again"}}, "spec": {"displayName": "Gare"}});
    let sites = stage.first.api::<CameraSite>();
    sites
        .patch(stage.first.name(), &PatchParams::default(), &Patch::Merge(&noted))
        .await?;
    let asks = |part: &'static str| move |query: &&Query| query.asks(part);
    let (of_passes, others): (Vec<&Query>, Vec<&Query>) =
        queries.iter().partition(asks("camerasite_operator_reconcil"));
    have_data(stage, &of_passes, seconds(180), async || Ok(())).await?;
    // New operators are refused their watches at once; those that are running would notice in some minutes.
    let client = stage.first.client().clone();
    let operators: Api<Pod> = Api::namespaced(client, OPERATOR_NAMESPACE);
    let selector = ListParams::default().labels(OPERATORS);
    operators
        .delete_collection(&DeleteParams::default(), &selector)
        .await?;
    let (of_watches, others): (Vec<&Query>, Vec<&Query>) =
        others.into_iter().partition(asks("camerasite_operator_watch"));
    have_data(stage, &of_watches, seconds(180), async || Ok(())).await?;
    leader.delete(LEADER_BINDING, &DeleteParams::default()).await?;

    // Nobody brings it back now.
    let databases = stage.first.api::<StatefulSet>();
    let none = json!({"spec": {"replicas": 0}});
    let database = stage.first.child(Component::Postgres);
    databases
        .patch(&database, &PatchParams::default(), &Patch::Merge(&none))
        .await?;
    let simulator = Simulator::of(&stage.first).await?;
    behave(&simulator, &CAMERAS, "Hang").await?;
    simulator.behave("film", "Frozen").await?;

    let (of_returns, others): (Vec<&Query>, Vec<&Query>) =
        others.into_iter().partition(|query| query.filled_on_return);
    let api = stage.first.http(Component::Api).await?;
    // Every list is an error without the database; twenty of them a look are more than one in ten seconds.
    have_data(stage, &others, seconds(420), async || {
        for _ in 0..20 {
            api.get("/api/v1/cameras")
                .await
                .context("the API without its database")?;
        }
        Ok(())
    })
    .await?;
    all_healthy(&simulator).await?;
    have_data(stage, &of_returns, seconds(180), async || Ok(())).await
}

async fn all_healthy(simulator: &Simulator) -> Result<()> {
    behave(simulator, &CAMERAS, "Healthy").await?;
    simulator.behave("film", "Healthy").await
}

/// Makes an object again that was deleted; it may be there still.
async fn give_back<K>(
    api: &Api<K>,
    mut object: K,
    metadata: impl FnOnce(&mut K) -> &mut ObjectMeta,
) -> Result<()>
where
    K: Resource + Clone + std::fmt::Debug + DeserializeOwned + Serialize,
{
    let bare = metadata(&mut object);
    *bare = ObjectMeta {
        name: bare.name.take(),
        namespace: bare.namespace.take(),
        labels: bare.labels.take(),
        annotations: bare.annotations.take(),
        ..ObjectMeta::default()
    };
    match api.create(&PostParams::default(), &object).await {
        Err(kube::Error::Api(status)) if status.is_already_exists() => Ok(()),
        other => other.map(drop).context("giving the operator its rights back"),
    }
}
