//! The operator: turns a CameraSite into a running site, and says how it goes.
//!
//! ```text
//! observe (I/O in) → validate (pure) → build (pure) → apply (I/O out) → status (pure)
//! ```
//!
//! * [`observe`] reads live children and referenced objects, and makes the Secrets that are generated once.
//! * [`inventory`] reads the CSV inventories among them, and brings all declared cameras together.
//! * [`validate`] turns the CameraSite and what was observed into a [`site::Site`], in which everything is resolved.
//! * [`resources`] builds every child from a `Site`: no client, no clock, no environment, no randomness.
//! * [`apply`] writes what differs, in order, and prunes what is switched off.
//! * [`status`] computes conditions from what was applied.
//! * [`controller`] triggers passes; [`poll`] asks each site's API for its summary beside them.

mod answer;
pub mod apply;
pub mod cli;
pub mod conditions;
pub mod controller;
pub mod database;
mod events;
pub mod exporter;
pub mod fingerprint;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzz;
pub mod http;
pub mod inventory;
pub mod metrics;
pub mod monitoring;
pub mod observe;
pub mod ownership;
pub mod poll;
pub mod recorder;
pub mod render;
pub mod resources;
pub mod settings;
pub mod site;
pub mod status;
pub mod telemetry;
pub mod validate;

#[cfg(test)]
mod test_support;
