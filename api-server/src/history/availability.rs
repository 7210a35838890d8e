//! What share of its time a camera was available.
//!
//! availability = up / (up + down), coverage = (up + down) / (window − maintenance). Unknown, maintenance, disabled and the time
//! before a camera was there are in neither up nor down. Several cameras are the sums of theirs.

use std::ops::AddAssign;

use jiff::Timestamp;

use super::spans::{Span, Spans};
use super::timeline::{Standing, Timeline};

/// A share in ten-thousandths, rounded down: what was not wholly available never reads as 100 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u16);

impl Share {
    /// `part` of `whole`; `None` when there is no whole.
    #[must_use]
    pub fn of(part: i64, whole: i64) -> Option<Self> {
        let share = (i128::from(part.max(0)) * 10_000).checked_div(i128::from(whole.max(0)))?;
        Some(Self(u16::try_from(share.min(10_000)).unwrap_or(10_000)))
    }

    /// From 0 to 1.
    #[must_use]
    pub fn ratio(self) -> f64 {
        f64::from(self.0) / 10_000.0
    }
}

impl std::fmt::Display for Share {
    /// Always with four decimals.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{:04}", self.0 / 10_000, self.0 % 10_000)
    }
}

/// What was counted, in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The time asked about.
    pub window: i64,
    /// Of it under maintenance.
    pub maintenance: i64,
    /// Available.
    pub up: i64,
    /// Not available.
    pub down: i64,
}

impl Figures {
    /// up / (up + down).
    #[must_use]
    pub fn availability(self) -> Option<Share> {
        Share::of(self.up, self.up + self.down)
    }

    /// (up + down) / (window − maintenance).
    #[must_use]
    pub fn coverage(self) -> Option<Share> {
        Share::of(self.up + self.down, self.window - self.maintenance)
    }
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.window += other.window;
        self.maintenance += other.maintenance;
        self.up += other.up;
        self.down += other.down;
    }
}

/// An hour as the probers counted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hour {
    /// The hour.
    pub span: Span,
    /// Microseconds Up or Degraded.
    pub up: i64,
    /// Microseconds Down.
    pub down: i64,
}

/// What is known of a camera.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// When it was in the inventory and enabled.
    pub watched: Spans,
    /// When it was under maintenance.
    pub maintenance: Spans,
    /// What its events say.
    pub timeline: Timeline,
    /// From when on its state is stale: no prober has reported since.
    pub stale_from: Option<Timestamp>,
    /// The hours before its events begin.
    pub hours: Vec<Hour>,
}

impl Record {
    /// What counts of the camera in `window`.
    ///
    /// Events are exact and count from the first one on that is kept. Of the time before it, whole hours of the rollups count, in
    /// proportion to how much of them lies in the window, outside maintenance and while the camera was watched.
    #[must_use]
    pub fn figures(&self, window: Span) -> Figures {
        let window_spans = Spans::from(window);
        let maintenance = self.maintenance.intersection(&window_spans);
        let counted = self.watched.intersection(&window_spans).without(&maintenance);
        let until = self
            .stale_from
            .map_or(window.to(), |stale| stale.min(window.to()));
        let exact = |standing| self.timeline.of(standing, until).intersection(&counted).micros();
        let mut figures = Figures {
            window: window.micros(),
            maintenance: maintenance.micros(),
            up: exact(Standing::Up),
            down: exact(Standing::Down),
        };
        let exact_from = self.timeline.begins().unwrap_or(Timestamp::MAX);
        for hour in self.hours.iter().filter(|hour| hour.span.to() <= exact_from) {
            let part = counted.intersection(&hour.span.into()).micros();
            let share = |micros: i64| portion(micros, part, hour.span.micros());
            figures.up += share(hour.up);
            figures.down += share(hour.down);
        }
        figures
    }
}

/// `part / whole` of `micros`.
fn portion(micros: i64, part: i64, whole: i64) -> i64 {
    let portion = i128::from(micros.max(0)) * i128::from(part) / i128::from(whole.max(1));
    i64::try_from(portion).unwrap_or(i64::MAX)
}
