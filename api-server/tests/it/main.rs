//! The API server against a real Postgres and a real Redis, started here from Debian packages on free loopback ports.
//!
//! One binary, one database a test; tests that stop a server start one of their own.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says where"
)]

mod audit;
mod cameras;
mod cross_origin;
mod database;
mod events;
mod frozen;
mod health;
mod inventory;
mod migrate;
mod oidc;
mod on_demand;
mod prober;
mod problems;
mod process;
mod rights;
mod sessions;
mod shards;
mod snapshot;
mod summary;
mod support;
mod tokens;
mod users;
mod views;
