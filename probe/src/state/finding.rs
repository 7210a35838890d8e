//! What a result amounts to: its own outcome in the light of what was seen of the camera before.

use std::borrow::Cow;
use std::time::Duration;

use jiff::Timestamp;

use crate::clock;
use crate::reason::{Kind, Reason};
use crate::result::{Outcome, ProbeResult};
use crate::state::Machine;
use crate::state::stream::Weight;

/// Time after which a busy camera is no longer excused.
const BUSY_LIMIT: Duration = Duration::from_mins(10);

/// A result as the machine counts it.
pub(super) struct Finding<'a> {
    pub(super) at: Timestamp,
    pub(super) kind: Option<Kind>,
    pub(super) outcome: Cow<'a, Outcome>,
    pub(super) weight: Weight,
}

impl Machine {
    /// What the result amounts to. Busy for long is a flaw; good results carry the flaws that they did not look for.
    pub(super) fn appraise<'a>(&mut self, result: &'a ProbeResult) -> Finding<'a> {
        let (mut outcome, mut weight) = if result.sampled() {
            self.now.memory.stream.note(&result.outcome);
            (Cow::Borrowed(&result.outcome), Weight::Full)
        } else {
            self.now.memory.stream.carry(result)
        };
        if matches!(outcome.kind(), None | Some(Kind::Soft))
            && weight != Weight::Nothing
            && let Some(since) = self.now.memory.pictures.frozen_since(result.at)
        {
            let message = format!("the camera gives the same picture since {since}");
            outcome = Cow::Owned(Outcome::failed(Reason::Frozen, &message));
            weight = Weight::Full;
        }
        let kind = match outcome.kind() {
            None | Some(Kind::Soft) if weight == Weight::Nothing => Some(Kind::Neutral),
            _ => self.kind(result.at, &outcome),
        };
        Finding {
            at: result.at,
            kind,
            outcome,
            weight,
        }
    }

    /// What the outcome does: that of its reason, but busy for long counts as a flaw.
    fn kind(&mut self, at: Timestamp, outcome: &Outcome) -> Option<Kind> {
        if outcome.reason() != Some(Reason::Busy) {
            if outcome.kind() != Some(Kind::Neutral) {
                self.now.memory.busy_since = None;
            }
            return outcome.kind();
        }
        let since = *self.now.memory.busy_since.get_or_insert(at);
        let excused = clock::between(since, at) <= BUSY_LIMIT;
        Some(if excused { Kind::Neutral } else { Kind::Soft })
    }
}
