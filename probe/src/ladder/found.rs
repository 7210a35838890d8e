//! What a climb brings back when it comes to its end.

use jiff::Timestamp;

use crate::facts::Facts;
use crate::ladder::Failure;

/// The end of a climb.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Found {
    /// `None` where the climb did not go so far that there are any.
    pub(crate) facts: Option<Facts>,
    /// What is wrong although the end was reached.
    pub(crate) flaw: Option<Failure>,
}

impl From<Facts> for Found {
    fn from(facts: Facts) -> Self {
        Self {
            facts: Some(facts),
            flaw: None,
        }
    }
}

impl Found {
    /// The end of a climb that went no further than the connection.
    pub(crate) fn connected(certificate_end: Option<Timestamp>) -> Self {
        Self::default().with_certificate(certificate_end)
    }

    /// The same with the end of the server's certificate among the facts, where there is one.
    pub(crate) fn with_certificate(mut self, end: Option<Timestamp>) -> Self {
        if end.is_some() {
            self.facts.get_or_insert_default().certificate_expires_at = end;
        }
        self
    }
}
