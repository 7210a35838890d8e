//! Whether the pictures of a camera stand still.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock;
use crate::result::PictureDigest;

/// Least time between two pictures that are compared.
const APART: Duration = Duration::from_mins(1);
/// Like pictures that are taken for a frozen one. A still scene differs by the noise of its sensor.
const FROZEN: u32 = 3;
/// Age after which the last picture says nothing any more.
const VALID: Duration = Duration::from_mins(10);

/// The last picture and how often it was seen again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Pictures {
    digest: Option<PictureDigest>,
    /// When it was first seen.
    first: Option<Timestamp>,
    /// When it was last counted.
    counted: Option<Timestamp>,
    /// How often it was counted.
    same: u32,
}

impl Pictures {
    /// Takes in a picture that was fetched at `at`.
    pub(super) fn note(&mut self, digest: PictureDigest, at: Timestamp) {
        let counted = self.counted.filter(|counted| *counted <= at);
        match counted {
            Some(counted) if self.digest == Some(digest) => {
                if clock::between(counted, at) >= APART {
                    self.same = self.same.saturating_add(1);
                    self.counted = Some(at);
                }
            }
            // Another picture; or the clock was set back, and nothing is known about the time between the two.
            _ => {
                *self = Self {
                    digest: Some(digest),
                    first: Some(at),
                    counted: Some(at),
                    same: 1,
                }
            }
        }
    }

    /// Since when the picture stands still, as far as is known at `at`; `None` where it moves.
    pub(super) fn frozen_since(&self, at: Timestamp) -> Option<Timestamp> {
        let counted = self.counted?;
        (self.same >= FROZEN && clock::between(counted, at) <= VALID)
            .then_some(self.first)
            .flatten()
    }
}
