//! What two programs must not decide differently: names, ports, paths, keys, environment variables and file formats
//! on which the operator and the API server meet.
//!
//! Serde only: no Kubernetes types, no I/O, no logic beyond forming a name.

pub mod access;
pub mod alerts;
pub mod component;
pub mod credentials;
pub mod env;
pub mod files;
pub mod inventory;
pub mod networks;
pub mod patterns;
pub mod place;
pub mod secrets;
pub mod simulator;
pub mod summary;

pub use component::Component;

/// Name of the database that a site's components use.
pub const DATABASE_NAME: &str = "camerasite";
