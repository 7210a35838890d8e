//! Reaching past Kubernetes: processes on a site's node.

use anyhow::{Context, Result, ensure};
use k8s_openapi::api::core::v1::{ContainerStatus, Pod};
use kube::api::PostParams;
use kube::{Api, Client, ResourceExt};
use serde_json::json;

use crate::namespace::{PodSecurity, TempNamespace};
use crate::wait::{seconds, until};

/// Kills with SIGKILL every process whose control group names the container, and fails when there is none.
/// The kernel shields a container's first process from signals out of its own PID namespace, so this runs in the node's.
const SCRIPT: &str = r#"
killed=0
for group in /proc/[0-9]*/cgroup; do
  if grep -q "$CONTAINER" "$group" 2>/dev/null; then
    pid="${group#/proc/}"
    kill -9 "${pid%/cgroup}" && killed=$((killed + 1))
  fi
done
echo "$killed processes killed"
[ "$killed" -gt 0 ]
"#;

/// A namespace from which processes of the node can be killed.
pub struct Killer {
    client: Client,
    namespace: TempNamespace,
}

impl Killer {
    /// Makes the namespace.
    ///
    /// # Errors
    /// When it cannot be created.
    pub async fn new(client: &Client) -> Result<Self> {
        let namespace = TempNamespace::create(client, "killer", PodSecurity::Privileged).await?;
        Ok(Self {
            client: client.clone(),
            namespace,
        })
    }

    /// Does `kill -9` to all processes of `container` in `victim`.
    ///
    /// # Errors
    /// When the container does not run, or the killing pod does not get to its end.
    pub async fn kill(&self, victim: &Pod, container: &str) -> Result<()> {
        let status = container_status(victim, container)?;
        let id = status
            .container_id
            .as_deref()
            .and_then(|id| id.split("://").nth(1));
        let id = id.with_context(|| format!("container {container} does not run"))?;
        let pods: Api<Pod> = Api::namespaced(self.client.clone(), self.namespace.name());
        let spec = victim.spec.as_ref().context("a pod without spec")?;
        let wanted = serde_json::from_value(json!({
            "metadata": {"generateName": "kill-"},
            "spec": {
                "hostPID": true,
                "nodeName": spec.node_name,
                "restartPolicy": "Never",
                "automountServiceAccountToken": false,
                "containers": [{
                    "name": "kill",
                    // The victim's own image: it is on the node and has a shell.
                    "image": spec.containers.iter().find(|c| c.name == container).and_then(|c| c.image.clone()),
                    "imagePullPolicy": "IfNotPresent",
                    "command": ["sh", "-c", SCRIPT],
                    "env": [{"name": "CONTAINER", "value": id}],
                    "securityContext": {"privileged": true, "runAsUser": 0},
                }],
            },
        }))?;
        let name = pods.create(&PostParams::default(), &wanted).await?.name_any();
        until("the killing pod has succeeded", seconds(60), async || {
            let phase = pods
                .get(&name)
                .await?
                .status
                .and_then(|status| status.phase)
                .unwrap_or_default();
            ensure!(phase == "Succeeded", "its phase is {phase}");
            Ok(())
        })
        .await
    }
}

/// The status of one container of `pod`.
///
/// # Errors
/// When the pod has no such container yet.
pub fn container_status<'a>(pod: &'a Pod, container: &str) -> Result<&'a ContainerStatus> {
    let statuses = pod
        .status
        .as_ref()
        .and_then(|status| status.container_statuses.as_deref())
        .unwrap_or_default();
    statuses
        .iter()
        .find(|status| status.name == container)
        .with_context(|| format!("pod {} has no container {container}", pod.name_any()))
}
