//! The API server in its three roles: `serve` answers HTTP, `probe` watches one shard of the cameras, `migrate` prepares
//! the database.
//!
//! `db` holds every SQL statement and returns domain rows, `routes` turn those into answers, `prober` turns the reports of
//! the probe engine into rows, `history` reckons with time. No module knows Kubernetes.

pub mod access;
pub mod cache;
pub mod cli;
pub mod config;
pub mod db;
pub mod error;
pub mod history;
pub mod http;
pub mod internal;
pub mod inventory;
pub mod metrics;
pub mod migrate;
pub mod oidc;
pub mod openapi;
pub mod prober;
pub mod probers;
pub mod reads;
pub mod reload;
pub mod roles;
pub mod routes;
pub mod serve;
pub mod service;
pub mod shutdown;
pub mod stream;
pub mod telemetry;
pub mod time;
pub mod token;
