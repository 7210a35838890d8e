//! The verdict on one probe, and the exit status that tells it to scripts.

use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use probe::{Kind, ProbeResult};

/// What one probe says of a camera.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It works; status 0.
    Up,
    /// It works with a flaw; status 1.
    Degraded,
    /// It does not work; status 2.
    Down,
    /// It could not be judged: it is busy, or we may not probe it; status 3.
    Unknown,
}

impl Verdict {
    pub(crate) fn of(result: &ProbeResult) -> Self {
        match result.outcome.kind() {
            None => Self::Up,
            Some(Kind::Soft) => Self::Degraded,
            Some(Kind::Fail) => Self::Down,
            Some(Kind::Neutral | Kind::Unknown) => Self::Unknown,
        }
    }

    /// The word, as a site shows it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Up => "Up",
            Self::Degraded => "Degraded",
            Self::Down => "Down",
            Self::Unknown => "Unknown",
        }
    }

    pub(crate) fn exit_code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Up => 0,
            Self::Degraded => 1,
            Self::Down => 2,
            Self::Unknown => 3,
        })
    }

    pub(crate) const fn style(self) -> Style {
        let color = match self {
            Self::Up => AnsiColor::Green,
            Self::Degraded => AnsiColor::Yellow,
            Self::Down => AnsiColor::Red,
            Self::Unknown => AnsiColor::Magenta,
        };
        color.on_default().bold()
    }
}

#[cfg(test)]
mod tests {
    use probe::Reason;

    use super::*;

    #[test]
    fn the_verdict_follows_the_kind_of_the_reason() {
        let of = |reason| {
            Verdict::of(&ProbeResult::without_probe(
                jiff::Timestamp::UNIX_EPOCH,
                reason,
                "",
            ))
        };
        assert_eq!(of(Reason::Refused), Verdict::Down);
        assert_eq!(of(Reason::Frozen), Verdict::Degraded);
        assert_eq!(of(Reason::Busy), Verdict::Unknown);
        assert_eq!(of(Reason::IcmpNotPermitted), Verdict::Unknown);
    }
}
