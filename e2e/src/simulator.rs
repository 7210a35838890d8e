//! The simulator of a test's site: what its cameras do, and what was done to them.

use anyhow::{Context, Result};
use contract::Component;
use contract::component::SIMULATOR_HTTP_PORT;
use serde_json::{Value, json};

use crate::forward::Forward;
use crate::http::Http;
use crate::site::Site;

/// The simulator's HTTP API.
#[derive(Debug)]
pub struct Simulator {
    http: Http,
}

impl Simulator {
    /// The simulator of `site`.
    ///
    /// # Errors
    /// When no loopback port can be had.
    pub async fn of(site: &Site) -> Result<Self> {
        let selector = site.component_selector(Component::Simulator);
        let forward = Forward::start(site.client(), site.namespace(), selector, SIMULATOR_HTTP_PORT).await?;
        let http = Http::new(forward)?;
        Ok(Self { http })
    }

    /// Changes how `camera` behaves, at once.
    ///
    /// # Errors
    /// When the simulator does not know the camera or the behaviour.
    pub async fn behave(&self, camera: &str, behaviour: &str) -> Result<()> {
        self.http
            .put(&format!("/cameras/{camera}"), &json!({"behaviour": behaviour}))
            .await
    }

    /// How often `camera` was asked for its stream.
    ///
    /// # Errors
    /// When the simulator does not answer.
    pub async fn describes(&self, camera: &str) -> Result<u64> {
        let camera = self.http.json(&format!("/cameras/{camera}")).await?;
        Ok(camera["counters"]["requests"]["DESCRIBE"]
            .as_u64()
            .unwrap_or_default())
    }

    /// The most connections that any camera had at once, with its name.
    ///
    /// # Errors
    /// When the simulator does not answer.
    pub async fn most_connections(&self) -> Result<(u64, String)> {
        let cameras = self.http.json("/cameras").await?;
        let most = |camera: &Value| {
            let name = camera["name"].as_str().unwrap_or_default().to_owned();
            (
                camera["counters"]["connections"]["max"]
                    .as_u64()
                    .unwrap_or(u64::MAX),
                name,
            )
        };
        let cameras = cameras["items"].as_array().context("a list of cameras")?;
        cameras
            .iter()
            .map(most)
            .max()
            .context("the simulator plays no camera")
    }
}
