//! One climb up the ladder, by the scheme of the camera's URL: DNS → TCP → TLS → what its real clients would ask.

mod connect;
mod failure;
mod flaws;
mod found;
mod http;
mod icmp;
pub(crate) mod onvif;
mod redirect;
mod rtsp;
mod target;
mod template;
mod watch;
mod web;

#[cfg(test)]
mod tests;

use jiff::Timestamp;

use crate::credentials::Credentials;
use crate::picture;
use crate::reason::Kind;
use crate::result::{Outcome, PictureDigest, ProbeResult, Scope};
use found::Found;

pub use crate::rtsp::attended;
pub(crate) use connect::{host, same_host};
pub(crate) use failure::Failure;
pub(crate) use http::judge_status;
pub(crate) use target::Way;
pub use target::{Target, TargetError};
pub(crate) use watch::Watch;
pub(crate) use web::WebClient;

/// Probes `target` once, within its timeout and that of a sample, and never fails: what went wrong is the result's
/// outcome.
///
/// Opens as few connections as the camera allows and never two at a time, logs in at most twice, and holds at most
/// 16 KiB of header and 64 KiB of body, a frame of 64 KiB, or a picture of 8 MiB in memory. A sample takes at most one
/// session and 8 MiB; a picture that `scope` asks for has a timeout of its own, and where it cannot be had only the
/// digest is missing. Dropping the future closes the connections; a session is then ended by a task of at most a second.
pub async fn probe(target: &Target, credentials: Option<&Credentials>, scope: Scope) -> ProbeResult {
    let at = Timestamp::now();
    let mut watch = Watch::start(target.timeout());
    let found = climb(target, credentials, scope, &mut watch).await;
    let (latency, stages) = watch.times();
    let (outcome, facts) = match found {
        Ok(found) => flaws::judge(found, target.timeout(), latency, &stages, at),
        Err(failure) => (Outcome::failed(failure.reason, &failure.message), None),
    };
    let picture =
        if scope.picture && target.has_picture() && outcome.kind().is_none_or(|kind| kind == Kind::Soft) {
            digest(target, credentials).await
        } else {
            None
        };
    ProbeResult {
        at,
        latency,
        stages,
        outcome,
        facts,
        picture,
    }
}

async fn climb(
    target: &Target,
    credentials: Option<&Credentials>,
    scope: Scope,
    watch: &mut Watch,
) -> Result<Found, Failure> {
    match target.way() {
        Way::Rtsp | Way::Tcp => rtsp::climb(watch, target, credentials, scope).await,
        Way::Http => http::climb(target, credentials, watch).await,
        Way::Onvif => onvif::climb(target, credentials, scope, watch).await,
        Way::Icmp => icmp::climb(target, watch).await,
    }
}

/// The digest of a picture, if one can be had.
async fn digest(target: &Target, credentials: Option<&Credentials>) -> Option<PictureDigest> {
    let digest = async {
        picture::fetch(target, credentials)
            .await?
            .digest(target.mask())
            .await
    };
    match digest.await {
        Ok(digest) => Some(digest),
        Err(error) => {
            tracing::debug!(reason = %error.reason, %error, "a picture could not be had");
            None
        }
    }
}
