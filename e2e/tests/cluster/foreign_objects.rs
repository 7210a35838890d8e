//! Something of a child's name is there already, and it is not ours.

use anyhow::{Context, Result, ensure};
use contract::Component;
use crds::FIELD_MANAGER;
use crds::conditions::{READY, reason};
use e2e::site::Site;
use e2e::wait::{seconds, until};
use e2e::{fixture, objects, scope};
use k8s_openapi::api::core::v1::{Event, Service};
use kube::ResourceExt;
use kube::api::{DeleteParams, ListParams};
use serde_json::json;

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn a_foreign_service_of_a_childs_name_is_not_touched() -> Result<()> {
    scope::with_temp_ns("foreign", async |client, namespace| {
        let site = Site::new(client.clone(), namespace, "gare-sud");
        let name = site.child(Component::Web);
        let service = json!({
            "apiVersion": "v1", "kind": "Service",
            "metadata": {"name": name, "labels": {"owner": "somebody"}},
            "spec": {"selector": {"app": "somebody"}, "ports": [{"port": 81}]},
        });
        objects::apply_all(&client, namespace, &[service]).await?;
        let services = site.api::<Service>();
        let before = services.get(&name).await?;

        site.apply(&fixture::spec(&[])).await?;
        until("the site says that the name is taken", seconds(90), async || {
            let ready = site.condition(READY).await?;
            ensure!(ready.status == "False", "Ready is {}", ready.status);
            ensure!(
                ready.reason == reason::NAME_TAKEN,
                "the reason is {}: {}",
                ready.reason,
                ready.message
            );
            ensure!(
                ready.message.contains(&name),
                "the message does not name {name}: {}",
                ready.message
            );
            event_about(&site, &name).await
        })
        .await?;
        let after = services.get(&name).await?;
        ensure!(after == before, "the foreign Service was changed: {after:?}");

        services.delete(&name, &DeleteParams::default()).await?;
        until("the name is used once it is free", seconds(120), async || {
            let ours = services.get(&name).await?;
            let manager = ours
                .labels()
                .get("app.kubernetes.io/managed-by")
                .context("not ours")?;
            ensure!(manager == FIELD_MANAGER, "managed by {manager}");
            Ok(())
        })
        .await
    })
    .await
}

async fn event_about(site: &Site, child: &str) -> Result<()> {
    let events = site.api::<Event>().list(&ListParams::default()).await?;
    let found = events.items.iter().any(|event| {
        event.reason.as_deref() == Some(reason::NAME_TAKEN)
            && event
                .message
                .as_deref()
                .is_some_and(|message| message.contains(child))
    });
    ensure!(found, "no event {} names {child}", reason::NAME_TAKEN);
    Ok(())
}
