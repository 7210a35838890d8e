//! What disturbs a run.

use http::StatusCode;

use super::wire::{Harm, Target};

/// What disturbs a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// The operator is cut off after its n-th write, and another one starts that remembers nothing.
    Cut,
    /// The n-th write is answered with this status, and not done.
    Refused(u16),
    /// The n-th write is done, but its answer is lost.
    Lost,
    /// Between the decision for the n-th write and the write another operator does everything.
    Overtaken,
    /// Two operators at once, from beginning to end.
    Together,
    /// After the n-th write the site is deleted; later it is applied again.
    Deleted,
    /// After the n-th write the site is deleted and applied again at once.
    Recreated,
    /// The n-th read is answered as it was before the site was deleted and made again.
    StaleRead,
    /// Before the n-th pass there is one more over the site as it was before it was deleted and made again.
    StaleSite,
}

impl Fault {
    /// What befalls the n-th write.
    pub(super) const OF_WRITES: [Self; 8] = [
        Self::Cut,
        Self::Refused(409),
        Self::Refused(429),
        Self::Refused(500),
        Self::Lost,
        Self::Overtaken,
        Self::Deleted,
        Self::Recreated,
    ];

    /// Whether the end may be reached on another way: then it is compared without who wrote what how often.
    pub(super) const fn leaves_traces(self) -> bool {
        self.deletes() || matches!(self, Self::StaleRead | Self::StaleSite)
    }

    /// Whether the user deletes the site meanwhile.
    pub(super) const fn deletes(self) -> bool {
        matches!(self, Self::Deleted | Self::Recreated)
    }

    pub(super) fn harm(self, number: usize) -> Option<(Target, Harm)> {
        let write = Target::Write(number);
        match self {
            Self::Cut | Self::Deleted | Self::Recreated => Some((write, Harm::HeldAfter)),
            Self::Refused(code) => Some((write, Harm::Refused(StatusCode::from_u16(code).unwrap()))),
            Self::Lost => Some((write, Harm::Lost)),
            Self::Overtaken => Some((write, Harm::HeldBefore)),
            Self::StaleRead => Some((Target::Read(number), Harm::Stale)),
            Self::Together | Self::StaleSite => None,
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cut => formatter.write_str("cut off after the write"),
            Self::Refused(code) => write!(formatter, "write answered {code}"),
            Self::Lost => formatter.write_str("write done, answer lost"),
            Self::Overtaken => formatter.write_str("another operator before the write"),
            Self::Together => formatter.write_str("two operators at once"),
            Self::Deleted => formatter.write_str("site deleted after the write, then made again"),
            Self::Recreated => formatter.write_str("site deleted and made again after the write"),
            Self::StaleRead => formatter.write_str("answer from before the site was made again"),
            Self::StaleSite => formatter.write_str("pass over the site from before it was made again"),
        }
    }
}
