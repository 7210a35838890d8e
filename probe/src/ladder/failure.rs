//! How a climb ends.

use crate::reason::Reason;

/// A verdict other than ok.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) reason: Reason,
    /// For people; holds no secret. It is made printable and cut when it becomes an outcome.
    pub(crate) message: String,
}

impl Failure {
    pub(crate) const fn new(reason: Reason, message: String) -> Self {
        Self { reason, message }
    }
}
