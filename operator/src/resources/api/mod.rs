//! The HTTP API: a Deployment; any number of replicas.

mod autoscaler;
mod deployment;

pub use autoscaler::autoscaler;
pub use deployment::deployment;
pub(super) use deployment::rolling;
