//! How an operator runs.

use super::client::Limits;
use super::leader::Timing;
use super::scope::Scope;
use crate::settings::Settings;

/// How an operator runs.
#[derive(Clone, Debug)]
pub struct Options {
    /// What it decides for all sites.
    pub settings: Settings,
    /// Where it looks for sites.
    pub scope: Scope,
    /// Name of the Lease by which replicas agree on a leader, in the namespace that the operator runs in.
    pub lease: String,
    /// How long is waited for what in the election.
    pub election: Timing,
    /// How long is waited for the API server.
    pub limits: Limits,
}
