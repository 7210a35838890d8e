//! Role `probe`, and a client for it.

use std::net::SocketAddr;

use api_server::db::shards::Beat;
use api_server::prober::Config;
use api_server::service::Service;
use api_server::shutdown::Shutdown;
use contract::summary::Gateway;
use reqwest::Method;
use tokio::task::JoinHandle;

use super::api::{Answer, ask};
use super::conformance;

/// A running role `probe`.
#[derive(Debug)]
pub(crate) struct Prober {
    pub(crate) address: SocketAddr,
    shutdown: Shutdown,
    task: Option<JoinHandle<anyhow::Result<()>>>,
}

impl Prober {
    pub(crate) async fn start(config: Config) -> Self {
        let shutdown = Shutdown::default();
        let service = Service::bind(config, shutdown.clone()).await.unwrap();
        let address = service.address();
        conformance::forget(address);
        let task = Some(tokio::spawn(service.run()));
        Self {
            address,
            shutdown,
            task,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        ask(self.address, Method::GET, path).await
    }

    /// The value of a series, by its beginning.
    pub(crate) async fn metric(&self, series: &str) -> Option<f64> {
        let answer = self.get("/metrics").await;
        answer
            .text
            .lines()
            .find_map(|line| line.strip_prefix(series)?.trim().parse().ok())
    }

    /// Ends it as SIGTERM does and waits until the rest is stored.
    pub(crate) async fn end(mut self) {
        self.shutdown.announce();
        self.shutdown.stop();
        self.task.take().unwrap().await.unwrap().unwrap();
    }
}

impl Drop for Prober {
    fn drop(&mut self) {
        self.shutdown.stop();
    }
}

/// A sign of life as a shard gives it.
pub(crate) fn sign(shard: u32, gateway: Gateway) -> Beat {
    Beat {
        shard,
        pod: format!("nord-prober-{shard}"),
        cameras: 1,
        gateway,
    }
}
