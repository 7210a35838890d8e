//! Alerts and metrics on a real cluster with the stack of `hack/monitoring/up`: from a camera that dies to the person who is
//! told. One program, so that the files can share two sites.
//!
//! `make e2e` runs them: they want what the tests of `cluster` want, and `hack/operator/install` with
//! `hack/monitoring/operator-values.yaml`.

mod camera;
mod faults;
mod queries;
mod secrets;
mod site;
mod stage;
mod targets;
