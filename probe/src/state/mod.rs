//! From results to states: a pure machine, what it remembers, and how a stored state is read.

mod change;
mod delay;
mod effective;
mod finding;
mod known;
mod machine;
mod memory;
mod pictures;
mod policy;
mod snapshot;
mod stream;
mod transition;

#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use change::{Change, ChangeKind, changes};
pub use effective::{Effective, effective, stale_after};
pub use machine::Machine;
pub use memory::Memory;
pub use policy::Policy;
pub use snapshot::{Hold, Snapshot};
pub use transition::Transition;

/// The state that is shown. Maintenance is laid over it by whoever knows the windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum State {
    /// Nothing is known.
    Unknown,
    /// The camera works.
    Up,
    /// It works with a flaw.
    Degraded,
    /// It does not work.
    Down,
    /// It goes up and down.
    Flapping,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Unknown,
        Self::Up,
        Self::Degraded,
        Self::Down,
        Self::Flapping,
    ];

    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "Unknown",
            Self::Up => "Up",
            Self::Degraded => "Degraded",
            Self::Down => "Down",
            Self::Flapping => "Flapping",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// The last judgement on a camera, kept while the state is Unknown or Flapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Verdict {
    /// The camera works.
    Up,
    /// It works with a flaw.
    Degraded,
    /// It does not work.
    Down,
}

impl Verdict {
    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.state().as_str()
    }

    /// The state that shows this verdict.
    #[must_use]
    pub const fn state(self) -> State {
        match self {
            Self::Up => State::Up,
            Self::Degraded => State::Degraded,
            Self::Down => State::Down,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}
