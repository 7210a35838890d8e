//! Many sites.

use crds::CameraSite;
use futures::{StreamExt as _, stream};
use k8s_openapi::api::core::v1::{Namespace, Secret};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::api::{Patch, PatchParams, PostParams};
use kube::runtime::{conditions, wait::await_condition};
use kube::{Api, Client, ResourceExt as _};
use serde_json::{Value, json};

use crate::PARALLEL;

/// Which sites.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How many.
    #[arg(long)]
    pub sites: usize,
    /// Cameras of each.
    #[arg(long)]
    pub cameras: usize,
    /// How many namespaces they are spread over.
    #[arg(long)]
    pub namespaces: usize,
    /// What the namespaces' names begin with.
    #[arg(long)]
    pub prefix: String,
}

impl Arguments {
    /// The sites as their users write them.
    pub(crate) fn sites(&self) -> impl Iterator<Item = Value> {
        (0..self.sites).map(|number| {
            let cameras: Vec<Value> = (0..self.cameras)
                .map(|camera| self::camera(number, camera))
                .collect();
            json!({
                "apiVersion": "camerasite.io/v1alpha1", "kind": "CameraSite",
                "metadata": {
                    "name": format!("site-{number:04}"),
                    "namespace": format!("{}-{:02}", self.prefix, number % self.namespaces),
                },
                "spec": {
                    "displayName": format!("Site {number}"),
                    "location": { "city": "Paris", "timeZone": "Europe/Paris" },
                    "cameras": cameras,
                },
            })
        })
    }

    /// Makes the namespaces, each with the Secret that its sites' cameras name.
    pub(crate) async fn make_namespaces(&self, client: &Client) {
        for number in 0..self.namespaces {
            let name = format!("{}-{number:02}", self.prefix);
            let namespace: Namespace =
                serde_json::from_value(json!({ "metadata": { "name": name } })).unwrap();
            Api::all(client.clone())
                .create(&PostParams::default(), &namespace)
                .await
                .unwrap();
            let secret: Secret = serde_json::from_value(json!({
                "metadata": { "name": "cameras" }, "type": "kubernetes.io/basic-auth",
                "stringData": { "username": "viewer", "password": "not a secret" },
            }))
            .unwrap();
            Api::namespaced(client.clone(), &name)
                .create(&PostParams::default(), &secret)
                .await
                .unwrap();
        }
    }
}

fn camera(site: usize, number: usize) -> Value {
    json!({
        "name": format!("camera-{number:03}"),
        "displayName": format!("Camera {number}"),
        "zone": format!("zone-{}", number % 4),
        "location": "Platform A, third mast",
        "url": format!("rtsp://10.{}.{}.{}:554/Streaming/Channels/101", site / 250, site % 250, number % 250),
        "credentialsSecretRef": { "name": "cameras" },
        "tags": ["outdoor"],
    })
}

/// Defines CameraSite and makes the sites.
pub(crate) async fn make(client: &Client, arguments: &Arguments) {
    let definition = crds::crd();
    let definitions = Api::<CustomResourceDefinition>::all(client.clone());
    let user = PatchParams::apply("bench").force();
    definitions
        .patch(&definition.name_any(), &user, &Patch::Apply(&definition))
        .await
        .unwrap();
    await_condition(
        definitions,
        &definition.name_any(),
        conditions::is_crd_established(),
    )
    .await
    .unwrap();
    arguments.make_namespaces(client).await;
    stream::iter(arguments.sites())
        .for_each_concurrent(PARALLEL, |site| async move {
            let site: CameraSite = serde_json::from_value(site).unwrap();
            let sites = Api::<CameraSite>::namespaced(client.clone(), &site.namespace().unwrap());
            // As `kubectl apply --server-side` does it.
            let user = PatchParams::apply("kubectl");
            sites
                .patch(&site.name_any(), &user, &Patch::Apply(&site))
                .await
                .unwrap();
        })
        .await;
}
