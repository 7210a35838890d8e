//! Why a pass failed.

use std::time::Duration;

use thiserror::Error;

use crate::apply::ApplyError;
use crate::validate::Invalid;

/// Why a pass failed. All but an invalid spec are tried again.
#[derive(Debug, Error)]
pub enum Error {
    /// Live objects could not be read.
    #[error("cannot read the site's objects")]
    Observe(#[source] Box<kube::Error>),
    /// The spec as a whole cannot be used; waits for a change.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A child could not be written.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// The status could not be written.
    #[error("cannot write the status")]
    Status(#[source] Box<kube::Error>),
    /// The pass took too long.
    #[error("the pass did not end within {} s: the API server answers too slowly", .0.as_secs())]
    Timeout(Duration),
}

impl Error {
    /// One word for metrics and logs.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Observe(_) => "ObserveFailed",
            Self::Invalid(_) => "InvalidSpec",
            Self::Apply(_) => "ApplyFailed",
            Self::Status(_) => "StatusFailed",
            Self::Timeout(_) => "Timeout",
        }
    }

    /// The error and its causes on one line.
    #[must_use]
    pub fn chain(&self) -> String {
        chain(self)
    }
}

/// An error and its causes on one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
