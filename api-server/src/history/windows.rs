//! Maintenance windows: which time of which camera they cover.

use std::collections::HashMap;

use jiff::Timestamp;

use super::recurrence::Recurrence;
use super::spans::{Span, Spans};

/// What a window covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every camera.
    Site,
    /// The cameras that are in this zone now.
    Zone(String),
    /// The camera of this name.
    Camera(String),
}

/// A maintenance window.
#[derive(Clone, Debug)]
pub struct Window {
    /// Identity.
    pub id: i64,
    /// What it covers.
    pub scope: Scope,
    /// From when on it holds.
    pub starts_at: Timestamp,
    /// Until when it holds; `None` only with a recurrence.
    pub ends_at: Option<Timestamp>,
    /// When it begins between the two; `None` for one piece.
    pub recurrence: Option<Recurrence>,
}

impl Window {
    /// The pieces of time that it covers and that have something in common with `within`, whole.
    #[must_use]
    pub fn pieces(&self, within: Span) -> Vec<Span> {
        let Some(valid) = Span::new(self.starts_at, self.ends_at.unwrap_or(Timestamp::MAX)) else {
            return Vec::new();
        };
        let Some(asked) = valid.intersection(within) else {
            return Vec::new();
        };
        match &self.recurrence {
            None => vec![valid],
            Some(recurrence) => recurrence
                .occurrences(asked)
                .into_iter()
                .filter_map(|occurrence| occurrence.intersection(valid))
                .collect(),
        }
    }

    /// The piece that `now` lies in; the one that ends last where occurrences overlap.
    #[must_use]
    pub fn piece_at(&self, now: Timestamp) -> Option<Span> {
        let pieces = self.pieces(Span::of_instant(now)).into_iter();
        pieces
            .filter(|piece| piece.from() <= now && now < piece.to())
            .max_by_key(|piece| piece.to())
    }
}

/// A window that covers a camera now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Active {
    /// Identity of the window.
    pub id: i64,
    /// When it began.
    pub since: Timestamp,
    /// When it ends.
    pub until: Timestamp,
}

/// The windows of an instant.
#[derive(Clone, Debug, Default)]
pub struct Overlay(Vec<(Scope, Active)>);

impl Overlay {
    /// The windows that `now` lies in.
    #[must_use]
    pub fn new(windows: &[Window], now: Timestamp) -> Self {
        let active = |window: &Window| {
            let piece = window.piece_at(now)?;
            let active = Active {
                id: window.id,
                since: piece.from(),
                until: piece.to(),
            };
            Some((window.scope.clone(), active))
        };
        Self(windows.iter().filter_map(active).collect())
    }

    /// The window that covers a camera, the one that ends last if there are several.
    #[must_use]
    pub fn of(&self, camera: &str, zone: &str) -> Option<Active> {
        let covers = |scope: &Scope| match scope {
            Scope::Site => true,
            Scope::Zone(name) => name == zone,
            Scope::Camera(name) => name == camera,
        };
        self.0
            .iter()
            .filter(|(scope, _)| covers(scope))
            .map(|(_, active)| *active)
            .max_by_key(|active| (active.until, active.id))
    }
}

/// The time that windows cover, by what they cover.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    site: Spans,
    zones: HashMap<String, Spans>,
    cameras: HashMap<String, Spans>,
}

impl Calendar {
    /// The time in `within` that the windows cover.
    #[must_use]
    pub fn new(windows: &[Window], within: Span) -> Self {
        let mut calendar = Self::default();
        for window in windows {
            let covered = match &window.scope {
                Scope::Site => &mut calendar.site,
                Scope::Zone(zone) => calendar.zones.entry(zone.clone()).or_default(),
                Scope::Camera(camera) => calendar.cameras.entry(camera.clone()).or_default(),
            };
            let pieces: Spans = window
                .pieces(within)
                .into_iter()
                .filter_map(|piece| piece.intersection(within))
                .collect();
            *covered = covered.union(&pieces);
        }
        calendar
    }

    /// The time in which a camera is under maintenance.
    #[must_use]
    pub fn of(&self, camera: &str, zone: &str) -> Spans {
        let own = [self.zones.get(zone), self.cameras.get(camera)];
        own.into_iter()
            .flatten()
            .fold(self.site.clone(), |covered, spans| covered.union(spans))
    }
}
