//! What a camera was, as its events tell it.

use jiff::Timestamp;

use super::spans::{Span, Spans};

/// What counts of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Up, Degraded, or Flapping with such a verdict.
    Up,
    /// Down, or Flapping with that verdict.
    Down,
    /// Neither is known.
    Unknown,
}

impl Standing {
    /// What counts of a state with the judgement beneath it, both as they are stored. A flapping camera of which the build that
    /// wrote the event did not say the verdict is not known to be either.
    #[must_use]
    pub fn new(state: &str, verdict: Option<&str>) -> Self {
        match (state, verdict) {
            ("Up" | "Degraded", _) | ("Flapping", Some("Up" | "Degraded")) => Self::Up,
            ("Down", _) | ("Flapping", Some("Down")) => Self::Down,
            _ => Self::Unknown,
        }
    }
}

/// From when on a camera was what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    changes: Vec<(Timestamp, Standing)>,
}

impl Timeline {
    /// Adds what an event says: `standing` from `since` on. Events come in the order in which they were decided; none reaches
    /// back before the one before it.
    pub fn push(&mut self, since: Timestamp, standing: Standing) {
        let since = self.changes.last().map_or(since, |(last, _)| since.max(*last));
        self.changes.push((since, standing));
    }

    /// From when on the events tell something; `None` without events.
    #[must_use]
    pub fn begins(&self) -> Option<Timestamp> {
        self.changes.first().map(|(since, _)| *since)
    }

    /// The time up to `until` in which the camera was that.
    #[must_use]
    pub fn of(&self, standing: Standing, until: Timestamp) -> Spans {
        let ends = self.changes.iter().skip(1).map(|(since, _)| *since);
        self.changes
            .iter()
            .zip(ends.chain([until]))
            .filter(|((_, what), _)| *what == standing)
            .filter_map(|((from, _), to)| Span::new(*from, to.min(until)))
            .collect()
    }
}
