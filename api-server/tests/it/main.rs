//! The API server against a real Postgres and a real Redis, started here from Debian packages on free loopback ports.
//!
//! One binary, one database a test; tests that stop a server start one of their own.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says where"
)]

mod alerts;
mod audit;
mod availability;
mod breaker;
mod cameras;
mod cross_origin;
mod database;
mod events;
mod exporters;
mod external;
mod faults;
mod frozen;
mod health;
mod history;
mod inventory;
mod maintenance;
mod migrate;
mod notes;
mod oidc;
mod on_demand;
mod openapi;
mod owned;
mod owned_probing;
mod plans;
mod prober;
mod problems;
mod process;
mod rehearsal;
mod rights;
mod schemathesis;
mod sessions;
mod shards;
mod shared_reads;
mod sheets;
mod snapshot;
mod stream;
mod summary;
mod support;
mod tokens;
mod tryout;
mod upkeep;
mod users;
mod views;
