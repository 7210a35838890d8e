//! What a climb brings back when it comes to its end.

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
