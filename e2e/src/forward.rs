//! A port on this machine's loopback that leads into a pod, through the API server.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use k8s_openapi::api::core::v1::Pod;
use kube::{Api, Client, ResourceExt};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::pods;

/// Forwards each connection to a pod that is ready when the connection is made, so a pod may be replaced meanwhile; or
/// always to the same one.
#[derive(Debug)]
pub struct Forward {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Forward {
    /// Listens on a free port and leads to `port` of the pods that `selector` matches.
    ///
    /// # Errors
    /// When no loopback port can be had.
    pub async fn start(client: &Client, namespace: &str, selector: String, port: u16) -> Result<Self> {
        Self::listen(client, namespace, Leads::ToReady(selector), port).await
    }

    /// Listens on a free port and leads to `port` of the pod `name`.
    ///
    /// # Errors
    /// When no loopback port can be had.
    pub async fn to_pod(client: &Client, namespace: &str, name: String, port: u16) -> Result<Self> {
        Self::listen(client, namespace, Leads::To(name), port).await
    }

    async fn listen(client: &Client, namespace: &str, leads: Leads, port: u16) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .context("no free loopback port")?;
        let address = listener.local_addr()?;
        let pods: Api<Pod> = Api::namespaced(client.clone(), namespace);
        let task = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let (pods, leads) = (pods.clone(), leads.clone());
                tokio::spawn(async move {
                    // The caller sees a connection that ends early and says so with the request that it made.
                    let _ = lead(connection, &pods, &leads, port).await;
                });
            }
        });
        Ok(Self { address, task })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Where connections lead to.
#[derive(Clone, Debug)]
enum Leads {
    /// To a pod that is ready and matches the selector.
    ToReady(String),
    /// To the pod of this name.
    To(String),
}

async fn lead(mut connection: TcpStream, pods: &Api<Pod>, leads: &Leads, port: u16) -> Result<()> {
    let name = match leads {
        Leads::ToReady(selector) => pods::ready_pod(pods, selector).await?.name_any(),
        Leads::To(name) => name.clone(),
    };
    let mut forwarder = pods.portforward(&name, &[port]).await?;
    let mut stream = forwarder
        .take_stream(port)
        .context("the API server opened no stream")?;
    copy_bidirectional(&mut connection, &mut stream).await?;
    Ok(())
}

impl Drop for Forward {
    fn drop(&mut self) {
        self.task.abort();
    }
}
