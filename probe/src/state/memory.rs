//! What the machine counts between verdicts.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::reason::Reason;
use crate::result::Outcome;
use crate::state::pictures::Pictures;
use crate::state::stream::Stream;

/// Raw results that the flapping rule looks at.
const WINDOW: usize = 20;
/// Changes within the window that turn Flapping on.
const FLAPPING_ON: usize = 6;
/// Changes within the window that turn it off again.
const FLAPPING_OFF: usize = 2;

/// Counters of a machine. Opaque: to be stored and given back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Memory {
    /// Consecutive failures.
    pub(super) fails: Run,
    /// Consecutive results that are no failures.
    pub(super) passes: Run,
    /// Consecutive soft results.
    pub(super) softs: Run,
    /// Consecutive good results.
    pub(super) oks: Run,
    /// The last raw results that count, oldest first: whether each was a failure.
    window: VecDeque<bool>,
    pub(super) flapping: bool,
    /// Since when the camera says without a break that it is busy.
    pub(super) busy_since: Option<Timestamp>,
    /// Why the verdict is what it is.
    pub(super) verdict_reason: Option<Reason>,
    pub(super) verdict_message: Option<String>,
    /// What the latest failure was.
    pub(super) failure_reason: Option<Reason>,
    pub(super) failure_message: Option<String>,
    /// What the samples say.
    pub(super) stream: Stream,
    /// What the pictures say.
    pub(super) pictures: Pictures,
}

/// An unbroken row of like results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct Run {
    pub(super) count: u32,
    /// Start of the first of them.
    pub(super) first: Option<Timestamp>,
}

impl Run {
    fn push(&mut self, at: Timestamp) {
        self.count = self.count.saturating_add(1);
        self.first.get_or_insert(at);
    }

    fn clear(&mut self) {
        *self = Self::default();
    }
}

impl Memory {
    pub(super) fn note_failure(&mut self, at: Timestamp, outcome: &Outcome) {
        self.fails.push(at);
        self.failure_reason = outcome.reason();
        self.failure_message = outcome.message().map(str::to_owned);
        for run in [&mut self.passes, &mut self.softs, &mut self.oks] {
            run.clear();
        }
        self.note_raw(true);
    }

    pub(super) fn note_soft(&mut self, at: Timestamp) {
        self.fails.clear();
        self.oks.clear();
        self.passes.push(at);
        self.softs.push(at);
        self.note_raw(false);
    }

    pub(super) fn note_ok(&mut self, at: Timestamp) {
        self.fails.clear();
        self.softs.clear();
        self.passes.push(at);
        self.oks.push(at);
        self.note_raw(false);
    }

    /// Notes a result that is no failure and no evidence about a flaw either.
    pub(super) fn note_answer(&mut self, at: Timestamp) {
        self.fails.clear();
        self.passes.push(at);
        self.note_raw(false);
    }

    /// Forgets all evidence for a verdict to come; the flapping window stays.
    pub(super) fn forget_runs(&mut self) {
        for run in [&mut self.fails, &mut self.passes, &mut self.softs, &mut self.oks] {
            run.clear();
        }
    }

    fn note_raw(&mut self, failed: bool) {
        self.window.push_back(failed);
        while self.window.len() > WINDOW {
            self.window.pop_front();
        }
        let changes = self
            .window
            .iter()
            .zip(self.window.iter().skip(1))
            .filter(|(a, b)| a != b)
            .count();
        if changes >= FLAPPING_ON {
            self.flapping = true;
        } else if changes <= FLAPPING_OFF {
            self.flapping = false;
        }
    }
}
