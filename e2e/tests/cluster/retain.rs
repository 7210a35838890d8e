//! A site is deleted and applied again; under `Retain` it finds its data and its passwords.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use contract::secrets::DatabaseRole;
use contract::{Component, files};
use crds::CameraSite;
use e2e::scope;
use e2e::site::{Site, cameras};
use e2e::wait::{seconds, until};
use e2e::{fixture, objects};
use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod, Secret};
use kube::ResourceExt;
use kube::api::{DeleteParams, ListParams};
use serde_json::Value;

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn a_site_applied_again_has_its_old_data_and_passwords() -> Result<()> {
    scope::with_temp_ns("retain", async |client, namespace| {
        let site = Site::new(client, namespace, "depot-est");
        let spec = fixture::spec(&[fixture::camera("gate", "tcp://192.0.2.1:80")]);
        site.apply(&spec).await?;
        site.ready(seconds(240)).await?;
        let id = camera_id(&site).await?;
        site.sql("CREATE TABLE e2e_kept AS SELECT 'before' AS note")
            .await?;
        let claim = claim_uid(&site).await?;
        let passwords = passwords(&site).await?;

        delete_and_wait(&site).await?;
        ensure!(claim_uid(&site).await? == claim, "the claim is another one");

        site.apply(&spec).await?;
        site.ready(seconds(240)).await?;
        let kept = site.sql("SELECT note FROM e2e_kept").await?;
        ensure!(kept == "before", "the old row reads {kept:?}");
        ensure!(camera_id(&site).await? == id, "the camera has another id");
        ensure!(
            self::passwords(&site).await? == passwords,
            "a password was made anew over old data"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn the_retention_policy_cannot_be_lost_by_a_typing_error() -> Result<()> {
    scope::with_temp_ns("retain-typo", async |client, namespace| {
        let site = Site::new(client.clone(), namespace, "depot-est");
        let mut spec = fixture::spec(&[]);
        spec["database"]["storage"]["retentionPolicy"] = Value::from("retain");
        let refused = objects::apply_all(&client, namespace, &[site.manifest(&spec)]).await;
        let message = refused.err().context("it was accepted")?;
        let message = format!("{message:#}");
        ensure!(
            message.contains("spec.database.storage.retentionPolicy"),
            "{message}"
        );
        ensure!(
            message.contains("Retain") && message.contains("Delete"),
            "{message}"
        );
        Ok(())
    })
    .await
}

/// Deletes the site and waits until its pods are gone, so that the next one starts from what was kept.
async fn delete_and_wait(site: &Site) -> Result<()> {
    site.api::<CameraSite>()
        .delete(site.name(), &DeleteParams::default())
        .await?;
    until("the site's pods are gone", seconds(180), async || {
        let gone = site.api::<CameraSite>().get_opt(site.name()).await?.is_none();
        ensure!(gone, "the site is still there");
        let left = site
            .api::<Pod>()
            .list(&ListParams::default().labels(&site.selector()))
            .await?;
        ensure!(left.items.is_empty(), "{} pods are left", left.items.len());
        Ok(())
    })
    .await
}

async fn claim_uid(site: &Site) -> Result<String> {
    let name = format!("{}-data", site.child(Component::Postgres));
    let claim = site.api::<PersistentVolumeClaim>().get(&name).await?;
    ensure!(
        claim.metadata.deletion_timestamp.is_none(),
        "the claim {name} is being deleted"
    );
    claim.uid().context("a claim without uid")
}

/// The data of the Secrets that open the database, by Secret name.
async fn passwords(site: &Site) -> Result<BTreeMap<String, BTreeMap<String, ByteString>>> {
    let secrets = site.api::<Secret>();
    let mut found = BTreeMap::new();
    for role in DatabaseRole::ALL {
        let name = role.secret_name(site.name());
        let data = secrets
            .get(&name)
            .await?
            .data
            .with_context(|| format!("Secret {name} is empty"))?;
        found.insert(name, data);
    }
    Ok(found)
}

async fn camera_id(site: &Site) -> Result<u64> {
    let api = site.http(Component::Api).await?;
    until("the camera is listed", seconds(60), async || {
        cameras(&api)
            .await?
            .get("gate")
            .and_then(|camera| camera["id"].as_u64())
            .context("it is not")
    })
    .await
    .with_context(|| format!("{} was mounted but not synced", files::CAMERAS_FILE))
}
