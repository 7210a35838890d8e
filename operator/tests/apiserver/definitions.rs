//! The definitions of prometheus-operator, as it brings them along, in a cluster that all tests share.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::{Api, Client, ResourceExt};
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::instance::until;
use crate::world::{delete, install};

/// Held by who needs the definitions as they are.
static CLUSTER: RwLock<()> = RwLock::const_new(());

static DEFINITIONS: LazyLock<Vec<CustomResourceDefinition>> = LazyLock::new(|| {
    let folder = folder();
    let kinds = ["servicemonitors", "prometheusrules", "alertmanagerconfigs"];
    let read = |kind: &str| {
        let text = std::fs::read_to_string(folder.join(format!("{kind}-crd.json"))).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    kinds.map(read).into()
});

/// Where they are, fetched where they are not in the cache.
fn folder() -> PathBuf {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hack/tools/prometheus-operator-definitions");
    let found = Command::new(script).stderr(Stdio::inherit()).output().unwrap();
    assert!(
        found.status.success(),
        "the definitions cannot be fetched; see above"
    );
    String::from_utf8(found.stdout).unwrap().trim_end().into()
}

/// They are there as long as this is held.
pub(crate) async fn installed() -> RwLockReadGuard<'static, ()> {
    let held = CLUSTER.read().await;
    put().await;
    held
}

/// Nobody else relies on them as long as this is held.
pub(crate) async fn alone() -> RwLockWriteGuard<'static, ()> {
    CLUSTER.write().await
}

async fn client() -> Client {
    Client::try_default().await.unwrap()
}

/// Installs them; an installation that is there stays as it is.
pub(crate) async fn put() {
    let client = client().await;
    for definition in DEFINITIONS.iter() {
        install(&client, definition).await;
    }
}

/// Takes them away, and every object of theirs.
pub(crate) async fn remove() {
    let definitions = Api::<CustomResourceDefinition>::all(client().await);
    for definition in DEFINITIONS.iter() {
        let name = definition.name_any();
        if definitions.get_opt(&name).await.unwrap().is_some() {
            definitions.delete(&name, &delete()).await.unwrap();
        }
        until("the definition is gone", async || {
            definitions.get_opt(&name).await.unwrap().is_none()
        })
        .await;
    }
}
