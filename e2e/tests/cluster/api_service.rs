//! The API's Service gets another address; the page finds it without a restart of nginx.

use anyhow::{Context, Result, ensure};
use contract::Component;
use e2e::objects;
use e2e::scope;
use e2e::wait::{seconds, until};
use k8s_openapi::api::core::v1::Service;
use kube::ResourceExt;
use kube::api::DeleteParams;
use serde_json::json;

#[tokio::test]
#[ignore = "needs a cluster: make e2e"]
async fn the_page_works_after_the_api_service_was_recreated_elsewhere() -> Result<()> {
    scope::with_shared_site(async |shared| {
        let site = &shared.site;
        let web = site.http(Component::Web).await?;
        until("the page's requests reach the API", seconds(60), async || {
            web.json("/api/v1/summary").await
        })
        .await?;
        let nginx = site.pod(Component::Web).await?;
        let pods = site.pod_identities().await?;

        let services = site.api::<Service>();
        let name = site.child(Component::Api);
        let old = services.get(&name).await?;
        services.delete(&name, &DeleteParams::default()).await?;
        occupy(shared.site.client(), site.namespace(), &address(&old)?).await?;
        let new = until("the Service is there again", seconds(60), async || {
            let new = services.get(&name).await?;
            ensure!(new.uid() != old.uid(), "it is not deleted yet");
            Ok(new)
        })
        .await?;
        ensure!(
            address(&new)? != address(&old)?,
            "it got its old address, which proves nothing"
        );

        until(
            "the page's requests reach the API again",
            seconds(60),
            async || {
                let page = web.get("/").await?;
                ensure!(
                    page.status == 200 && page.body.contains("<html"),
                    "/ answers {}",
                    page.status
                );
                web.json("/api/v1/summary").await
            },
        )
        .await?;
        let now = site.pod_identities().await?;
        let name = nginx.name_any();
        ensure!(now.get(&name) == pods.get(&name), "nginx was restarted: {now:?}");
        Ok(())
    })
    .await
}

fn address(service: &Service) -> Result<String> {
    let spec = service.spec.as_ref().context("a Service without spec")?;
    spec.cluster_ip.clone().context("a Service without address")
}

/// Takes an address, so that it is not given out again.
async fn occupy(client: &kube::Client, namespace: &str, address: &str) -> Result<()> {
    let squatter = json!({
        "apiVersion": "v1", "kind": "Service",
        "metadata": {"name": "squatter"},
        "spec": {"clusterIP": address, "ports": [{"port": 1}]},
    });
    until(
        "the old address is taken by another Service",
        seconds(10),
        async || objects::apply_all(client, namespace, std::slice::from_ref(&squatter)).await,
    )
    .await
}
