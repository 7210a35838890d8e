//! `CamerasHealthy` and `status.cameras`, from the polled summary. Written by the poller; passes only repeat the condition.

use contract::summary::CameraCounts;
use crds::conditions::{CAMERAS_HEALTHY, reason};
use crds::{CameraSiteStatus, CamerasStatus};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use k8s_openapi::jiff::Timestamp;
use serde::Serialize;

use crate::conditions::{Verdict, condition, find};
use crate::poll::Polled;

/// What a poller writes into the status.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PolledStatus {
    /// The counts, as they were last known; left out, and not null, where they never were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cameras: Option<CamerasStatus>,
    /// `CamerasHealthy`.
    pub conditions: [Condition; 1],
}

impl PolledStatus {
    /// Whether a status says so already.
    #[must_use]
    pub fn holds_in(&self, status: &CameraSiteStatus) -> bool {
        let [healthy] = &self.conditions;
        self.cameras == status.cameras && find(&status.conditions, CAMERAS_HEALTHY) == Some(healthy)
    }
}

/// What a poller writes over a status.
#[must_use]
pub fn polled(before: &CameraSiteStatus, polled: &Polled, now: Timestamp) -> PolledStatus {
    let cameras = match polled {
        Polled::Fresh(fresh) => Some(counts(fresh)),
        Polled::Never | Polled::Silent | Polled::WithoutDatabase => before.cameras.clone(),
    };
    let generation = before.observed_generation;
    PolledStatus {
        cameras,
        conditions: [condition(
            &before.conditions,
            CAMERAS_HEALTHY,
            verdict(polled),
            generation,
            now,
        )],
    }
}

/// What is said of the cameras.
pub(super) fn verdict(polled: &Polled) -> Verdict {
    let counts = match polled {
        Polled::Never => {
            return Verdict::unknown(reason::SUMMARY_UNAVAILABLE, "the site's API has not answered yet");
        }
        Polled::Silent => {
            return Verdict::unknown(reason::SUMMARY_UNAVAILABLE, "the site's API does not answer");
        }
        Polled::WithoutDatabase => {
            let message = "the site's API cannot reach its database";
            return Verdict::unknown(reason::SUMMARY_UNAVAILABLE, message);
        }
        Polled::Fresh(counts) => counts,
    };
    let watched = counts.total.saturating_sub(counts.disabled);
    if watched == 0 {
        Verdict::yes(reason::NO_CAMERAS, "the site watches no camera")
    } else if counts.down > 0 {
        let down = counts.down;
        Verdict::no(
            reason::CAMERAS_DOWN,
            format!("{down} of {watched} watched cameras are down"),
        )
    } else if counts.unknown > 0 {
        let unknown = counts.unknown;
        let message = format!("the state of {unknown} of {watched} watched cameras is not known");
        Verdict::unknown(reason::CAMERAS_UNKNOWN, message)
    } else {
        Verdict::yes(reason::ALL_UP, "no watched camera is down")
    }
}

/// The counts as the status shows them.
#[must_use]
pub fn counts(counts: &CameraCounts) -> CamerasStatus {
    let number = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    CamerasStatus {
        summary: format!("{}/{}", counts.up.saturating_add(counts.degraded), counts.total),
        total: number(counts.total),
        up: number(counts.up),
        degraded: number(counts.degraded),
        down: number(counts.down),
        flapping: number(counts.flapping),
        unknown: number(counts.unknown),
        maintenance: number(counts.maintenance),
        disabled: number(counts.disabled),
    }
}
