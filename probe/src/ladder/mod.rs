//! One climb up the ladder: DNS → TCP → RTSP OPTIONS → DESCRIBE with its login.

mod climb;
mod failure;
mod target;
mod watch;

#[cfg(test)]
mod tests;

use jiff::Timestamp;

use crate::credentials::Credentials;
use crate::result::{Outcome, ProbeResult};
use climb::Climb;

pub(crate) use failure::Failure;
pub use target::{Target, TargetError};

/// Probes `target` once, within its timeout, and never fails: what went wrong is the result's outcome.
///
/// Opens at most two connections a host (the second when the camera closes the first without an answer), logs in at
/// most twice, and holds at most 16 KiB of header and 64 KiB of body in memory. Dropping the future closes them.
pub async fn probe(target: &Target, credentials: Option<&Credentials>) -> ProbeResult {
    let at = Timestamp::now();
    let mut climb = Climb::new(target, credentials);
    let found = climb.run().await;
    let (outcome, facts) = match found {
        Ok(facts) => (Outcome::Ok, facts),
        Err(failure) => (Outcome::failed(failure.reason, &failure.message), None),
    };
    let (latency, stages) = climb.times();
    ProbeResult {
        at,
        latency,
        stages,
        outcome,
        facts,
        picture: None,
    }
}
