//! What became of a child.

/// What became of a child.
#[derive(Clone, Debug)]
pub enum Outcome<K> {
    /// It is ours and as wanted; or, while the site is suspended, ours and as it was found.
    Live(Box<K>),
    /// It is not wanted; what is there and ours is to be pruned.
    Off(Option<Box<K>>),
    /// Not known what is wanted; left as it is.
    Unknown(Option<Box<K>>),
    /// It could not be made as wanted.
    Problem(Problem),
    /// An earlier request failed; not tried.
    Skipped,
}

impl<K> Outcome<K> {
    /// The child, where it is there and ours.
    #[must_use]
    pub fn live(&self) -> Option<&K> {
        match self {
            Self::Live(object) | Self::Off(Some(object)) | Self::Unknown(Some(object)) => Some(object),
            _ => None,
        }
    }

    /// What stands in the way.
    #[must_use]
    pub const fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(problem) => Some(problem),
            _ => None,
        }
    }
}

/// Why a child could not be made as wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Reason of the condition.
    pub reason: &'static str,
    /// What happened, to what, and what to do.
    pub message: String,
}
