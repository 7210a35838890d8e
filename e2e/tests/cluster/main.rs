//! Scenarios on a real cluster, one subject a file. One program, so that the files can share a site.
//!
//! `make e2e` runs them: they want `KUBECONFIG`, `E2E_RTSP_SOURCE_IMAGE`, kubectl on the `PATH` and an operator that is
//! installed.

mod api_service;
mod as_a_user;
mod cache;
mod camera_states;
mod database;
mod drift;
mod exporters;
mod foreign_objects;
mod growth;
mod guard;
mod network;
mod new_camera;
mod replicas;
mod retain;
mod revert;
mod rotation;
mod simulated;
mod validation;
