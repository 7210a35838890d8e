//! Sets of time: sorted pieces that neither overlap nor touch.

use jiff::{SignedDuration, Timestamp};

/// A piece of time from `from` up to and without `to`; never empty. The database keeps microseconds, and so do its lengths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    from: Timestamp,
    to: Timestamp,
}

impl Span {
    /// A piece of time; `None` when it would be empty.
    #[must_use]
    pub fn new(from: Timestamp, to: Timestamp) -> Option<Self> {
        (from < to).then_some(Self { from, to })
    }

    /// The second that begins at `at`, or the last one of the calendar.
    #[must_use]
    pub fn of_instant(at: Timestamp) -> Self {
        let from = at.min(Timestamp::MAX - SignedDuration::from_secs(1));
        Self {
            from,
            to: from + SignedDuration::from_secs(1),
        }
    }

    /// Where it begins.
    #[must_use]
    pub const fn from(self) -> Timestamp {
        self.from
    }

    /// Where it has ended.
    #[must_use]
    pub const fn to(self) -> Timestamp {
        self.to
    }

    /// What both have.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to))
    }

    /// Microseconds.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.to.as_microsecond() - self.from.as_microsecond()
    }
}

/// A set of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spans(Vec<Span>);

impl Spans {
    /// Its pieces, oldest first.
    #[must_use]
    pub fn pieces(&self) -> &[Span] {
        &self.0
    }

    /// Microseconds of all pieces.
    #[must_use]
    pub fn micros(&self) -> i64 {
        self.0.iter().map(|span| span.micros()).sum()
    }

    /// What is in any of the sets.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.0.iter().chain(&other.0).copied().collect()
    }

    /// What is in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut one, mut two) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut both = Vec::new();
        while let (Some(first), Some(second)) = (one.peek(), two.peek()) {
            both.extend(first.intersection(**second));
            if first.to < second.to {
                one.next();
            } else {
                two.next();
            }
        }
        Self(both)
    }

    /// What is in this set and not in the other.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let mut rest = Vec::new();
        let mut holes = other.0.iter().copied().peekable();
        for span in &self.0 {
            let mut from = span.from;
            while let Some(hole) = holes.next_if(|hole| hole.to <= span.to) {
                rest.extend(Span::new(from, hole.from.min(span.to)));
                from = from.max(hole.to);
            }
            // A hole that reaches beyond this piece is the next one's, too.
            let end = holes.peek().map_or(span.to, |hole| hole.from.min(span.to));
            rest.extend(Span::new(from, end));
        }
        Self(rest)
    }
}

impl From<Span> for Spans {
    fn from(span: Span) -> Self {
        Self(vec![span])
    }
}

impl FromIterator<Span> for Spans {
    /// The pieces may overlap and come in any order.
    fn from_iter<I: IntoIterator<Item = Span>>(pieces: I) -> Self {
        let mut pieces: Vec<Span> = pieces.into_iter().collect();
        pieces.sort_unstable();
        let mut merged: Vec<Span> = Vec::with_capacity(pieces.len());
        for span in pieces {
            match merged.last_mut() {
                Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
                _ => merged.push(span),
            }
        }
        Self(merged)
    }
}
