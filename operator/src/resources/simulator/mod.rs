//! What plays the simulated cameras: a Deployment with one pod, only where the site has any.

mod config_map;
mod deployment;

pub use config_map::config_map;
pub use deployment::deployment;
