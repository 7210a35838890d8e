//! Objects that a site names.

use contract::credentials::AuthoritiesFile;
use crds::conditions as types;
use k8s_openapi::api::core::v1::Secret;
use kube::api::{Patch, PatchParams};
use operator::observe::Referenced;
use serde_json::json;

use crate::world::{FULL, World};

#[tokio::test]
#[ignore = "needs a kube-apiserver: hack/apiserver/run"]
async fn certificates_of_an_authority_are_handed_on_when_they_appear_and_when_they_change() {
    let world = World::new().await;
    world.apply(FULL).await;
    world.pass("st-pancras").await;
    let secrets = world.api::<Secret>();
    let handed_on = async || -> AuthoritiesFile {
        let secret = secrets.get("st-pancras-camera-credentials").await.unwrap();
        serde_json::from_slice(&secret.data.unwrap()["authorities.json"].0).unwrap()
    };
    assert_eq!(handed_on().await, AuthoritiesFile::default());
    assert_eq!(
        world.said("st-pancras", types::INVENTORY_ACCEPTED).await,
        "False SecretNotFound"
    );
    let (_, references) = operator::render::parse(FULL).unwrap();
    let Referenced::Found(certificate) = &references.authorities["camera-ca"] else {
        panic!("the fixture's authority is not one")
    };
    for certificates in [certificate.clone(), certificate.repeat(2)] {
        let wanted: Secret = serde_json::from_value(json!({
            "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "camera-ca" },
            "stringData": { "ca.crt": certificates }
        }))
        .unwrap();
        secrets
            .patch("camera-ca", &PatchParams::apply("user"), &Patch::Apply(&wanted))
            .await
            .unwrap();
        world.pass("st-pancras").await;
        assert_eq!(handed_on().await.0["camera-ca"], certificates);
    }
    world.end().await;
}
