//! Cameras that do not exist: RTSP, HTTP pictures and ONVIF, with every fault that a prober must tell apart.
//!
//! A camera `hall` is at `rtsp://host:8554/hall`, `http://host:8555/snapshot/hall`, `http://host:8555/mjpeg/hall` and
//! `http://host:8555/onvif/hall/device_service`. How each behaves comes from a file and can be changed while it runs, and
//! what happens to it is counted exactly. Tests start one in their own process:
//!
//! ```
//! use simulator::{Behaviour, CameraConfig, Config, Simulator};
//!
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let cameras = vec![CameraConfig::new("hall", Behaviour::Healthy)];
//! let simulator = Simulator::start(Config { cameras, ..Config::default() }).await?;
//! let hall = simulator.fleet().camera("hall").ok_or("no such camera")?;
//! hall.set_behaviour(Behaviour::Offline);
//! assert_eq!(hall.counters().sessions.max, 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod auth;
pub mod behaviour;
pub mod cli;
mod clip;
pub mod config;
pub mod fleet;
mod follow;
mod hex;
mod http;
pub mod limits;
mod pictures;
mod rtsp;
mod script;
mod server;
mod world;

pub use behaviour::Behaviour;
pub use config::{CameraConfig, Config};
pub use fleet::{Camera, Counters, Fleet};
pub use server::{Simulator, StartError};
