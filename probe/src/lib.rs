//! The probe engine: asks a camera the way its real clients do and keeps a verdict on it.
//!
//! [`ladder::probe`] climbs the ladder DNS → TCP → TLS → RTSP, HTTP or ONVIF once and gives a [`ProbeResult`]; [`state::Machine`] turns
//! results into states; [`scheduler::Scheduler`] does both for all cameras of a shard, which [`shard::owner`] assigns.
//! Knows no database, no HTTP server and no Kubernetes. No type of this crate shows a secret in its `Debug` output.

mod auth;
pub mod clock;
mod codec;
pub mod credentials;
pub mod facts;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzz;
mod http;
mod icmp;
pub mod ladder;
mod onvif;
pub mod picture;
mod reach;
pub mod reason;
pub mod result;
mod rtsp;
mod sample;
pub mod scheduler;
mod sdp;
pub mod shard;
pub mod state;
mod tcp;
mod text;
mod tls;

pub use contract::summary::Gateway;
pub use credentials::{Credentials, Fingerprint};
pub use facts::Facts;
pub use ladder::{Target, TargetError};
pub use picture::{Mask, MaskError, Picture, PictureError};
pub use reach::{AddressError, AddressRules};
pub use reason::{Kind, Reason};
pub use result::{Outcome, PictureDigest, ProbeResult, Scope, Stage, StageTime};
pub use scheduler::{Assignment, Control, Guarded, Output, ProbeNowError, Report, Scheduler};
pub use state::{Change, ChangeKind, Machine, Policy, Snapshot, State, Transition, Verdict, effective};
pub use tls::{Trust, TrustError};
