//! The buckets in which a camera's past is shown: on UTC, each present.

use jiff::{SignedDuration, Timestamp};

use super::spans::Span;

/// The longest time that may be asked for.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 800);

/// How long a bucket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// 5 minutes.
    Fine,
    /// An hour.
    Hour,
    /// A day.
    Day,
}

impl Resolution {
    /// That of a range: up to 24 h 5 minutes, up to 14 days an hour, beyond a day. Where 5 minutes are no longer kept at the
    /// beginning of the range, an hour.
    #[must_use]
    pub fn of(range: Span, fine_kept_from: Timestamp) -> Self {
        let length = range.to().duration_since(range.from());
        if length > SignedDuration::from_hours(14 * 24) {
            Self::Day
        } else if length > SignedDuration::from_hours(24) || range.from() < fine_kept_from {
            Self::Hour
        } else {
            Self::Fine
        }
    }

    /// Seconds of a bucket.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        match self {
            Self::Fine => 300,
            Self::Hour => 3_600,
            Self::Day => 86_400,
        }
    }

    /// The beginnings of the buckets that have something in common with `range`.
    #[must_use]
    pub fn buckets(self, range: Span) -> Vec<Timestamp> {
        let width = self.seconds();
        let first = range.from().as_second().div_euclid(width) * width;
        (0..)
            .map_while(|place: i64| Timestamp::from_second(first + place * width).ok())
            .take_while(|at| *at < range.to())
            .collect()
    }
}
