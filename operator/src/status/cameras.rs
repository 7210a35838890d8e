//! `CamerasHealthy` and `status.cameras`, from the polled summary.

use contract::summary::CameraCounts;
use crds::CamerasStatus;
use crds::conditions::reason;

use crate::conditions::Verdict;
use crate::poll::Polled;

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
