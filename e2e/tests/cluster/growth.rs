//! The database's volume is to grow: said clearly where its class cannot, done without a restart once it can.

use anyhow::{Context, Result, ensure};
use contract::Component;
use crds::conditions::{AVAILABLE, DATABASE_READY, STALLED, reason};
use e2e::site::Site;
use e2e::wait::{seconds, until};
use e2e::{fixture, scope};
use k8s_openapi::api::core::v1::{Namespace, PersistentVolumeClaim};
use k8s_openapi::api::storage::v1::StorageClass;
use kube::api::{Patch, PatchParams, PostParams};
use kube::{Api, Client, ResourceExt};
use serde_json::{Value, json};

const BEFORE: &str = "256Mi";
const AFTER: &str = "512Mi";

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn a_claim_grows_when_its_class_allows_it_and_says_so_until_then() -> Result<()> {
    scope::with_temp_ns("growth", async |client, namespace| {
        let class = class_that_cannot_grow(&client, namespace).await?;
        let site = Site::new(client.clone(), namespace, "relais-est");
        site.apply(&spec(&class, BEFORE)).await?;
        site.ready(seconds(240)).await?;
        let pods = site.pod_identities().await?;

        site.apply(&spec(&class, AFTER)).await?;
        until("the refusal is told", seconds(90), async || {
            let database = site.condition(DATABASE_READY).await?;
            let message = &database.message;
            ensure!(database.reason == reason::STORAGE_NOT_RESIZABLE, "{message}");
            ensure!(message.contains("allowVolumeExpansion: true"), "{message}");
            ensure!(message.contains(&claim_name(&site)), "{message}");
            let stalled = site.condition(STALLED).await?;
            ensure!(stalled.status == "True", "Stalled is {}", stalled.status);
            let available = site.condition(AVAILABLE).await?;
            ensure!(available.status == "True", "{}", available.message);
            Ok(())
        })
        .await?;
        ensure!(requested_size(&site).await? == BEFORE, "the claim was changed");

        allow_growth(&client, &class).await?;
        until("the claim grows by itself", seconds(120), async || {
            let asked = requested_size(&site).await?;
            ensure!(asked == AFTER, "it asks for {asked}");
            Ok(())
        })
        .await?;
        site.ready(seconds(90)).await?;
        let now = site.pod_identities().await?;
        ensure!(now == pods, "pods were {pods:?} and are {now:?}");
        Ok(())
    })
    .await
}

fn spec(class: &str, size: &str) -> Value {
    let mut spec = fixture::spec(&[]);
    spec["database"]["storage"] = json!({"size": size, "storageClassName": class});
    spec
}

/// A copy of the cluster's default class that does not allow growth. It belongs to the namespace, and goes with it.
async fn class_that_cannot_grow(client: &Client, namespace: &str) -> Result<String> {
    let classes: Api<StorageClass> = Api::all(client.clone());
    let is_default = |class: &StorageClass| {
        let mark = class
            .annotations()
            .get("storageclass.kubernetes.io/is-default-class");
        mark.is_some_and(|mark| mark == "true")
    };
    let found = classes.list(&kube::api::ListParams::default()).await?;
    let default = found.items.into_iter().find(is_default);
    let default = default.context("the cluster has no default StorageClass")?;
    let owner = Api::<Namespace>::all(client.clone()).get(namespace).await?;
    let copy = serde_json::from_value(json!({
        "metadata": {
            "name": namespace,
            "ownerReferences": [{
                "apiVersion": "v1", "kind": "Namespace", "name": namespace, "uid": owner.uid().context("a namespace without uid")?,
            }],
        },
        "provisioner": default.provisioner,
        "parameters": default.parameters,
        "volumeBindingMode": default.volume_binding_mode,
        "reclaimPolicy": default.reclaim_policy,
        "allowVolumeExpansion": false,
    }))?;
    Ok(classes.create(&PostParams::default(), &copy).await?.name_any())
}

async fn allow_growth(client: &Client, class: &str) -> Result<()> {
    let patch = Patch::Merge(json!({"allowVolumeExpansion": true}));
    Api::<StorageClass>::all(client.clone())
        .patch(class, &PatchParams::default(), &patch)
        .await?;
    Ok(())
}

fn claim_name(site: &Site) -> String {
    format!("{}-data", site.child(Component::Postgres))
}

/// The size that the database's claim asks for.
async fn requested_size(site: &Site) -> Result<String> {
    let claim = site.api::<PersistentVolumeClaim>().get(&claim_name(site)).await?;
    let requests = claim.spec.and_then(|spec| spec.resources?.requests);
    let storage = requests.and_then(|mut requests| requests.remove("storage"));
    Ok(storage.context("a claim without size")?.0)
}
