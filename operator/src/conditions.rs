//! Conditions of `meta/v1`: made from verdicts, with a transition time that moves only when the status does.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};
use k8s_openapi::jiff::Timestamp;

/// Longest message: enough to act on, short enough for a terminal.
const MESSAGE_MAX: usize = 1024;

/// A condition's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// Not known.
    Unknown,
}

impl Status {
    /// The word that the API uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::True => "True",
            Self::False => "False",
            Self::Unknown => "Unknown",
        }
    }
}

/// What a condition says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it holds.
    pub status: Status,
    /// Why, one word of [`crds::conditions::reason`].
    pub reason: &'static str,
    /// Why, for people.
    pub message: String,
}

impl Verdict {
    /// It holds.
    pub fn yes(reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: Status::True,
            reason,
            message: message.into(),
        }
    }

    /// It does not hold.
    pub fn no(reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: Status::False,
            reason,
            message: message.into(),
        }
    }

    /// Not known.
    pub fn unknown(reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: Status::Unknown,
            reason,
            message: message.into(),
        }
    }

    /// Whether it holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.status == Status::True
    }
}

/// The condition of this type among others.
#[must_use]
pub fn find<'a>(conditions: &'a [Condition], type_: &str) -> Option<&'a Condition> {
    conditions.iter().find(|condition| condition.type_ == type_)
}

/// The condition that says this verdict.
#[must_use]
pub fn condition(
    previous: &[Condition],
    type_: &str,
    verdict: Verdict,
    generation: Option<i64>,
    now: Timestamp,
) -> Condition {
    let status = verdict.status.as_str();
    let since = find(previous, type_)
        .filter(|before| before.status == status)
        .map_or(Time(now), |before| before.last_transition_time.clone());
    Condition {
        type_: type_.to_owned(),
        status: status.to_owned(),
        reason: verdict.reason.to_owned(),
        message: cut(verdict.message),
        observed_generation: generation,
        last_transition_time: since,
    }
}

/// At most [`MESSAGE_MAX`] bytes, cut between two characters.
fn cut(mut text: String) -> String {
    if text.len() > MESSAGE_MAX {
        let end = (0..=MESSAGE_MAX)
            .rev()
            .find(|index| text.is_char_boundary(*index))
            .unwrap_or_default();
        text.truncate(end);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_transition_time_moves_only_with_the_status() {
        let early = Timestamp::UNIX_EPOCH;
        let late = Timestamp::MAX;
        let first = condition(&[], "Ready", Verdict::no("RollingOut", "0 of 1"), Some(1), early);
        let second = condition(
            std::slice::from_ref(&first),
            "Ready",
            Verdict::no("Unavailable", "1 of 2"),
            Some(2),
            late,
        );
        assert_eq!(second.last_transition_time, Time(early));
        assert_eq!(second.reason, "Unavailable");
        let third = condition(&[second], "Ready", Verdict::yes("Converged", ""), Some(2), late);
        assert_eq!(third.last_transition_time, Time(late));
    }

    #[test]
    fn long_messages_are_cut_between_characters() {
        let made = condition(
            &[],
            "Ready",
            Verdict::no("X", "é".repeat(2000)),
            None,
            Timestamp::UNIX_EPOCH,
        );
        assert!(made.message.len() <= MESSAGE_MAX);
        assert!(made.message.ends_with('é'));
    }
}
