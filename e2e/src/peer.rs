//! Pods that open connections, and say which of them were accepted.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use k8s_openapi::api::core::v1::Pod;
use kube::{Api, Client};
use serde_json::{Value, json};

use crate::wait::{seconds, until};
use crate::{exec, objects, rtsp_source};

/// Port that every peer listens on.
pub const PORT: u16 = 8080;

/// Listens on [`PORT`] and accepts whoever comes.
const LISTEN: &str = "import socket\n\
    server = socket.create_server(('', 8080))\n\
    while True: server.accept()[0].close()";
/// Tries each `host:port` of its arguments for two seconds, all at once, and prints those that accept.
const TRY: &str = "import socket, sys, concurrent.futures\n\
    def accepts(target):\n\
    \x20   host, port = target.rsplit(':', 1)\n\
    \x20   try: socket.create_connection((host, int(port)), 2).close()\n\
    \x20   except OSError: return ''\n\
    \x20   return target\n\
    with concurrent.futures.ThreadPoolExecutor(32) as pool:\n\
    \x20   print('\\n'.join(filter(None, pool.map(accepts, sys.argv[1:]))))";

/// A pod that opens connections. It is never ready, so that no Service sends it any.
pub struct Peer {
    client: Client,
    namespace: String,
    name: String,
}

impl Peer {
    /// Starts the pod `name` with these labels, and waits until it runs.
    ///
    /// # Errors
    /// When it is refused or does not come up.
    pub async fn start(client: &Client, namespace: &str, name: &str, labels: &Value) -> Result<Self> {
        let peer = Self {
            client: client.clone(),
            namespace: namespace.to_owned(),
            name: name.to_owned(),
        };
        let pod = pod(name, labels, &rtsp_source::image()?);
        objects::apply_all(client, namespace, &[pod]).await?;
        until(&format!("pod {name} runs"), seconds(90), async || {
            peer.address().await.map(|_| ())
        })
        .await?;
        Ok(peer)
    }

    /// The pod's own address.
    ///
    /// # Errors
    /// While it does not run.
    pub async fn address(&self) -> Result<String> {
        let status = self.pods().get(&self.name).await?.status.unwrap_or_default();
        ensure!(
            status.phase.as_deref() == Some("Running"),
            "it is {:?}",
            status.phase
        );
        status.pod_ip.context("it has no address")
    }

    /// Which of these targets, `host:port` by name, accept a connection from this pod.
    ///
    /// # Errors
    /// When the pod cannot be entered.
    pub async fn reaches(&self, targets: &BTreeMap<&'static str, String>) -> Result<Vec<&'static str>> {
        let mut command = vec!["python3", "-c", TRY];
        command.extend(targets.values().map(String::as_str));
        let accepted = exec::run(&self.pods(), &self.name, "peer", &command).await?;
        let accepts = |target: &String| accepted.lines().any(|line| line == target);
        let reached = targets.iter().filter(|(_, target)| accepts(target));
        Ok(reached.map(|(name, _)| *name).collect())
    }

    fn pods(&self) -> Api<Pod> {
        Api::namespaced(self.client.clone(), &self.namespace)
    }
}

fn pod(name: &str, labels: &Value, image: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": name, "labels": labels},
        "spec": {
            "automountServiceAccountToken": false,
            "enableServiceLinks": false,
            "terminationGracePeriodSeconds": 0,
            "securityContext": {
                "runAsNonRoot": true, "runAsUser": 1000, "runAsGroup": 1000,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "containers": [{
                "name": "peer", "image": image, "imagePullPolicy": "IfNotPresent",
                "command": ["python3", "-c", LISTEN],
                "readinessProbe": {"exec": {"command": ["false"]}, "periodSeconds": 3600},
                "securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}},
            }],
        },
    })
}
