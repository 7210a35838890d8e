//! Version `v1alpha1` of the API.
//!
//! Every field is described and bounded, carries its default in the schema (except below `spec.cameras[]`, where an
//! absent field means the site's default) and has an effect.

#![expect(
    unreachable_pub,
    reason = "`KubeSchema` copies each struct, `pub` included, into a function's body"
)]
#![allow(
    clippy::doc_markdown,
    reason = "the comments are descriptions that kubectl explain shows as plain text"
)]

mod api;
mod auth;
mod autoscaling;
mod cache;
mod camera;
mod cameras_from;
pub mod conditions;
mod coordinates;
mod credentials;
mod database;
mod external;
mod floor_plan;
mod history;
mod ingress;
mod location;
mod monitoring;
mod network_policy;
mod osd_mask;
pub use contract::patterns;
mod previews;
mod probe;
mod prober;
mod reference;
mod resources;
mod rules;
mod sample;
mod scheduling;
mod simulated;
mod site;
mod status;
mod storage;
mod tls;
mod web;

pub use api::Api;
pub use auth::{Auth, AuthMode, Cors, Oidc, Role, RoleMapping};
pub use autoscaling::Autoscaling;
pub use cache::{Cache, CacheMode};
pub use camera::{Camera, Priority};
pub use cameras_from::{CamerasFrom, ConfigMapKey};
pub use coordinates::Coordinates;
pub use credentials::NamedCredentials;
pub use database::{Database, DatabaseMode, InitScript};
pub use external::{DatabaseTls, DatabaseTlsMode, ExternalDatabase};
pub use floor_plan::FloorPlan;
pub use history::History;
pub use ingress::Ingress;
pub use location::Location;
pub use monitoring::{
    Alert, AlertOverride, AlertRules, Alerting, Dashboards, Email, Monitoring, PagerDuty, Receiver, Severity,
    Slack, Teams, Webhook,
};
pub use network_policy::NetworkPolicy;
pub use osd_mask::OsdMask;
pub use previews::{PreviewMode, Previews};
pub use probe::{CameraProbe, Depth, Probe};
pub use prober::Prober;
pub use reference::{LocalReference, SecretKey};
pub use sample::{CameraSample, Sample};
pub use scheduling::{Scheduling, TopologySpread};
pub use simulated::{Behaviour, Simulated};
pub use site::{CameraSite, CameraSiteSpec};
pub use status::{CameraSiteStatus, CamerasStatus, Endpoints, Images};
pub use storage::{CacheStorage, DatabaseStorage, RetentionPolicy};
pub use tls::CameraTls;
pub use web::{Language, Web};
