//! What samples say about a stream, and how their judgement lasts while cheaper probes look no further than its description.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::reason::{Kind, Reason};
use crate::result::{Outcome, ProbeResult};

/// Consecutive samples that settle what the stream is like, once one of them found fault with it.
const AGREEING: u32 = 3;

/// How much a result says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// It counts fully.
    Full,
    /// It shows that the camera answers, but is no evidence for or against a flaw of its stream.
    Answers,
    /// It shows nothing that matters.
    Nothing,
}

/// The judgement of the samples so far.
///
/// A sample is judged like any other result, and its judgement stays valid until the next sample: a cheap probe that finds
/// nothing wrong has not looked. So after a sample that found a flaw
/// - samples are taken at the very next probes until three in a row agree; until then a good cheap result counts neither
///   for nor against the flaw, so that only samples make the camera Degraded, or Up again;
/// - then samples go back to their rhythm and cheap results carry the flaw, also out of Unknown and Down.
///
/// After a sample that failed (the stream brings no video at all) every probe takes a sample until one does not fail, and
/// a good cheap result says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Stream {
    /// The last sample's judgement.
    last: Option<Judgement>,
    /// Consecutive samples that say the same.
    agreeing: u32,
    /// Whether they are enough.
    settled: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
enum Judgement {
    Works,
    Flawed { reason: Reason, message: String },
    Fails,
}

impl Judgement {
    /// What `outcome` of a sample says about the stream, `None` when that is nothing.
    fn of(outcome: &Outcome) -> Option<Self> {
        match outcome {
            Outcome::Ok => Some(Self::Works),
            Outcome::Failed { reason, message } => match reason.kind() {
                Kind::Fail => Some(Self::Fails),
                Kind::Soft if is_of_stream(*reason) => Some(Self::Flawed {
                    reason: *reason,
                    message: message.clone(),
                }),
                Kind::Soft => Some(Self::Works),
                Kind::Neutral | Kind::Unknown => None,
            },
        }
    }

    fn agrees(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// Whether a flaw can only be seen by looking at the stream.
const fn is_of_stream(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::Frozen | Reason::NoKeyframe | Reason::LowFps | Reason::UnsupportedCodec
    )
}

impl Stream {
    /// Takes in the outcome of a sample.
    pub(super) fn note(&mut self, outcome: &Outcome) {
        let Some(judgement) = Judgement::of(outcome) else {
            return;
        };
        if self.last.as_ref().is_some_and(|last| last.agrees(&judgement)) {
            self.agreeing = self.agreeing.saturating_add(1);
            self.settled |= self.agreeing >= AGREEING;
        } else {
            // Nobody has doubted a stream that works from the first sample on.
            self.settled = self.last.is_none() && judgement == Judgement::Works;
            self.agreeing = 1;
        }
        self.last = Some(judgement);
    }

    /// Whether the next probe should take a sample whatever the rhythm.
    pub(super) fn is_doubted(&self) -> bool {
        match &self.last {
            None => false,
            Some(Judgement::Fails) => true,
            Some(_) => !self.settled,
        }
    }

    /// What `result`, which took no sample, amounts to in the light of the last sample.
    pub(super) fn carry<'a>(&self, result: &'a ProbeResult) -> (Cow<'a, Outcome>, Weight) {
        let outcome = Cow::Borrowed(&result.outcome);
        let good = match result.outcome.kind() {
            None => true,
            Some(Kind::Soft) => false,
            Some(_) => return (outcome, Weight::Full),
        };
        let weight = if good && !self.settled {
            Weight::Answers
        } else {
            Weight::Full
        };
        match &self.last {
            None => (outcome, Weight::Full),
            Some(Judgement::Works) => (outcome, weight),
            Some(Judgement::Flawed { reason, message }) => {
                (Cow::Owned(Outcome::failed(*reason, message)), weight)
            }
            Some(Judgement::Fails) => (outcome, Weight::Nothing),
        }
    }
}
