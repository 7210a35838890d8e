//! How a climb ends.

use crate::facts::Facts;
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

/// What a climb to the asked depth found.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Found {
    /// `None` where nothing was learnt at that depth.
    pub(crate) facts: Option<Facts>,
    /// What is wrong although the camera answers; the facts stay.
    pub(crate) flaws: Vec<Failure>,
}

impl From<Facts> for Found {
    fn from(facts: Facts) -> Self {
        Self {
            facts: Some(facts),
            flaws: Vec::new(),
        }
    }
}
