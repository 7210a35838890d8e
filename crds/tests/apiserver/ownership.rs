//! Several writers of one site.

use anyhow::{Result, ensure};
use kube::api::{DynamicObject, Patch, PatchParams};
use serde_json::{Value, json};

use crate::server::with_server;

fn applied(cameras: &Value) -> Value {
    json!({
        "apiVersion": "camerasite.io/v1alpha1", "kind": "CameraSite", "metadata": { "name": "gare" },
        "spec": { "location": { "city": "Lyon" }, "cameras": cameras },
    })
}

fn names(site: &DynamicObject) -> Vec<&str> {
    let cameras = site.data["spec"]["cameras"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    cameras
        .iter()
        .filter_map(|camera| camera["name"].as_str())
        .collect()
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn each_of_two_managers_keeps_its_cameras() -> Result<()> {
    with_server(async |server| {
        let sites = server.sites();
        let one = applied(&json!([{ "name": "quay", "url": "tcp://10.0.0.1:554" }]));
        let two = applied(&json!([{ "name": "hall", "url": "tcp://10.0.0.2:554" }]));
        sites
            .patch("gare", &PatchParams::apply("one"), &Patch::Apply(&one))
            .await?;
        let both = sites
            .patch("gare", &PatchParams::apply("two"), &Patch::Apply(&two))
            .await?;
        assert_eq!(names(&both), ["quay", "hall"]);
        let none = applied(&json!([]));
        let left = sites
            .patch("gare", &PatchParams::apply("one"), &Patch::Apply(&none))
            .await?;
        assert_eq!(names(&left), ["hall"]);
        Ok(())
    })
    .await
}

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn a_camera_of_another_manager_is_not_changed_by_accident() -> Result<()> {
    with_server(async |server| {
        let sites = server.sites();
        let one = applied(&json!([{ "name": "quay", "url": "tcp://10.0.0.1:554" }]));
        let two = applied(&json!([{ "name": "quay", "url": "tcp://10.0.0.9:554" }]));
        sites
            .patch("gare", &PatchParams::apply("one"), &Patch::Apply(&one))
            .await?;
        let clash = sites
            .patch("gare", &PatchParams::apply("two"), &Patch::Apply(&two))
            .await;
        ensure!(
            matches!(&clash, Err(kube::Error::Api(status)) if status.is_conflict()),
            "expected a conflict, got {clash:?}"
        );
        Ok(())
    })
    .await
}
