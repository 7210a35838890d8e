//! Children of the fixtures: as reviewed, and by rules that hold for all of them.

#![allow(clippy::unwrap_used, reason = "what fails here is to fail the test")]

mod cameras;
mod database;
mod exporters;
mod golden;
mod inventories;
mod monitoring;
mod network;
mod placement;
mod release;
mod rules;
mod support;
mod sweep;
