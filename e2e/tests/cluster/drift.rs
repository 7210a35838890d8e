//! Children that somebody deletes or edits come back as they were declared.

use anyhow::{Context, Result, ensure};
use contract::Component;
use contract::files::CAMERAS_FILE;
use contract::secrets::cameras_config_map_name;
use e2e::scope;
use e2e::wait::{seconds, until};
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{ConfigMap, Service};
use kube::ResourceExt;
use kube::api::{DeleteParams, Patch, PatchParams};
use serde_json::json;

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn deleted_children_come_back() -> Result<()> {
    scope::with_shared_site(async |shared| {
        let site = &shared.site;
        let config_maps = site.api::<ConfigMap>();
        let name = cameras_config_map_name(site.name());
        let lost = config_maps.get(&name).await?;
        let deployments = site.api::<Deployment>();
        let web = site.child(Component::Web);
        let lost_web = deployments.get(&web).await?;
        config_maps.delete(&name, &DeleteParams::default()).await?;
        deployments.delete(&web, &DeleteParams::default()).await?;

        until("both children are there again", seconds(60), async || {
            let again = config_maps.get(&name).await?;
            ensure!(again.uid() != lost.uid(), "ConfigMap {name} is not deleted yet");
            ensure!(again.data == lost.data, "ConfigMap {name} has other data");
            let again = deployments.get(&web).await?;
            ensure!(
                again.uid() != lost_web.uid(),
                "Deployment {web} is not deleted yet"
            );
            Ok(())
        })
        .await?;
        site.ready(seconds(120)).await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn edited_children_are_restored_and_foreign_fields_kept() -> Result<()> {
    scope::with_shared_site(async |shared| {
        let site = &shared.site;
        let name = cameras_config_map_name(site.name());
        let config_maps = site.api::<ConfigMap>();
        let declared = config_maps.get(&name).await?.data;
        let edit =
            json!({"data": {CAMERAS_FILE: "{}"}, "metadata": {"annotations": {"example.org/note": "mine"}}});
        config_maps
            .patch(&name, &PatchParams::default(), &Patch::Merge(&edit))
            .await?;

        let web = site.child(Component::Web);
        let services = site.api::<Service>();
        let selector = services.get(&web).await?.spec.and_then(|spec| spec.selector);
        let edit = json!({"spec": {"selector": {"app.kubernetes.io/component": "nothing"}}});
        services
            .patch(&web, &PatchParams::default(), &Patch::Merge(&edit))
            .await?;

        let api = site.child(Component::Api);
        let deployments = site.api::<Deployment>();
        let replicas = deployments.get(&api).await?.spec.and_then(|spec| spec.replicas);
        let edit = json!({"spec": {"replicas": 0}});
        deployments
            .patch(&api, &PatchParams::default(), &Patch::Merge(&edit))
            .await?;

        until("all edits are undone", seconds(60), async || {
            let restored = config_maps.get(&name).await?;
            ensure!(restored.data == declared, "ConfigMap {name} is still edited");
            let note = restored
                .annotations()
                .get("example.org/note")
                .context("somebody's annotation is gone")?;
            ensure!(note == "mine", "somebody's annotation was changed to {note}");
            let now = services.get(&web).await?.spec.and_then(|spec| spec.selector);
            ensure!(now == selector, "Service {web} selects {now:?}");
            let now = deployments.get(&api).await?.spec.and_then(|spec| spec.replicas);
            ensure!(now == replicas, "Deployment {api} has {now:?} replicas");
            Ok(())
        })
        .await?;
        site.ready(seconds(120)).await
    })
    .await
}
