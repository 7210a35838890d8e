//! One climb up the ladder: DNS → TCP → RTSP OPTIONS → DESCRIBE with its login → a sample of the stream.

mod failure;
mod found;
mod redirect;
mod rtsp;
mod target;
mod watch;

#[cfg(test)]
mod tests;

use jiff::Timestamp;

use crate::credentials::Credentials;
use crate::result::{Outcome, ProbeResult, Scope};
use watch::Watch;

pub(crate) use failure::Failure;
pub use target::{Target, TargetError};

/// Probes `target` once, within its timeout and that of a sample, and never fails: what went wrong is the result's
/// outcome.
///
/// Opens at most two connections a host (the second when the camera closes the first without an answer), logs in at
/// most twice, and holds at most 16 KiB of header and 64 KiB of body, or a frame of 64 KiB, in memory. A sample takes at
/// most one session and 8 MiB. Dropping the future closes the connections; a session is then ended by a task of at most
/// a second.
pub async fn probe(target: &Target, credentials: Option<&Credentials>, scope: Scope) -> ProbeResult {
    let at = Timestamp::now();
    let mut watch = Watch::start(target.timeout());
    let found = rtsp::climb(&mut watch, target, credentials, scope).await;
    let (flaw, facts) = match found {
        Ok(found) => (found.flaw, found.facts),
        Err(failure) => (Some(failure), None),
    };
    let outcome = flaw.map_or(Outcome::Ok, |flaw| Outcome::failed(flaw.reason, &flaw.message));
    let (latency, stages) = watch.times();
    ProbeResult {
        at,
        latency,
        stages,
        outcome,
        facts,
        picture: None,
    }
}
