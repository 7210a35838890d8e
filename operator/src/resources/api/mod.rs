//! The HTTP API: a Deployment; any number of replicas.

mod deployment;

pub use deployment::deployment;
pub(super) use deployment::rolling;
