//! What the cluster tests share: a guarded client, namespaces that go away, a site and its cameras, waiting with a
//! deadline, HTTP through the API server's port-forward, and a diagnosis when something fails.
//!
//! Nothing here knows how the cluster was made: `KUBECONFIG` names it, and [`cluster::connect`] refuses one that is not
//! marked as a cluster for tests.

pub mod cluster;
pub mod diagnose;
pub mod exec;
pub mod fixture;
pub mod forward;
pub mod http;
pub mod kubectl;
pub mod monitoring;
pub mod namespace;
pub mod node;
pub mod objects;
pub mod peer;
pub mod pods;
pub mod rtsp_source;
pub mod scope;
pub mod simulator;
pub mod site;
pub mod wait;

/// Field manager of everything that the tests apply.
pub const FIELD_MANAGER: &str = "camerasite-e2e";
