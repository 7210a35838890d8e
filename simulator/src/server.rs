//! A running simulator.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::clip::{Clip, ClipError};
use crate::config::{self, Config, ConfigError};
use crate::fleet::Fleet;
use crate::world::World;
use crate::{http, rtsp};

/// Why a simulator cannot start.
#[derive(Debug, Error)]
pub enum StartError {
    /// An address or a port cannot be had.
    #[error("cannot listen on {0}: {1}; choose another address or port")]
    Listen(SocketAddr, #[source] io::Error),
    /// The list of cameras cannot be used.
    #[error("the list of cameras cannot be used: {0}")]
    Cameras(#[from] ConfigError),
    /// The stream cannot be played.
    #[error(transparent)]
    Clip(#[from] ClipError),
}

/// Cameras that run until this is dropped.
#[derive(Debug)]
pub struct Simulator {
    world: Arc<World>,
    rtsp: Vec<SocketAddr>,
    http: Vec<SocketAddr>,
    _stop: DropGuard,
}

impl Simulator {
    /// Opens its ports and plays its cameras, in tasks of the runtime that this is called on.
    ///
    /// # Errors
    /// When a port cannot be had or the cameras' names cannot be used.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        config::check(&config.cameras)?;
        let stop = CancellationToken::new();
        let world = Arc::new(World {
            fleet: Fleet::default(),
            clip: Clip::bundled()?,
            session_timeout: config.session_timeout,
            started: Instant::now(),
            stop: stop.clone(),
            tasks: TaskTracker::new(),
        });
        world.fleet.configure(config.cameras);
        let mut simulator = Self {
            world,
            rtsp: Vec::new(),
            http: Vec::new(),
            _stop: stop.drop_guard(),
        };
        for &address in &config.listen {
            simulator
                .listen(address, config.rtsp_port, config.http_port)
                .await?;
        }
        Ok(simulator)
    }

    async fn listen(&mut self, address: IpAddr, rtsp: u16, http: u16) -> Result<(), StartError> {
        let (listener, bound) = bind(SocketAddr::new(address, rtsp)).await?;
        self.rtsp.push(bound);
        self.world
            .tasks
            .spawn(rtsp::serve(listener, Arc::clone(&self.world)));
        let (listener, bound) = bind(SocketAddr::new(address, http)).await?;
        self.http.push(bound);
        self.world
            .tasks
            .spawn(http::serve(listener, Arc::clone(&self.world)));
        Ok(())
    }

    /// Its cameras.
    #[must_use]
    pub fn fleet(&self) -> &Fleet {
        &self.world.fleet
    }

    /// Where it speaks RTSP, in the order of the addresses that it was told to listen on.
    #[must_use]
    pub fn rtsp_addresses(&self) -> &[SocketAddr] {
        &self.rtsp
    }

    /// Where it speaks HTTP, in the same order.
    #[must_use]
    pub fn http_addresses(&self) -> &[SocketAddr] {
        &self.http
    }

    /// The stream of a camera at the first address.
    #[must_use]
    pub fn rtsp_url(&self, camera: &str) -> String {
        self.rtsp
            .first()
            .map(|address| format!("rtsp://{address}/{camera}"))
            .unwrap_or_default()
    }

    /// A path of the HTTP server at the first address.
    #[must_use]
    pub fn http_url(&self, path: &str) -> String {
        self.http
            .first()
            .map(|address| format!("http://{address}{path}"))
            .unwrap_or_default()
    }

    /// Closes all ports and connections and waits until everything has ended.
    pub async fn stop(self) {
        self.world.stop.cancel();
        self.world.tasks.close();
        self.world.tasks.wait().await;
    }
}

async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let listen = async {
        let listener = TcpListener::bind(address).await?;
        let bound = listener.local_addr()?;
        Ok((listener, bound))
    };
    listen.await.map_err(|error| StartError::Listen(address, error))
}
