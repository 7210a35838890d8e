//! The climb to `icmp://` hosts: DNS → echo.

use std::net::SocketAddr;

use crate::icmp::{self, IcmpError};
use crate::ladder::connect::host;
use crate::ladder::found::Found;
use crate::ladder::watch::Watch;
use crate::ladder::{Failure, Target};
use crate::reason::Reason;
use crate::result::Stage;

/// Waits for an echo of the host's first address.
pub(super) async fn climb(target: &Target, watch: &mut Watch) -> Result<Found, Failure> {
    let url = target.url(None)?;
    let addresses = target.reach().addresses(watch, host(&url), 0).await?;
    // There is always one.
    let address = addresses
        .first()
        .map(SocketAddr::ip)
        .ok_or_else(|| Failure::new(Reason::DnsFailed, "the name has no address".to_owned()))?;
    let deadline = watch.deadline();
    let echo = icmp::echo(address, deadline);
    match watch.stage(Stage::Icmp, echo).await? {
        Ok(()) => Ok(Found::default()),
        Err(error @ IcmpError::NotPermitted) => {
            Err(Failure::new(Reason::IcmpNotPermitted, error.to_string()))
        }
        Err(error @ IcmpError::Shortage(_)) => Err(Failure::new(Reason::ProberLagging, error.to_string())),
        Err(error @ IcmpError::Unreachable(..)) => Err(Failure::new(Reason::Unreachable, error.to_string())),
    }
}
