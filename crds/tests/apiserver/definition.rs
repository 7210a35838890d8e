//! The definition itself, as the server sees it.

use anyhow::{Context, Result, ensure};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::client::Body;
use kube::{Api, ResourceExt};
use serde_json::Value;

use crate::server::with_server;

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn the_definition_is_structural_and_raises_no_warning() -> Result<()> {
    with_server(async |server| {
        let definition = crds::crd();
        let name = definition.name_any();
        let request = http::Request::patch(format!(
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}?fieldManager=crds-test&force=true&dryRun=All"
        ))
        .header("content-type", "application/apply-patch+yaml")
        .body(Body::from(serde_json::to_vec(&definition)?))?;
        let response = server.client.send(request).await?;
        ensure!(response.status().is_success(), "{}", response.status());
        ensure!(!response.headers().contains_key("warning"), "{:?}", response.headers().get_all("warning"));

        let stored = Api::<CustomResourceDefinition>::all(server.client.clone()).get(&name).await?;
        let conditions = stored.status.and_then(|status| status.conditions).context("no conditions")?;
        let broken = conditions.iter().find(|condition| {
            condition.type_ == "NonStructuralSchema" && condition.status == "True"
        });
        ensure!(broken.is_none(), "{broken:?}");
        Ok(())
    })
    .await
}

/// What `kubectl explain csite.spec.cameras` reads.
#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn the_published_schema_explains_the_fields() -> Result<()> {
    with_server(async |server| {
        let request = http::Request::get("/openapi/v3/apis/camerasite.io/v1alpha1").body(Vec::new())?;
        let document: Value = server.client.request(request).await?;
        let schemas = &document["components"]["schemas"];
        let site = &schemas["io.camerasite.v1alpha1.CameraSite"]["properties"]["spec"]["properties"];
        let camera = &site["cameras"]["items"]["properties"];
        ensure!(
            site["cameras"]["description"]
                .as_str()
                .is_some_and(|text| text.contains("cameras to watch"))
        );
        ensure!(
            camera["url"]["description"]
                .as_str()
                .is_some_and(|text| text.contains("credentialsSecretRef"))
        );
        Ok(())
    })
    .await
}
